//! Forwarding a dossier to a unit or an officer of the same agency.

use super::clerk::{At, load_for_clerk, within_bounds};
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, note, record};
use crate::kernel::{AccountId, HandlingUnitId, Moment, Viewer};
use crate::storage::Tx;

/// To whom a dossier is handed. The caller has seen that they belong to the agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forwarding {
    /// The unit.
    pub unit: Option<HandlingUnitId>,
    /// The officer.
    pub officer: Option<AccountId>,
    /// A word to them; the applicant does not read it.
    pub note: String,
}

/// Hands a dossier over.
pub fn forward(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    handing: &Forwarding,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::Forward)?;
    dossier.forward(handing.unit, handing.officer)?;
    if handing.unit.is_none() && handing.officer.is_none() {
        return Err(Error::invalid("officer", Problem::Missing));
    }
    within_bounds("note", &handing.note)?;
    let kind = EventKind::Forwarded {
        unit: handing.unit,
        officer: handing.officer,
    };
    let event = NewEvent::by_clerk(kind, viewer.account).with_note(note(moment, &handing.note));
    record(tx, moment, dossier, event)
}
