//! Taking another e-mail address. It becomes the account's when the link sent there is followed;
//! until then the old one holds.

use super::reauthenticate::Reauthenticated;
use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::mail_token::Purpose;
use crate::accounts::store;
use crate::context::Context;
use crate::kernel::EmailAddress;
use crate::storage::{Result, Tx};

/// Sends a link to the new address. The password was asked for once more: who has the mailbox has
/// the account. The answer is the same when the address has an account already; its owner then gets
/// a letter that says so.
pub fn change_email(
    tx: &mut Tx<'_>,
    cx: &Context,
    shown: &Reauthenticated,
    email: &EmailAddress,
) -> Result<()> {
    let account = shown.account();
    let owner = store::account_by_email(tx, email)?;
    if let Some(owner) = owner.filter(|owner| owner.id != account.id) {
        let message = Message::AlreadyRegistered;
        return letters::post_sparingly(tx, cx, Recipient::from(&owner), message);
    }
    store::drop_tokens(tx, account.id, Purpose::ConfirmEmail)?;
    let token = store::add_token(tx, &cx.moment, account.id, Purpose::ConfirmEmail, email)?;
    let to = Recipient {
        email,
        ..Recipient::from(account)
    };
    letters::post_sparingly(tx, cx, to, Message::ConfirmEmail(&token, None))
}
