//! Inviting a clerk: an account without a password, a role, and a letter with the link that sets
//! the password. Who has an account already is given the role alone.

use super::account::Identity;
use super::authority::Actor;
use super::grant_membership::{Given, Grant, GrantRefusal, give};
use super::letters::{self, Message, Recipient};
use super::mail_token::Purpose;
use super::store::{self, NewAccount};
use super::{Accounts, Failure};
use crate::kernel::{AccountId, AgencyId, EmailAddress, HandlingUnitId, Moment, PersonName, Role};
use crate::storage::Tx;
use crate::web::Locale;

/// Who is invited, and as what.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Their name, for an account that is yet to be made.
    pub name: PersonName,
    /// Where the letter goes, and how they sign in.
    pub email: EmailAddress,
    /// Where they will work.
    pub agency: AgencyId,
    /// As what.
    pub role: Role,
    /// In which unit, if in one.
    pub unit: Option<HandlingUnitId>,
    /// The language of their letters.
    pub locale: Locale,
}

/// Why nobody is invited: the reasons for which a role is not given.
pub type InvitationRefusal = GrantRefusal;

/// Invites, and gives the account.
///
/// # Errors
/// [`InvitationRefusal`], or a fault.
pub async fn invite_clerk(
    accounts: &Accounts,
    moment: &Moment,
    actor: Actor<'_>,
    invitation: Invitation,
) -> Result<AccountId, Failure<InvitationRefusal>> {
    if !actor.may_manage(invitation.agency) {
        return Err(Failure::Refused(GrantRefusal::NotYours));
    }
    let by = actor.account();
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| invite(tx, &moment, &accounts_again, by, &invitation))
        .await
}

fn invite(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    by: Option<AccountId>,
    invitation: &Invitation,
) -> Result<AccountId, Failure<InvitationRefusal>> {
    let email = &invitation.email;
    let known = match store::owner_of_email(tx, email)? {
        Some(owner) => store::account(tx, owner)?,
        None => None,
    };
    let account = match &known {
        Some(known) => known.id,
        None => invited_before(tx, moment, invitation)?
            .map_or_else(|| store::insert(tx, moment, &blank(invitation)), Ok)?,
    };
    let Invitation {
        agency, role, unit, ..
    } = *invitation;
    let grant = Grant {
        account,
        agency,
        role,
        unit,
    };
    match (give(tx, moment, by, grant)?, &known) {
        (Given::NoUnit, _) => return Err(Failure::Refused(GrantRefusal::NoUnit)),
        (Given::Held, Some(_)) => {}
        (Given::New, Some(known)) => {
            let to = Recipient::from(known);
            letters::post(tx, moment, accounts, to, Message::RoleGranted)?;
        }
        (Given::New | Given::Held, None) => {
            let token = store::add_token(tx, moment, account, Purpose::Invitation, email)?;
            let to = Recipient {
                account,
                email,
                locale: invitation.locale,
            };
            letters::post(tx, moment, accounts, to, Message::Invitation(&token))?;
        }
    }
    Ok(account)
}

/// Whom the agency has invited to this address before and who has not come yet: another invitation
/// is another letter and not another account.
fn invited_before(
    tx: &mut Tx<'_>,
    moment: &Moment,
    invitation: &Invitation,
) -> crate::storage::Result<Option<AccountId>> {
    let people = store::people_of(tx, invitation.agency, moment.now)?;
    let mut waiting = people.into_iter().filter(|person| !person.has_come);
    let found = waiting.find(|person| person.email == invitation.email);
    Ok(found.map(|person| person.account))
}

/// An account that nobody can open before its link is followed.
fn blank(invitation: &Invitation) -> NewAccount {
    NewAccount {
        identity: Identity::Clerk(invitation.name.clone()),
        phone: None,
        email: invitation.email.clone(),
        locale: invitation.locale,
        password_hash: None,
        is_operator: false,
        email_verified_at: None,
    }
}
