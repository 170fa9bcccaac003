//! Signing in. Whatever is wrong, the answer is the same and takes as long: no account, no
//! password, another password, an address that nobody confirmed.

use crate::accounts::sessions::{self, SessionToken};
use crate::accounts::throttle::{self, Bucket};
use crate::accounts::tries::{TooManyTries, count_try};
use crate::accounts::{
    Error, Hasher, KnownBrowser, PasswordAttempt, PasswordHash, PendingToken, SignInName, store,
};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::AccountId;
use crate::storage::{self, Conn, KeyRing, Storage, Tx};

/// What somebody sends to sign in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The number or address that was typed.
    pub name: SignInName,
    pub password: PasswordAttempt,
    /// The network address from which they try.
    pub address: String,
    /// What their browser shows of earlier sign-ins.
    pub browser: Option<KnownBrowser>,
    /// The session that ends when the new one begins.
    pub session: Option<SessionToken>,
}

/// What a successful sign-in gives the browser.
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
    /// One recovery code less is left.
    pub by_recovery_code: bool,
}

/// What the right password leads to.
#[derive(Debug, Clone)]
pub enum FirstStep {
    /// The account has no second factor: it is signed in.
    SignedIn(NewSignIn),
    /// Its second factor is asked for, in the browser that holds this.
    CodeNeeded(PendingToken),
}

/// Why the sign-in is refused.
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

/// What was loaded before the password is compared.
struct Candidate {
    account: Option<(AccountId, Option<PasswordHash>)>,
    counted: Counted,
}

/// Where this try is counted.
struct Counted {
    /// Cleared by the right password.
    target: Bucket,
    /// Shared with others; the right password is taken back from them.
    shared: Vec<Bucket>,
}

impl Counted {
    fn all(&self) -> Vec<Bucket> {
        [std::slice::from_ref(&self.target), &self.shared].concat()
    }
}

/// Opens a session for who shows the right password, or waits for their code.
///
/// # Errors
/// [`SignInRefusal`], or a fault.
pub async fn sign_in(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    sign_in: SignIn,
) -> Result<FirstStep, Error<SignInRefusal>> {
    let now = cx.now();
    let SignIn {
        name,
        password,
        address,
        browser,
        session,
    } = sign_in;
    let candidate = storage
        .writing(move |tx| {
            let candidate = candidate(tx, &name, &address, browser.as_ref())?;
            count_try(tx, &candidate.counted.all(), now).map_err(|error| error.map(waits))?;
            Ok::<_, Error<SignInRefusal>>(candidate)
        })
        .await?;
    let hash = candidate.account.clone().and_then(|(_, hash)| hash);
    let is_right = hasher.is_right(password, hash).await?;
    let cx = cx.clone();
    let opened = storage
        .writing(move |tx| match &candidate.account {
            Some((account, hash)) if is_right && store::password_hash(tx, *account)? == *hash => {
                throttle::clear(tx, &candidate.counted.target)?;
                throttle::take_back(tx, &candidate.counted.shared)?;
                go_on(tx, &cx, *account, session.as_ref()).map(Some)
            }
            _ => storage::Result::Ok(None),
        })
        .await?;
    opened.ok_or(Error::Refused(SignInRefusal::Wrong))
}

const fn waits(TooManyTries { seconds }: TooManyTries) -> SignInRefusal {
    SignInRefusal::Wait { seconds }
}

fn candidate(
    conn: &mut Conn,
    name: &SignInName,
    address: &str,
    browser: Option<&KnownBrowser>,
) -> storage::Result<Candidate> {
    let owner = store::owner_of_name(conn, name)?;
    let known = browser.filter(|browser| {
        let keys = conn.keys();
        owner.is_some_and(|owner| browser.is_of(&keys, owner))
    });
    let account = match owner {
        Some(owner) => Some((owner, store::password_hash(conn, owner)?)),
        None => None,
    };
    let counted = counted(&conn.keys(), name, address, known);
    Ok(Candidate { account, counted })
}

/// A browser that the account knows is bound by its own failures alone, whatever strangers do at its
/// address or to its account. All others are counted by the name that was typed, as no wait may tell
/// which names are one account: where they are, everywhere together, and with all who share the address.
fn counted(
    keys: &KeyRing,
    name: &SignInName,
    address: &str,
    known: Option<&KnownBrowser>,
) -> Counted {
    const HERE: &str = "accounts.sign_in";
    const EVERYWHERE: &str = "accounts.sign_in.everywhere";
    const ADDRESS: &str = "accounts.sign_in.address";
    if let Some(browser) = known {
        return Counted {
            target: Bucket::target(keys, HERE, &browser.bucket()),
            shared: Vec::new(),
        };
    }
    let name = name.bucket();
    let mut shared = Bucket::address(keys, ADDRESS, address);
    shared.push(Bucket::target_from_everywhere(keys, EVERYWHERE, &name));
    Counted {
        target: Bucket::target(keys, HERE, &format!("{address} {name}")),
        shared,
    }
}

fn go_on(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    before: Option<&SessionToken>,
) -> storage::Result<FirstStep> {
    if store::has_second_factor(tx, account)? {
        return store::add_pending(tx, &cx.moment, account).map(FirstStep::CodeNeeded);
    }
    open(tx, cx, account, before).map(FirstStep::SignedIn)
}

pub(super) fn open(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    before: Option<&SessionToken>,
) -> storage::Result<NewSignIn> {
    if let Some(before) = before {
        sessions::close(tx, before)?;
    }
    let session = sessions::open(tx, &cx.moment, account)?;
    let entry = JournalEntry::new(AuditAction::SignedIn, account, account);
    journal::record(tx, &cx.moment, &entry)?;
    let roles = store::memberships_at(tx, account, cx.now())?;
    Ok(NewSignIn {
        session,
        browser: KnownBrowser::new(&tx.keys(), &cx.moment, account),
        works_for_agency: !roles.is_empty(),
        is_operator: store::account(tx, account)?.is_some_and(|account| account.is_operator),
        by_recovery_code: false,
    })
}
