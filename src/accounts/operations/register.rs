//! Registering: an account that is declared and has no password until the link in its letter is
//! followed, so that nobody who registers for somebody else can open it. The answer is the same whether
//! the address has an account already or not; its owner learns by mail that somebody tried.

use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::mail_token::Purpose;
use crate::accounts::store::{self, NewAccount};
use crate::accounts::throttle::Bucket;
use crate::accounts::tries::count_try;
use crate::accounts::{Error, Identity, TooManyTries, WantedService};
use crate::context::Context;
use crate::kernel::{EmailAddress, Phone};
use crate::speech::Locale;
use crate::storage::{self, Storage, Tx};

/// How somebody who registers is reached.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Where they can be called.
    pub phone: Phone,
    /// Where their letters go.
    pub email: EmailAddress,
    /// The language of their letters.
    pub locale: Locale,
    /// The network address from which they register.
    pub address: String,
    /// What they came for.
    pub service: Option<WantedService>,
}

/// Registers a citizen or a business.
///
/// # Errors
/// [`TooManyTries`] from this address, or a fault.
pub async fn register(
    storage: &Storage,
    cx: &Context,
    identity: Identity,
    contact: Contact,
) -> Result<(), Error<TooManyTries>> {
    let from = Bucket::address(storage.keys(), "accounts.register", &contact.address);
    let now = cx.now();
    storage.writing(move |tx| count_try(tx, &from, now)).await?;
    let new = NewAccount {
        identity,
        phone: Some(contact.phone),
        email: contact.email,
        locale: contact.locale,
        password_hash: None,
        is_operator: false,
        email_verified_at: None,
    };
    let (cx, service) = (cx.clone(), contact.service);
    let admitted = storage.writing(move |tx| admit(tx, &cx, &new, service.as_ref()));
    Ok(admitted.await?)
}

fn admit(
    tx: &mut Tx<'_>,
    cx: &Context,
    new: &NewAccount,
    service: Option<&WantedService>,
) -> storage::Result<()> {
    if let Some(owner) = store::account_by_email(tx, &new.email)? {
        let message = Message::AlreadyRegistered;
        return letters::post_sparingly(tx, cx, Recipient::from(&owner), message);
    }
    let account = store::insert(tx, &cx.moment, new)?;
    let token = store::add_token(tx, &cx.moment, account, Purpose::ConfirmEmail, &new.email)?;
    let to = Recipient {
        account,
        email: &new.email,
        locale: new.locale,
    };
    let message = Message::ConfirmEmail(&token, service);
    letters::post_sparingly(tx, cx, to, message)
}
