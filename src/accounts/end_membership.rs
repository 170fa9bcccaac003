//! Ending a role in an agency. It holds until the end of the request in hand: rights are read at
//! each request.

use super::authority::Actor;
use super::letters::{self, Message, Recipient};
use super::person::is_only_manager;
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
    /// A manager's own role, and there is no other manager: nobody could give a role any more.
    OnlyManager,
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
    let (by, accounts_again, moment) = (actor.account(), accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            if role == Role::Manager
                && by == Some(account)
                && is_only_manager(&store::people_of(tx, agency, moment.now)?, account)
            {
                return Err(Failure::Refused(EndRefusal::OnlyManager));
            }
            if !store::close_membership(tx, account, agency, role, moment.now)? {
                return Err(Failure::Refused(EndRefusal::NotHeld));
            }
            if let Some(account) = store::account(tx, account)? {
                let to = Recipient::from(&account);
                letters::post(tx, &moment, &accounts_again, to, Message::RoleEnded)?;
            }
            let entry = Entry::by(Deed::EndedRole, by, account).for_agency(agency);
            Ok(journal::record(tx, &moment, &entry.based_on(role.key()))?)
        })
        .await
}
