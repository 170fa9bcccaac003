//! Ending a unit. Dossiers that lie with it stay there until somebody hands them on.

use crate::accounts::authority::may_manage;
use crate::accounts::handling_unit::UnitRefusal;
use crate::accounts::{Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AgencyId, HandlingUnitId};
use crate::storage::Tx;

/// Ends a unit of an agency: nothing can be handed to it any more.
///
/// # Errors
/// [`UnitRefusal`], or a fault.
pub fn end_unit(
    tx: &mut Tx<'_>,
    cx: &Context,
    agency: AgencyId,
    unit: HandlingUnitId,
) -> Result<(), Error<UnitRefusal>> {
    if !may_manage(&cx.principal, agency) {
        return Err(Error::Refused(UnitRefusal::NotYours));
    }
    let today = cx.now().vietnam_date();
    let units = store::units_of(tx, agency, today)?;
    if !units.iter().any(|known| known.id == unit) {
        return Err(Error::Refused(UnitRefusal::NoUnit));
    }
    store::close_unit(tx, unit, today)?;
    let entry = JournalEntry::by(AuditAction::EndedUnit, cx.account(), unit).for_agency(agency);
    Ok(journal::record(tx, &cx.moment, &entry)?)
}
