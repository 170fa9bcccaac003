//! Accepting a dossier, with a receipt and a due date.

use super::clerk::{At, load_for_clerk, owes, within_bounds};
use crate::agencies::Calendar;
use crate::catalogue::FeeDue;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, note, record};
use crate::kernel::{Instant, Moment, Viewer};
use crate::storage::Tx;

/// What the clerk says when accepting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// A due date set by the clerk; it counts only where the law gives no term, or several.
    pub due_at: Option<Instant>,
    /// A word to the applicant.
    pub note: String,
}

/// Accepts a dossier.
pub fn accept(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    acceptance: &Acceptance,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::Accept)?;
    let due_at = dossier.accept(acceptance.due_at, moment.now, calendar)?;
    if owes(tx, dossier.id, FeeDue::BeforeAcceptance)? {
        return Err(Error::Unpaid);
    }
    within_bounds("note", &acceptance.note)?;
    if due_at.is_some_and(|due_at| due_at <= moment.now) {
        return Err(Error::invalid("due_at", Problem::InThePast));
    }
    let event = NewEvent::by_clerk(EventKind::Accepted { due_at }, viewer.account)
        .with_note(note(moment, &acceptance.note));
    record(tx, moment, dossier, event)
}
