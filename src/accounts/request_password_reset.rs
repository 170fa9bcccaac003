//! Asking for a link that sets a new password. The answer is the same whether there is an account
//! or not.

use super::letters::{self, Message, Recipient};
use super::mail_token::Purpose;
use super::sign_in_name::SignInName;
use super::store;
use super::{Accounts, Failure};
use crate::kernel::Moment;
use crate::web::throttle::{self, Bucket};

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetRequestRefusal {
    /// Too many requests came from this address.
    Wait {
        /// Seconds after which the next is welcome.
        seconds: i64,
    },
}

/// Sends a link to the mailbox of the account called `name`, if there is one.
///
/// # Errors
/// [`ResetRequestRefusal`], or a fault.
pub async fn request_password_reset(
    accounts: &Accounts,
    moment: &Moment,
    name: SignInName,
    address: &str,
) -> Result<(), Failure<ResetRequestRefusal>> {
    let keys = accounts.storage.keys();
    let from = Bucket::address(keys, "accounts.reset.address", address);
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            if let Some(seconds) = throttle::wait(tx, std::slice::from_ref(&from), moment.now)? {
                return Err(Failure::Refused(ResetRequestRefusal::Wait { seconds }));
            }
            throttle::record_failure(tx, std::slice::from_ref(&from), moment.now)?;
            let owner = match &name {
                SignInName::Email(email) => store::owner_of_email(tx, email)?,
                SignInName::Number(number) => store::owner_of_number(tx, number)?,
                SignInName::Nobody(_) => None,
            };
            let Some(owner) = owner else { return Ok(()) };
            let Some(account) = store::account(tx, owner)? else {
                return Ok(());
            };
            let purpose = Purpose::ResetPassword;
            let token = store::add_token(tx, &moment, account.id, purpose, &account.email)?;
            let (to, message) = (Recipient::from(&account), Message::ResetPassword(&token));
            Ok(letters::post_sparingly(
                tx,
                &moment,
                &accounts_again,
                to,
                message,
            )?)
        })
        .await
}
