//! Deciding a dossier, with its result.

use super::attach::presentable;
use super::clerk::{At, load_for_clerk, owes, required, settle, within_bounds};
use super::return_result::hand_over_result;
use crate::agencies::Calendar;
use crate::catalogue::{FeeDue, ResultDelivery};
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, note, record};
use crate::dossiers::store::{self, ResultDocument, ResultFile};
use crate::kernel::{Moment, Viewer};
use crate::storage::{Tx, file_name};

/// What the approver decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the result is.
    pub title: String,
    /// Its file; none for a result on paper.
    pub file: Option<ResultFile>,
    /// A word to the applicant.
    pub note: String,
}

/// Decides a dossier. An electronic result that should come on the portal is handed over at once,
/// unless a fee is still owed.
pub fn decide(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    decision: &Decision,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::Decide)?;
    dossier.standing.after(Act::Decide)?;
    if owes(tx, dossier.id, FeeDue::BeforeDecision)? {
        return Err(Error::Unpaid);
    }
    let title = required("title", &decision.title)?.to_owned();
    within_bounds("note", &decision.note)?;
    let result = ResultDocument {
        id: moment.id(),
        title,
        file: decision.file.clone().map(|file| ResultFile {
            name: presentable(&file.name, file.media),
            ..file
        }),
        decided_at: moment.now,
    };
    if let Some(file) = &result.file {
        file_name(tx, &file.file, file.media, moment.now)?;
    }
    store::result_insert(tx, dossier.id, &result)?;
    settle(tx, &mut dossier, Act::Decide, moment.now, calendar)?;
    let is_electronic = result.file.is_some();
    let kind = EventKind::Decided {
        results: vec![result.id],
        is_electronic,
    };
    let event = NewEvent::by_clerk(kind, viewer.account).with_note(note(moment, &decision.note));
    let dossier = record(tx, moment, dossier, event)?;
    let at_once = is_electronic && dossier.delivery == ResultDelivery::Portal;
    if at_once && !owes(tx, dossier.id, FeeDue::AtReturn)? {
        return hand_over_result(tx, moment, viewer, dossier);
    }
    Ok(dossier)
}
