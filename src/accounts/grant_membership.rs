//! Giving an account a role in an agency.

use super::authority::Actor;
use super::letters::{self, Message, Recipient};
use super::store::{self, NewMembership};
use super::{Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AccountId, AgencyId, HandlingUnitId, Moment, Role};
use crate::storage::{Result, Tx};

/// The role to be given.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// To whom.
    pub account: AccountId,
    /// Where.
    pub agency: AgencyId,
    /// As what.
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
}

/// Gives the role from now on; a role that the account has already stays as it is.
///
/// # Errors
/// [`GrantRefusal`], or a fault.
pub async fn grant_membership(
    accounts: &Accounts,
    moment: &Moment,
    actor: Actor<'_>,
    grant: Grant,
) -> std::result::Result<(), Failure<GrantRefusal>> {
    if !actor.may_manage(grant.agency) {
        return Err(Failure::Refused(GrantRefusal::NotYours));
    }
    let by = actor.account();
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            let account = store::account(tx, grant.account)?
                .ok_or(Failure::Refused(GrantRefusal::NoAccount))?;
            match give(tx, &moment, by, grant)? {
                Given::New => {
                    let to = Recipient::from(&account);
                    Ok(letters::post(
                        tx,
                        &moment,
                        &accounts_again,
                        to,
                        Message::RoleGranted,
                    )?)
                }
                Given::Held => Ok(()),
                Given::NoUnit => Err(Failure::Refused(GrantRefusal::NoUnit)),
            }
        })
        .await
}

/// What came of giving a role.
pub(super) enum Given {
    /// The account has it now.
    New,
    /// It had it before.
    Held,
    /// The unit is not one of the agency's.
    NoUnit,
}

/// Gives a role and writes it into the journal.
pub(super) fn give(
    tx: &mut Tx<'_>,
    moment: &Moment,
    by: Option<AccountId>,
    grant: Grant,
) -> Result<Given> {
    let held = store::memberships_at(tx, grant.account, moment.now)?;
    let is_held = held.iter().any(|membership| {
        membership.agency == grant.agency
            && membership.role == grant.role
            && membership.unit == grant.unit
    });
    if is_held {
        return Ok(Given::Held);
    }
    let Grant {
        account,
        agency,
        role,
        unit,
    } = grant;
    if !store::add_membership(
        tx,
        moment,
        &NewMembership {
            account,
            agency,
            role,
            unit,
        },
    )? {
        return Ok(Given::NoUnit);
    }
    let entry = Entry::by(AuditAction::GrantedRole, by, account).for_agency(agency);
    journal::record(tx, moment, &entry.based_on(role.key()))?;
    Ok(Given::New)
}
