//! Giving a second factor up, and taking a lost one from somebody else's account.

use crate::accounts::authority::{may_manage_everywhere, may_reset_factor};
use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::{Account, Error, SignInName, sessions, store};
use crate::context::{Context, Principal};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, AgencyId};
use crate::storage::{Conn, Tx};

/// Why a second factor stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovalRefusal {
    /// Who works for the portal or an agency can put another in its place, but not go without.
    Staff,
    /// It is for another manager of the account's agency, or for an operator.
    NotYours,
    /// Nobody takes their own: that would be signing in without it.
    Own,
    /// There is no such account.
    NoAccount,
    /// It has none.
    NoFactor,
}

impl RemovalRefusal {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::NotYours => "not_yours",
            Self::Own => "own",
            Self::NoAccount => "no_account",
            Self::NoFactor => "no_factor",
        }
    }
}

/// Gives up the second factor of who asks, who has shown who they are within the last minutes.
///
/// # Errors
/// [`RemovalRefusal`], or a fault.
pub fn remove_second_factor(tx: &mut Tx<'_>, cx: &Context) -> Result<(), Error<RemovalRefusal>> {
    let viewer = cx.viewer();
    let viewer = viewer.ok_or(Error::Refused(RemovalRefusal::NoAccount))?;
    if viewer.is_clerk() || viewer.is_operator {
        return Err(Error::Refused(RemovalRefusal::Staff));
    }
    let account = store::account(tx, viewer.account)?;
    let account = account.ok_or(Error::Refused(RemovalRefusal::NoAccount))?;
    if !store::remove_factor(tx, account.id)? {
        return Err(Error::Refused(RemovalRefusal::NoFactor));
    }
    let entry = JournalEntry::new(AuditAction::SecondFactorRemoved, account.id, account.id);
    journal::record(tx, &cx.moment, &entry)?;
    let to = Recipient::from(&account);
    Ok(letters::post(tx, cx, to, Message::SecondFactorRemoved)?)
}

/// Finds the account called `name` for an operator; the look is a row of the journal.
///
/// # Errors
/// [`RemovalRefusal::NotYours`], or a fault.
pub fn find_with_lost_factor(
    tx: &mut Tx<'_>,
    cx: &Context,
    name: &SignInName,
) -> Result<Option<AccountId>, Error<RemovalRefusal>> {
    if !may_manage_everywhere(&cx.principal) {
        return Err(Error::Refused(RemovalRefusal::NotYours));
    }
    let owner = store::owner_of_name(tx, name)?;
    if let Some(owner) = owner {
        let entry = JournalEntry::by(AuditAction::LookedAtAccount, cx.account(), owner);
        journal::record(tx, &cx.moment, &entry)?;
    }
    Ok(owner)
}

/// The account whose lost second factor who asks may take: as manager of `agency`, or as operator
/// where there is none.
///
/// # Errors
/// [`RemovalRefusal`], or a fault.
pub fn with_lost_factor(
    conn: &mut Conn,
    cx: &Context,
    account: AccountId,
    agency: Option<AgencyId>,
) -> Result<Account, Error<RemovalRefusal>> {
    let found = store::account(conn, account)?;
    let found = found.ok_or(Error::Refused(RemovalRefusal::NoAccount))?;
    if cx.account() == Some(account) {
        return Err(Error::Refused(RemovalRefusal::Own));
    }
    let held = store::memberships_at(conn, account, cx.now())?;
    if !may_reset_factor(&cx.principal, found.is_operator, &held, agency) {
        return Err(Error::Refused(RemovalRefusal::NotYours));
    }
    if !store::has_second_factor(conn, account)? {
        return Err(Error::Refused(RemovalRefusal::NoFactor));
    }
    Ok(found)
}

/// Takes a lost second factor from an account, ends its sessions and tells its owner. They sign in
/// with the password alone once more, and set another up if they must have one.
///
/// # Errors
/// [`RemovalRefusal`], or a fault.
pub fn reset_second_factor(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    agency: Option<AgencyId>,
) -> Result<(), Error<RemovalRefusal>> {
    let account = with_lost_factor(tx, cx, account, agency)?;
    if !store::remove_factor(tx, account.id)? {
        return Err(Error::Refused(RemovalRefusal::NoFactor));
    }
    sessions::close_all(tx, account.id)?;
    let entry = JournalEntry::by(AuditAction::SecondFactorReset, cx.account(), account.id);
    let entry = match agency {
        Some(agency) => entry.for_agency(agency),
        None => entry.based_on(if matches!(cx.principal, Principal::CommandLine) {
            "command_line"
        } else {
            "operator"
        }),
    };
    journal::record(tx, &cx.moment, &entry)?;
    let to = Recipient::from(&account);
    Ok(letters::post(tx, cx, to, Message::SecondFactorReset)?)
}
