//! Making a unit of an agency.

use crate::accounts::authority::may_manage;
use crate::accounts::handling_unit::{UnitName, UnitRefusal};
use crate::accounts::{Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AgencyId, HandlingUnitId};
use crate::storage::Tx;

/// Makes a unit to which dossiers can be handed from now on.
///
/// # Errors
/// [`UnitRefusal`], or a fault.
pub fn add_unit(
    tx: &mut Tx<'_>,
    cx: &Context,
    agency: AgencyId,
    name: &str,
) -> Result<HandlingUnitId, Error<UnitRefusal>> {
    if !may_manage(&cx.principal, agency) {
        return Err(Error::Refused(UnitRefusal::NotYours));
    }
    let name: UnitName = name
        .parse()
        .map_err(|error| Error::Refused(UnitRefusal::Name(error)))?;
    let others = store::units_of(tx, agency, cx.now().vietnam_date())?;
    if others.iter().any(|other| name.reads_like(&other.name)) {
        return Err(Error::Refused(UnitRefusal::Taken));
    }
    let unit = cx.id();
    store::insert_unit(tx, unit, agency, &name)?;
    let entry = JournalEntry::by(AuditAction::AddedUnit, cx.account(), unit).for_agency(agency);
    journal::record(tx, &cx.moment, &entry)?;
    Ok(unit)
}
