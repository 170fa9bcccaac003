//! Refusing to accept a dossier.

use super::clerk::{At, load_for_clerk, required, settle};
use crate::agencies::Calendar;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::Result;
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, note, record};
use crate::kernel::{Moment, Viewer};
use crate::storage::Tx;

/// Refuses a dossier; the applicant reads the reason.
pub fn refuse(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    reason: &str,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::Refuse)?;
    dossier.standing.after(Act::Refuse)?;
    let reason = required("reason", reason)?;
    settle(tx, &mut dossier, Act::Refuse, moment.now, calendar)?;
    let event =
        NewEvent::by_clerk(EventKind::Refused {}, viewer.account).with_note(note(moment, reason));
    record(tx, moment, dossier, event)
}
