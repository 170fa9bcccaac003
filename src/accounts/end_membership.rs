//! Ending a role in an agency. It holds until the end of the request in hand: rights are read at
//! each request.

use chrono::Duration;

use super::authority::Actor;
use super::letters::{self, Message, Recipient};
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AccountId, AgencyId, Moment, Role};
use crate::storage::Tx;

/// A request takes less. What ends within it may have been ended by a request that is a little
/// younger and was faster.
const LONGEST_REQUEST_SECONDS: i64 = 60;

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
    let ending = Ending {
        by: actor.account(),
        needs_role: !actor.may_manage_everywhere(),
        account,
        agency,
    };
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            if role == Role::Manager {
                ending.leaves_a_manager(tx, &moment)?;
            }
            if !store::close_membership(tx, account, agency, role, moment.now)? {
                return Err(Failure::Refused(EndRefusal::NotHeld));
            }
            if let Some(account) = store::account(tx, account)? {
                let to = Recipient::from(&account);
                letters::post(tx, &moment, &accounts_again, to, Message::RoleEnded)?;
            }
            let entry = Entry::by(AuditAction::EndedRole, ending.by, account).for_agency(agency);
            Ok(journal::record(tx, &moment, &entry.based_on(role.key()))?)
        })
        .await
}

/// Who ends whose role where.
#[derive(Clone, Copy)]
struct Ending {
    by: Option<AccountId>,
    /// They may because they manage the agency.
    needs_role: bool,
    account: AccountId,
    agency: AgencyId,
}

impl Ending {
    /// Of managers who end each other's right, or each their own, at the same moment, one comes
    /// first and the others see what is left: who was a manager when the request came is asked
    /// again with the managers in hand.
    fn leaves_a_manager(self, tx: &mut Tx<'_>, moment: &Moment) -> Result<(), Failure<EndRefusal>> {
        let until = moment.now + Duration::seconds(LONGEST_REQUEST_SECONDS);
        let managers = store::managers_in_hand(tx, self.agency, until)?;
        if self.needs_role && self.by.is_none_or(|by| !managers.contains(&by)) {
            return Err(Failure::Refused(EndRefusal::NotYours));
        }
        let is_own = self.by == Some(self.account);
        if is_own && managers.iter().all(|manager| *manager == self.account) {
            return Err(Failure::Refused(EndRefusal::OnlyManager));
        }
        Ok(())
    }
}
