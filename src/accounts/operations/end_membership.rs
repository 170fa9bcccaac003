//! Ending a role in an agency. It holds until the end of the current request: rights are read at
//! each request.

use chrono::Duration;

use crate::accounts::authority::{may_manage, may_manage_everywhere};
use crate::accounts::letters::{self, Message, Recipient, Work};
use crate::accounts::{Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, AgencyId, Role};
use crate::storage::Tx;

/// The longest that a request takes. Roles that end within this time from now count as ended: a
/// concurrent request with a later clock has ended them.
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
pub fn end_membership(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    agency: AgencyId,
    role: Role,
) -> Result<(), Error<EndRefusal>> {
    if !may_manage(&cx.principal, agency) {
        return Err(Error::Refused(EndRefusal::NotYours));
    }
    if role == Role::Manager {
        check_managers(tx, cx, account, agency)?;
    }
    if !store::close_membership(tx, account, agency, role, cx.now())? {
        return Err(Error::Refused(EndRefusal::NotHeld));
    }
    if let Some(account) = store::account(tx, account)? {
        let to = Recipient::from(&account);
        let work = Work::of(cx, to.locale, agency, &[role]);
        letters::post(tx, cx, to, Message::RoleEnded(&work))?;
    }
    let entry = JournalEntry::by(AuditAction::EndedRole, cx.account(), account).for_agency(agency);
    Ok(journal::record(
        tx,
        &cx.moment,
        &entry.based_on(role.key()),
    )?)
}

/// Two managers who end each other's role, or each their own, have both passed the gate as managers.
/// The rows of the managers are locked, so that the second sees what the first has left: whoever is
/// no manager any more ends nothing, and the last one does not go.
fn check_managers(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    agency: AgencyId,
) -> Result<(), Error<EndRefusal>> {
    let until = cx.now() + Duration::seconds(LONGEST_REQUEST_SECONDS);
    let managers = store::managers_for_update(tx, agency, until)?;
    let is_manager = |by| managers.contains(&by);
    if !may_manage_everywhere(&cx.principal) && !cx.account().is_some_and(is_manager) {
        return Err(Error::Refused(EndRefusal::NotYours));
    }
    let is_own = cx.account() == Some(account);
    if is_own && managers.iter().all(|manager| *manager == account) {
        return Err(Error::Refused(EndRefusal::OnlyManager));
    }
    Ok(())
}
