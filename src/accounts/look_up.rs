//! Finding accounts at the counter, by what the person in front of the clerk shows: personal
//! number, tax code, phone, e-mail or TechID. Each account shown is one row of the journal.

use super::authority::may_verify;
use super::sign_in_name::SignInName;
use super::store;
use super::{Account, Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AgencyId, Moment, Phone, Viewer};
use crate::storage::{Conn, Result};

/// A number that more accounts claim needs a person at the portal, not at the counter.
const MOST: i64 = 20;

/// Why nothing is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUpRefusal {
    /// The clerk's role does not allow it.
    NotYours,
}

/// The accounts that `typed` means, newest first.
///
/// # Errors
/// [`LookUpRefusal`], or a fault.
pub async fn look_up(
    accounts: &Accounts,
    moment: &Moment,
    clerk: &Viewer,
    agency: AgencyId,
    typed: &str,
) -> std::result::Result<Vec<Account>, Failure<LookUpRefusal>> {
    if !may_verify(clerk, agency) {
        return Err(Failure::Refused(LookUpRefusal::NotYours));
    }
    let (typed, clerk, moment) = (typed.to_owned(), clerk.account, moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            let found = find(tx, &typed)?;
            for account in &found {
                let entry = Entry::new(AuditAction::LookedAtAccount, clerk, account.id);
                journal::record(tx, &moment, &entry.for_agency(agency))?;
            }
            Ok(found)
        })
        .await
}

fn find(conn: &mut Conn, typed: &str) -> Result<Vec<Account>> {
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
            let owner = store::owner_of_email(conn, &email)?;
            let account = owner.map(|owner| store::account(conn, owner)).transpose()?;
            Ok(account.flatten().into_iter().collect())
        }
        SignInName::Number(number) => {
            store::accounts_claiming(conn, Some(&number), phone.as_ref(), MOST)
        }
        SignInName::Nobody(_) => store::accounts_claiming(conn, None, phone.as_ref(), MOST),
    }
}
