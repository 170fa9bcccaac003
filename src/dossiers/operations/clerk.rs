//! What every act of a clerk begins with.

use crate::agencies::Calendar;
use crate::catalogue::FeeDue;
use crate::dossiers::dossier::{Authority, Dossier};
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::lifecycle::Act;
use crate::dossiers::steps::suspensions;
use crate::dossiers::store;
use crate::kernel::{DossierId, Instant, Viewer};
use crate::storage::{Conn, Tx};

/// The longest text that a clerk or applicant may write, in characters.
const LONGEST_TEXT: usize = 4_000;

/// Which dossier, and the version of it that the person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The dossier.
    pub dossier: DossierId,
    /// The version that the page showed.
    pub version: i32,
}

/// The dossier, if the viewer's roles in the agency that has it allow the act.
pub(super) fn load_for_clerk(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    at: At,
    act: Act,
) -> Result<Dossier> {
    let dossier =
        store::dossier_of_agencies(tx, at.dossier, &viewer.agencies())?.ok_or(Error::NotFound)?;
    may_act(viewer, &dossier, act)?;
    unchanged(dossier, at)
}

/// Whether the viewer's roles allow `act` on the dossier, whatever its state: what pages ask
/// before they offer the act.
///
/// # Errors
/// `OwnDossier`, or `NotAllowed` for other roles and where the agency's own system decides.
pub fn may_act(viewer: &Viewer, dossier: &Dossier, act: Act) -> Result<()> {
    if dossier.belongs_to(viewer.account) {
        return Err(Error::OwnDossier);
    }
    let binds = dossier.authority == Authority::Desk;
    if !binds || !viewer.is_any(act.roles(), dossier.agency) {
        return Err(Error::NotAllowed);
    }
    Ok(())
}

/// The dossier, if the viewer filed or holds it and can act on it here.
pub(super) fn load_for_person(tx: &mut Tx<'_>, viewer: &Viewer, at: At) -> Result<Dossier> {
    let dossier =
        store::dossier_of_person(tx, at.dossier, viewer.account)?.ok_or(Error::NotFound)?;
    if !dossier.is_open_here() {
        return Err(Error::NotAllowed);
    }
    unchanged(dossier, at)
}

fn unchanged(dossier: Dossier, at: At) -> Result<Dossier> {
    if dossier.version == at.version {
        Ok(dossier)
    } else {
        Err(Error::Stale)
    }
}

/// A text that must be given.
pub(super) fn required<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, Problem::Missing));
    }
    within_bounds(field, text)
}

/// A text that is not too long.
pub(super) fn within_bounds<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(Error::invalid(field, Problem::TooLong));
    }
    Ok(text)
}

/// Whether a fee that falls due at `due` or before is not paid.
pub(super) fn owes(conn: &mut Conn, dossier: DossierId, due: FeeDue) -> Result<bool> {
    let fees = store::fees_of(conn, dossier)?;
    Ok(fees.iter().any(|fee| fee.is_owed_by(due)))
}

/// Ends the clock by `act`, and says whether it ended in time.
pub(super) fn settle(
    conn: &mut Conn,
    dossier: &mut Dossier,
    act: Act,
    now: Instant,
    calendar: &Calendar,
) -> Result<()> {
    let requests = store::supplements_of(conn, dossier.id)?;
    dossier.settle(act, &suspensions(&requests, now), now, calendar)?;
    Ok(())
}
