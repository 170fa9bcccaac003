//! Making a unit of an agency.

use super::authority::Actor;
use super::handling_unit::{UnitName, UnitRefusal};
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AgencyId, HandlingUnitId, Moment};

/// Makes a unit to which dossiers can be handed from now on.
///
/// # Errors
/// [`UnitRefusal`], or a fault.
pub async fn add_unit(
    accounts: &Accounts,
    moment: &Moment,
    actor: Actor<'_>,
    agency: AgencyId,
    name: &str,
) -> Result<HandlingUnitId, Failure<UnitRefusal>> {
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
            let today = moment.now.vietnam_date();
            let others = store::units_of(tx, agency, today)?;
            if others.iter().any(|other| name.reads_like(&other.name)) {
                return Err(Failure::Refused(UnitRefusal::Taken));
            }
            let unit = moment.id();
            store::insert_unit(tx, unit, agency, &name)?;
            let entry = Entry::by(AuditAction::AddedUnit, by, unit).for_agency(agency);
            journal::record(tx, &moment, &entry)?;
            Ok(unit)
        })
        .await
}
