//! Asking for a link that sets a new password. The answer is the same whether there is an account
//! or not.

use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::mail_token::Purpose;
use crate::accounts::throttle::Bucket;
use crate::accounts::tries::count_try;
use crate::accounts::{Error, SignInName, TooManyTries, store};
use crate::context::Context;
use crate::storage::Tx;

/// Sends a link to the mailbox of the account called `name`, if there is one. `address` is the
/// network address from which it is asked for.
///
/// # Errors
/// [`TooManyTries`] from this address, or a fault.
pub fn request_password_reset(
    tx: &mut Tx<'_>,
    cx: &Context,
    name: &SignInName,
    address: &str,
) -> Result<(), Error<TooManyTries>> {
    let from = Bucket::address(&tx.keys(), "accounts.reset.address", address);
    count_try(tx, &from, cx.now())?;
    let Some(owner) = store::owner_of_name(tx, name)? else {
        return Ok(());
    };
    let Some(account) = store::account(tx, owner)? else {
        return Ok(());
    };
    let purpose = Purpose::ResetPassword;
    let token = store::add_token(tx, &cx.moment, account.id, purpose, &account.email)?;
    let (to, message) = (Recipient::from(&account), Message::ResetPassword(&token));
    Ok(letters::post_sparingly(tx, cx, to, message)?)
}
