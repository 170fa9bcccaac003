//! To whom a dossier can be forwarded inside its agency.

use super::input::ActInput;
use crate::accounts::{self, HandlingUnit};
use crate::context::Context;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Problem, Result};
use crate::kernel::{AccountId, Role};
use crate::storage::Conn;

/// The officers and units that can be given a dossier.
#[derive(Debug, Clone, Default)]
pub struct Receivers {
    /// Officers and approvers with their names, without those whose own dossier it is.
    pub officers: Vec<(AccountId, String)>,
    pub units: Vec<HandlingUnit>,
}

/// Who can be given a dossier at this moment.
pub fn receivers(
    conn: &mut Conn,
    cx: &Context,
    dossier: &Dossier,
) -> crate::storage::Result<Receivers> {
    let (agency, now) = (dossier.agency, cx.now());
    let mut officers = accounts::members_of(conn, agency, Role::Officer, now)?;
    for (id, name) in accounts::members_of(conn, agency, Role::Approver, now)? {
        if !officers.iter().any(|(known, _)| *known == id) {
            officers.push((id, name));
        }
    }
    officers.retain(|(id, _)| !dossier.belongs_to(*id));
    Ok(Receivers {
        officers,
        units: accounts::units_of(conn, agency, now.vietnam_date())?,
    })
}

/// Whoever is to be given the dossier must be among its receivers.
pub(super) fn check_receivers(
    conn: &mut Conn,
    cx: &Context,
    dossier: &Dossier,
    input: &ActInput,
) -> Result<()> {
    let ActInput::Forward { unit, officer, .. } = input else {
        return Ok(());
    };
    let known = receivers(conn, cx, dossier)?;
    if officer.is_some_and(|officer| !known.officers.iter().any(|(id, _)| *id == officer)) {
        return Err(Error::invalid("officer", Problem::UnknownChoice));
    }
    if unit.is_some_and(|unit| !known.units.iter().any(|known| known.id == unit)) {
        return Err(Error::invalid("unit", Problem::UnknownChoice));
    }
    Ok(())
}
