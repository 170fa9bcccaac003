//! Taking one's dossier back.

use super::clerk::{At, load_for_person, settle, within_bounds};
use crate::agencies::Calendar;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::Result;
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, note, record};
use crate::kernel::{Moment, Viewer};
use crate::storage::Tx;

/// Withdraws a dossier.
pub fn withdraw(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    reason: &str,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_person(tx, viewer, at)?;
    dossier.standing.after(Act::Withdraw)?;
    let reason = within_bounds("reason", reason)?;
    settle(tx, &mut dossier, Act::Withdraw, moment.now, calendar)?;
    let event = NewEvent::by_applicant(EventKind::Withdrawn {}, viewer.account)
        .with_note(note(moment, reason));
    record(tx, moment, dossier, event)
}
