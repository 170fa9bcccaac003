//! Finding accounts at the counter, by what the person in front of the clerk shows: personal
//! number, tax code, phone, e-mail or TechID. Each account shown is one row of the journal.

use crate::accounts::authority::may_verify;
use crate::accounts::throttle::Bucket;
use crate::accounts::tries::count_try;
use crate::accounts::{Account, Error, SignInName, TooManyTries, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AgencyId, Phone};
use crate::storage::{self, Conn, Tx};

/// A number that more accounts claim needs a person at the portal, not at the counter.
const MOST: i64 = 20;

/// Why nothing is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUpRefusal {
    /// The clerk's role does not allow it.
    NotYours,
    /// The clerk has looked up too many.
    Wait {
        /// Seconds after which the next is welcome.
        seconds: i64,
    },
}

/// The accounts that `typed` means, newest first.
///
/// # Errors
/// [`LookUpRefusal`], or a fault.
pub fn look_up(
    tx: &mut Tx<'_>,
    cx: &Context,
    agency: AgencyId,
    typed: &str,
) -> Result<Vec<Account>, Error<LookUpRefusal>> {
    if !may_verify(&cx.principal, agency) {
        return Err(Error::Refused(LookUpRefusal::NotYours));
    }
    let clerk = cx.account().map(|clerk| clerk.to_string());
    let bucket = Bucket::clerk(&tx.keys(), "accounts.look_up", &clerk.unwrap_or_default());
    count_try(tx, &[bucket], cx.now())
        .map_err(|error| error.map(|TooManyTries { seconds }| LookUpRefusal::Wait { seconds }))?;
    let found = find(tx, typed)?;
    for account in &found {
        let entry = JournalEntry::by(AuditAction::LookedAtAccount, cx.account(), account.id);
        journal::record(tx, &cx.moment, &entry.for_agency(agency))?;
    }
    Ok(found)
}

fn find(conn: &mut Conn, typed: &str) -> storage::Result<Vec<Account>> {
    // Twenty letters are read out and typed in groups.
    let together: String = typed.split_whitespace().collect();
    if let Ok(tech_id) = together.parse() {
        return Ok(store::account_by_tech_id(conn, &tech_id)?
            .into_iter()
            .collect());
    }
    let phone: Option<Phone> = typed.parse().ok();
    match SignInName::read(typed) {
        SignInName::Email(email) => {
            Ok(store::account_by_email(conn, &email)?.into_iter().collect())
        }
        SignInName::Number(number) => {
            store::accounts_claiming(conn, Some(&number), phone.as_ref(), MOST)
        }
        SignInName::Nobody(_) => store::accounts_claiming(conn, None, phone.as_ref(), MOST),
    }
}
