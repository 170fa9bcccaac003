//! Inviting a clerk: an account without a password, a role, and a letter with the link that sets
//! the password. Who has an account already is given the role alone.

use super::grant_membership::{Grant, GrantRefusal, give};
use crate::accounts::Error;
use crate::accounts::account::{Account, Identity};
use crate::accounts::authority::may_manage;
use crate::accounts::letters::{self, Message, Recipient, Work};
use crate::accounts::mail_token::Purpose;
use crate::accounts::store::{self, NewAccount};
use crate::context::Context;
use crate::kernel::{AccountId, AgencyId, EmailAddress, HandlingUnitId, PersonName, Role, fold};
use crate::speech::Locale;
use crate::storage::Tx;

/// Who is invited, and as what.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Their name, for an account that is yet to be made.
    pub name: PersonName,
    /// Where the letter goes, and how they sign in.
    pub email: EmailAddress,
    /// Where they will work.
    pub agency: AgencyId,
    /// What they will do there: at least one role.
    pub roles: Vec<Role>,
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
pub fn invite_clerk(
    tx: &mut Tx<'_>,
    cx: &Context,
    invitation: &Invitation,
) -> Result<AccountId, Error<InvitationRefusal>> {
    let &Invitation { agency, unit, .. } = invitation;
    if !may_manage(&cx.principal, agency) {
        return Err(Error::Refused(GrantRefusal::NotYours));
    }
    let known = store::account_by_email(tx, &invitation.email)?;
    if known
        .as_ref()
        .is_some_and(|known| !is_named(known, &invitation.name))
    {
        return Err(Error::Refused(GrantRefusal::OtherName));
    }
    let account = match &known {
        Some(known) => known.id,
        // Another invitation is another letter and not another account.
        None => store::invited_to(tx, agency, &invitation.email, cx.now())?
            .map_or_else(|| store::insert(tx, &cx.moment, &blank(invitation)), Ok)?,
    };
    let mut given = Vec::new();
    for &role in &invitation.roles {
        let grant = Grant {
            account,
            agency,
            role,
            unit,
        };
        if give(tx, cx, grant)? {
            given.push(role);
        }
    }
    match known {
        Some(known) if !given.is_empty() => {
            let to = Recipient::from(&known);
            let work = Work::of(cx, to.locale, agency, &given);
            letters::post(tx, cx, to, Message::RoleGranted(&work))?;
        }
        Some(_) => {}
        None => {
            let email = &invitation.email;
            let token = store::add_token(tx, &cx.moment, account, Purpose::Invitation, email)?;
            let to = Recipient {
                account,
                email,
                locale: invitation.locale,
            };
            let work = Work::of(cx, to.locale, agency, &invitation.roles);
            letters::post(tx, cx, to, Message::Invitation(&token, &work))?;
        }
    }
    Ok(account)
}

/// Whoever is invited to an account that is there must be its owner: the manager learns no name from an
/// address, and gives no stranger a role.
fn is_named(known: &Account, name: &PersonName) -> bool {
    fold(known.identity.name()) == fold(name.as_str())
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
