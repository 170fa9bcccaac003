//! Ending a role in an agency. It holds until the end of the request in hand: rights are read at
//! each request.

use super::authority::Actor;
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AccountId, AgencyId, Moment, Role};

/// Why the role is not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndRefusal {
    /// Only a manager of the agency or an operator ends roles there.
    NotYours,
    /// The account does not have the role.
    NotHeld,
}

/// Ends what `account` may do as `role` in `agency`, in all its units.
///
/// # Errors
/// [`EndRefusal`], or a fault.
pub async fn end_membership(
    accounts: &Accounts,
    moment: &Moment,
    actor: Actor<'_>,
    account: AccountId,
    agency: AgencyId,
    role: Role,
) -> Result<(), Failure<EndRefusal>> {
    if !actor.may_manage(agency) {
        return Err(Failure::Refused(EndRefusal::NotYours));
    }
    let entry = Entry::new(Deed::EndedRole, account, account).for_agency(agency);
    let entry = Entry {
        actor: actor.account(),
        ..entry
    };
    let moment = moment.clone();
    accounts
        .storage
        .writing(move |tx| {
            if !store::close_membership(tx, account, agency, role, moment.now)? {
                return Err(Failure::Refused(EndRefusal::NotHeld));
            }
            Ok(journal::record(tx, &moment, &entry)?)
        })
        .await
}
