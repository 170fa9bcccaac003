//! Signing in. Whatever is wrong, the answer is the same and takes as long: no account, no
//! password, another password, an address that nobody confirmed.

use super::known_browser::KnownBrowser;
use super::password::PasswordAttempt;
use super::sign_in_name::SignInName;
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AccountId, Moment};
use crate::storage::{Conn, Result, Tx};
use crate::web::sessions::{self, SessionToken};
use crate::web::throttle::{self, Bucket};

/// A wish to be let in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Who somebody says they are.
    pub name: SignInName,
    /// Their password.
    pub password: PasswordAttempt,
    /// The network address from which they try.
    pub address: String,
    /// What their browser shows of earlier sign-ins.
    pub browser: Option<KnownBrowser>,
    /// The session that ends when the new one begins.
    pub session: Option<SessionToken>,
}

/// A session that begins.
#[derive(Debug, Clone)]
pub struct NewSignIn {
    /// For the session's cookie.
    pub session: SessionToken,
    /// For the cookie that makes the browser known.
    pub browser: KnownBrowser,
    /// Whether the account works for an agency, and so begins at its desk.
    pub works_for_agency: bool,
    /// The account runs the portal.
    pub is_operator: bool,
}

/// Why nobody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Name and password do not belong together.
    Wrong,
    /// There were too many tries.
    Wait {
        /// Seconds after which the next try is welcome.
        seconds: i64,
    },
}

/// What is known before the password is looked at.
struct Candidate {
    account: Option<(AccountId, Option<String>)>,
    /// Counts the tries on this account; cleared by the right password.
    target: Bucket,
    address: Bucket,
}

/// Opens a session for who shows the right password.
///
/// # Errors
/// [`SignInRefusal`], or a fault.
pub async fn sign_in(
    accounts: &Accounts,
    moment: &Moment,
    wish: SignIn,
) -> std::result::Result<NewSignIn, Failure<SignInRefusal>> {
    let now = moment.now;
    let SignIn {
        name,
        password,
        address,
        browser,
        session,
    } = wish;
    let candidate = accounts
        .storage
        .writing(move |tx| {
            let candidate = candidate(tx, &name, &address, browser.as_ref())?;
            let buckets = [candidate.target.clone(), candidate.address.clone()];
            if let Some(seconds) = throttle::wait(tx, &buckets, now)? {
                return Err(Failure::Refused(SignInRefusal::Wait { seconds }));
            }
            // Counted before the password is looked at, so that many tries at once are not one.
            throttle::record_failure(tx, std::slice::from_ref(&candidate.target), now)?;
            Ok(candidate)
        })
        .await?;
    let hash = candidate
        .account
        .as_ref()
        .and_then(|(_, hash)| hash.clone());
    let is_right = accounts.hasher.is_right(password, hash).await?;
    let moment = moment.clone();
    let opened = accounts
        .storage
        .writing(move |tx| match (&candidate.account, is_right) {
            (Some((account, hash)), true) if store::password_hash(tx, *account)? == *hash => {
                throttle::clear(tx, &candidate.target)?;
                Ok::<_, Failure<SignInRefusal>>(Some(open(
                    tx,
                    &moment,
                    *account,
                    session.as_ref(),
                )?))
            }
            _ => {
                throttle::record_failure(tx, std::slice::from_ref(&candidate.address), now)?;
                Ok(None)
            }
        })
        .await?;
    opened.ok_or(Failure::Refused(SignInRefusal::Wrong))
}

fn candidate(
    conn: &mut Conn,
    name: &SignInName,
    address: &str,
    browser: Option<&KnownBrowser>,
) -> Result<Candidate> {
    let owner = match name {
        SignInName::Email(email) => store::owner_of_email(conn, email)?,
        SignInName::Number(number) => store::owner_of_number(conn, number)?,
        SignInName::Nobody(_) => None,
    };
    let keys = conn.keys();
    let known = browser.filter(|browser| owner.is_some_and(|owner| browser.is_of(&keys, owner)));
    let target = match (owner, known) {
        (Some(_), Some(browser)) => browser.bucket(),
        (Some(owner), None) => owner.to_string(),
        (None, _) => name.bucket(),
    };
    let account = match owner {
        Some(owner) => Some((owner, store::password_hash(conn, owner)?)),
        None => None,
    };
    Ok(Candidate {
        account,
        target: Bucket::target(&keys, "accounts.sign_in", &target),
        address: Bucket::address(&keys, "accounts.sign_in.address", address),
    })
}

fn open(
    tx: &mut Tx<'_>,
    moment: &Moment,
    account: AccountId,
    before: Option<&SessionToken>,
) -> Result<NewSignIn> {
    if let Some(before) = before {
        sessions::close(tx, before)?;
    }
    let session = sessions::open(tx, moment, account)?;
    journal::record(
        tx,
        moment,
        &Entry::new(AuditAction::SignedIn, account, account),
    )?;
    let roles = store::memberships_at(tx, account, moment.now)?;
    Ok(NewSignIn {
        session,
        browser: KnownBrowser::new(&tx.keys(), moment, account),
        works_for_agency: !roles.is_empty(),
        is_operator: store::account(tx, account)?.is_some_and(|account| account.is_operator),
    })
}
