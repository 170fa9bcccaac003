//! Registering: an account that is declared and cannot be used until the link in its letter is
//! followed. The answer is the same whether the address has an account already or not; its owner
//! learns by mail that somebody tried.

use super::account::{Business, Citizen, Identity};
use super::letters::{self, Message, Recipient};
use super::mail_token::Purpose;
use super::password::Password;
use super::store::{self, NewAccount};
use super::{Accounts, Failure};
use crate::kernel::{EmailAddress, Moment, Phone};
use crate::storage::{Result, Tx};
use crate::web::Locale;
use crate::web::throttle::{self, Bucket};

/// How somebody who registers is reached and lets themselves in.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Where they can be called.
    pub phone: Phone,
    /// Where their letters go.
    pub email: EmailAddress,
    /// What they chose.
    pub password: Password,
    /// The language of their letters.
    pub locale: Locale,
    /// The network address from which they register.
    pub address: String,
}

/// Why nobody is registered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationRefusal {
    /// Too many registrations came from this address.
    Wait {
        /// Seconds after which the next is welcome.
        seconds: i64,
    },
}

/// Registers a citizen.
///
/// # Errors
/// [`RegistrationRefusal`], or a fault.
pub async fn register_citizen(
    accounts: &Accounts,
    moment: &Moment,
    citizen: Citizen,
    contact: Contact,
) -> std::result::Result<(), Failure<RegistrationRefusal>> {
    register(accounts, moment, Identity::Citizen(citizen), contact).await
}

/// Registers a business.
///
/// # Errors
/// [`RegistrationRefusal`], or a fault.
pub async fn register_business(
    accounts: &Accounts,
    moment: &Moment,
    business: Business,
    contact: Contact,
) -> std::result::Result<(), Failure<RegistrationRefusal>> {
    register(accounts, moment, Identity::Business(business), contact).await
}

async fn register(
    accounts: &Accounts,
    moment: &Moment,
    identity: Identity,
    contact: Contact,
) -> std::result::Result<(), Failure<RegistrationRefusal>> {
    let from = Bucket::address(
        accounts.storage.keys(),
        "accounts.register",
        &contact.address,
    );
    let now = moment.now;
    accounts
        .storage
        .writing(move |tx| {
            if let Some(seconds) = throttle::wait(tx, std::slice::from_ref(&from), now)? {
                return Err(Failure::Refused(RegistrationRefusal::Wait { seconds }));
            }
            Ok(throttle::record_failure(
                tx,
                std::slice::from_ref(&from),
                now,
            )?)
        })
        .await?;
    // Hashed in any case: an address that has an account is not to be told by the time it takes.
    let hash = accounts.hasher.hash(moment, contact.password).await?;
    let new = NewAccount {
        identity,
        phone: Some(contact.phone),
        email: contact.email,
        locale: contact.locale,
        password_hash: Some(hash),
        is_operator: false,
        email_verified_at: None,
    };
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| Ok(admit(tx, &moment, &accounts_again, &new)?))
        .await
}

fn admit(tx: &mut Tx<'_>, moment: &Moment, accounts: &Accounts, new: &NewAccount) -> Result<()> {
    if let Some(owner) = store::owner_of_email(tx, &new.email)?
        && let Some(owner) = store::account(tx, owner)?
    {
        let message = Message::AlreadyRegistered;
        return letters::post_sparingly(tx, moment, accounts, Recipient::from(&owner), message);
    }
    let account = store::insert(tx, moment, new)?;
    let token = store::add_token(tx, moment, account, Purpose::ConfirmEmail, &new.email)?;
    let to = Recipient {
        account,
        email: &new.email,
        locale: new.locale,
    };
    letters::post_sparingly(tx, moment, accounts, to, Message::ConfirmEmail(&token))
}
