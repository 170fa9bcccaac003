//! A supplement that did not come by its term: the clock stops the dossier.

use serde::{Deserialize, Serialize};

use super::Act;
use super::carry_out::perform;
use super::input::ActInput;
use crate::context::{Background, Context};
use crate::dossiers::error::Result;
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::store;
use crate::jobs::{Job, Outcome, Run};
use crate::kernel::{DossierId, JobId};
use crate::storage::Tx;

/// Stops the dossier if the supplement asked for by this event has not come by its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndSupplementTerm {
    pub dossier: DossierId,
    /// The event that asked.
    pub seq: i32,
}

impl Job for EndSupplementTerm {
    const KIND: &'static str = "end_supplement_term";
}

impl Run for EndSupplementTerm {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        let Self { dossier, seq } = self;
        needs
            .write(move |tx, cx| end_supplement_term(tx, cx, dossier, seq))
            .await
    }
}

/// Ends the term of the supplement that event `seq` asked for: stops the dossier if it still waits.
pub fn end_supplement_term(tx: &mut Tx<'_>, cx: &Context, id: DossierId, seq: i32) -> Result<()> {
    let Some(dossier) = store::dossier(tx, id)? else {
        return Ok(());
    };
    let asked = store::event(tx, id, seq)?.map(|recorded| recorded.event.kind);
    let Some(EventKind::SupplementRequested { supplement, .. }) = asked else {
        return Ok(());
    };
    let requests = store::supplements_of(tx, id)?;
    let mut awaited = requests.iter().filter(|one| one.answered_at.is_none());
    let is_last = awaited.next_back().is_some_and(|one| one.id == supplement);
    if is_last && dossier.standing.after(Act::EndSupplementTerm).is_ok() {
        perform(tx, cx, dossier, ActInput::EndSupplementTerm { supplement })?;
    }
    Ok(())
}
