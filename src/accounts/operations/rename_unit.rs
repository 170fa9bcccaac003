//! Giving a unit another name. What was handed to it before shows the new one as well.

use crate::accounts::authority::may_manage;
use crate::accounts::handling_unit::{UnitName, UnitRefusal};
use crate::accounts::{Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AgencyId, HandlingUnitId};
use crate::storage::Tx;

/// Renames a unit of an agency.
///
/// # Errors
/// [`UnitRefusal`], or a fault.
pub fn rename_unit(
    tx: &mut Tx<'_>,
    cx: &Context,
    agency: AgencyId,
    unit: HandlingUnitId,
    name: &str,
) -> Result<(), Error<UnitRefusal>> {
    if !may_manage(&cx.principal, agency) {
        return Err(Error::Refused(UnitRefusal::NotYours));
    }
    let name: UnitName = name
        .parse()
        .map_err(|error| Error::Refused(UnitRefusal::Name(error)))?;
    let units = store::units_of(tx, agency, cx.now().vietnam_date())?;
    if !units.iter().any(|known| known.id == unit) {
        return Err(Error::Refused(UnitRefusal::NoUnit));
    }
    let mut others = units.iter().filter(|other| other.id != unit);
    if others.any(|other| name.reads_like(&other.name)) {
        return Err(Error::Refused(UnitRefusal::Taken));
    }
    store::set_unit_name(tx, unit, &name)?;
    let entry = JournalEntry::by(AuditAction::RenamedUnit, cx.account(), unit).for_agency(agency);
    Ok(journal::record(tx, &cx.moment, &entry)?)
}
