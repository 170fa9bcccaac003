//! Ending a unit. Dossiers that lie with it stay there until somebody hands them on.

use super::authority::Actor;
use super::handling_unit::UnitRefusal;
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AgencyId, HandlingUnitId, Moment};

/// Ends a unit of an agency: nothing can be handed to it any more.
///
/// # Errors
/// [`UnitRefusal`], or a fault.
pub async fn end_unit(
    accounts: &Accounts,
    moment: &Moment,
    actor: Actor<'_>,
    agency: AgencyId,
    unit: HandlingUnitId,
) -> Result<(), Failure<UnitRefusal>> {
    if !actor.may_manage(agency) {
        return Err(Failure::Refused(UnitRefusal::NotYours));
    }
    let (by, moment) = (actor.account(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            let today = moment.now.vietnam_date();
            let units = store::units_of(tx, agency, today)?;
            if !units.iter().any(|known| known.id == unit) {
                return Err(Failure::Refused(UnitRefusal::NoUnit));
            }
            store::close_unit(tx, unit, today)?;
            let entry = Entry::by(AuditAction::EndedUnit, by, unit).for_agency(agency);
            Ok(journal::record(tx, &moment, &entry)?)
        })
        .await
}
