//! Giving a unit another name. What was handed to it before shows the new one as well.

use super::authority::Actor;
use super::handling_unit::{UnitName, UnitRefusal};
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AgencyId, HandlingUnitId, Moment};

/// Renames a unit of an agency.
///
/// # Errors
/// [`UnitRefusal`], or a fault.
pub async fn rename_unit(
    accounts: &Accounts,
    moment: &Moment,
    actor: Actor<'_>,
    agency: AgencyId,
    unit: HandlingUnitId,
    name: &str,
) -> Result<(), Failure<UnitRefusal>> {
    if !actor.may_manage(agency) {
        return Err(Failure::Refused(UnitRefusal::NotYours));
    }
    let name: UnitName = name
        .parse()
        .map_err(|error| Failure::Refused(UnitRefusal::Name(error)))?;
    let (by, moment) = (actor.account(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            let units = store::units_of(tx, agency, moment.now.vietnam_date())?;
            if !units.iter().any(|known| known.id == unit) {
                return Err(Failure::Refused(UnitRefusal::NoUnit));
            }
            let mut others = units.iter().filter(|other| other.id != unit);
            if others.any(|other| name.reads_like(&other.name)) {
                return Err(Failure::Refused(UnitRefusal::Taken));
            }
            store::set_unit_name(tx, unit, &name)?;
            let entry = Entry::by(AuditAction::RenamedUnit, by, unit).for_agency(agency);
            Ok(journal::record(tx, &moment, &entry)?)
        })
        .await
}
