//! A supplement that did not come by its term: the clock stops the dossier.

use serde::{Deserialize, Serialize};

use super::clerk::settle;
use crate::agencies::Calendar;
use crate::context::Background;
use crate::dossiers::error::Result;
use crate::dossiers::event::{EventKind, Source};
use crate::dossiers::lifecycle::{Act, State};
use crate::dossiers::record::{NewEvent, record};
use crate::dossiers::store;
use crate::jobs::{Job, Outcome, Run};
use crate::kernel::{DossierId, JobId, Moment};
use crate::storage::Tx;

/// Stops the dossier if the supplement asked for by this event has not come by its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndSupplementTerm {
    /// The dossier.
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
            .write(move |tx, cx| {
                let Some(known) = store::dossier(tx, dossier)? else {
                    return Ok(());
                };
                let calendar = cx.calendar(known.agency);
                end_supplement_term(tx, &cx.moment, dossier, seq, calendar)
            })
            .await
    }
}

/// Stops the dossier if it still waits for the supplement that event `seq` asked for.
pub fn end_supplement_term(
    tx: &mut Tx<'_>,
    moment: &Moment,
    id: DossierId,
    seq: i32,
    calendar: &Calendar,
) -> Result<()> {
    let Some(mut dossier) = store::dossier(tx, id)? else {
        return Ok(());
    };
    let asked = store::event(tx, id, seq)?.map(|recorded| recorded.event.kind);
    let Some(EventKind::SupplementRequested { supplement, .. }) = asked else {
        return Ok(());
    };
    let awaited = store::supplements_of(tx, id)?
        .into_iter()
        .rfind(|request| request.answered_at.is_none());
    let still_waits = awaited.is_some_and(|request| request.id == supplement)
        && dossier.state() == State::SupplementRequested;
    if !still_waits {
        return Ok(());
    }
    settle(
        tx,
        &mut dossier,
        Act::EndSupplementTerm,
        moment.now,
        calendar,
    )?;
    let event = NewEvent {
        kind: EventKind::SupplementTermEnded { supplement },
        source: Source::Clock,
        actor: None,
        note: None,
        source_key: None,
    };
    record(tx, moment, dossier, event)?;
    Ok(())
}
