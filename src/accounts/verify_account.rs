//! Verifying an account: somebody has seen the paper. From then on the account owns its number.

use super::assurance::{VerificationRefusal, verified};
use super::authority::may_verify;
use super::letters::{self, Message, Recipient};
use super::store;
use super::{Accounts, Failure};
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AccountId, AgencyId, Moment, Viewer};
use crate::storage::Tx;

/// Verifies `account` at the counter of `agency`, by a clerk who receives there.
///
/// # Errors
/// [`VerificationRefusal`], or a fault.
pub async fn verify_account(
    accounts: &Accounts,
    moment: &Moment,
    clerk: &Viewer,
    agency: AgencyId,
    account: AccountId,
) -> Result<(), Failure<VerificationRefusal>> {
    if !may_verify(clerk, agency) {
        return Err(Failure::Refused(VerificationRefusal::NotYours));
    }
    let entry = Entry::new(Deed::VerifiedAccount, clerk.account, account).for_agency(agency);
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| verify(tx, &moment, &accounts_again, account, &entry))
        .await
}

/// Verifies `account` from the portal's own machine.
///
/// # Errors
/// [`VerificationRefusal`], or a fault.
pub async fn verify_from_command_line(
    accounts: &Accounts,
    moment: &Moment,
    account: AccountId,
) -> Result<(), Failure<VerificationRefusal>> {
    let entry = Entry {
        actor: None,
        ..Entry::new(Deed::VerifiedAccount, account, account)
    };
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| verify(tx, &moment, &accounts_again, account, &entry))
        .await
}

fn verify(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    account: AccountId,
    entry: &Entry,
) -> Result<(), Failure<VerificationRefusal>> {
    let refuse = |reason| Failure::Refused(reason);
    let account =
        store::account(tx, account)?.ok_or_else(|| refuse(VerificationRefusal::NoAccount))?;
    let (standing, number) = verified(&account, entry.actor, moment.now).map_err(refuse)?;
    if !store::claim_number(tx, number, account.id)? {
        return Err(refuse(VerificationRefusal::NumberTaken));
    }
    // Another change came between; whoever made it has also seen who this is.
    if !store::set_standing(tx, &account, standing)? {
        return Err(refuse(VerificationRefusal::Already));
    }
    journal::record(tx, moment, entry)?;
    letters::post(
        tx,
        moment,
        accounts,
        Recipient::from(&account),
        Message::Verified,
    )?;
    Ok(())
}
