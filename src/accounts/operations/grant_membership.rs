//! Giving an account a role in an agency.

use crate::accounts::authority::may_manage;
use crate::accounts::letters::{self, Message, Recipient, Work};
use crate::accounts::{Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, AgencyId, HandlingUnitId, Role};
use crate::storage::Tx;

/// The role to be given.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub account: AccountId,
    pub agency: AgencyId,
    pub role: Role,
    /// In which unit of the agency, if in one.
    pub unit: Option<HandlingUnitId>,
}

/// Why no role is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantRefusal {
    /// Only a manager of the agency or an operator gives roles there.
    NotYours,
    /// There is no such account.
    NoAccount,
    /// The unit is not one of the agency's.
    NoUnit,
    /// Nobody gives themselves a role: another manager, or an operator, does.
    Own,
    /// The account of the address has another name than was given.
    OtherName,
}

/// Gives the role from now on; a role that the account has already stays as it is.
///
/// # Errors
/// [`GrantRefusal`], or a fault.
pub fn grant_membership(
    tx: &mut Tx<'_>,
    cx: &Context,
    grant: Grant,
) -> Result<(), Error<GrantRefusal>> {
    if !may_manage(&cx.principal, grant.agency) {
        return Err(Error::Refused(GrantRefusal::NotYours));
    }
    let account =
        store::account(tx, grant.account)?.ok_or(Error::Refused(GrantRefusal::NoAccount))?;
    if give(tx, cx, grant)? {
        let to = Recipient::from(&account);
        let work = Work::of(cx, to.locale, grant.agency, &[grant.role]);
        letters::post(tx, cx, to, Message::RoleGranted(&work))?;
    }
    Ok(())
}

/// Gives a role and writes it into the journal. False when the account had it before.
pub(super) fn give(
    tx: &mut Tx<'_>,
    cx: &Context,
    grant: Grant,
) -> Result<bool, Error<GrantRefusal>> {
    let held = store::memberships_at(tx, grant.account, cx.now())?;
    let is_held = held.iter().any(|membership| {
        membership.agency == grant.agency
            && membership.role == grant.role
            && membership.unit == grant.unit
    });
    if is_held {
        return Ok(false);
    }
    if cx.account() == Some(grant.account) {
        return Err(Error::Refused(GrantRefusal::Own));
    }
    if !store::add_membership(tx, &cx.moment, grant)? {
        return Err(Error::Refused(GrantRefusal::NoUnit));
    }
    let entry = JournalEntry::by(AuditAction::GrantedRole, cx.account(), grant.account);
    let entry = entry.for_agency(grant.agency).based_on(grant.role.key());
    journal::record(tx, &cx.moment, &entry)?;
    Ok(true)
}
