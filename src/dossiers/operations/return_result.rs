//! Forwarding the result over: collected at the desk, or delivered.

use super::clerk::{At, load_for_clerk, owes};
use crate::catalogue::FeeDue;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, record};
use crate::kernel::{Moment, Viewer};
use crate::storage::Tx;

/// Records that the applicant has the result.
pub fn return_result(tx: &mut Tx<'_>, moment: &Moment, viewer: &Viewer, at: At) -> Result<Dossier> {
    let dossier = load_for_clerk(tx, viewer, at, Act::Return)?;
    dossier.standing.after(Act::Return)?;
    if owes(tx, dossier.id, FeeDue::AtReturn)? {
        return Err(Error::Unpaid);
    }
    hand_over_result(tx, moment, viewer, dossier)
}

/// The step from decided to returned, for this act and for results that are there at once.
pub(super) fn hand_over_result(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    mut dossier: Dossier,
) -> Result<Dossier> {
    dossier.return_result(moment.now)?;
    record(
        tx,
        moment,
        dossier,
        NewEvent::by_clerk(EventKind::Returned {}, viewer.account),
    )
}
