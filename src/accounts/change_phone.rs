//! Taking another phone number.

use super::store;
use super::{Accounts, Failure};
use crate::kernel::{AccountId, Phone};

/// Why the number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneRefusal {
    /// The account changed meanwhile, or is closed.
    Stale,
}

/// Sets the phone number.
///
/// # Errors
/// [`PhoneRefusal`], or a fault.
pub async fn change_phone(
    accounts: &Accounts,
    account: AccountId,
    phone: Phone,
) -> Result<(), Failure<PhoneRefusal>> {
    let stale = || Failure::Refused(PhoneRefusal::Stale);
    accounts
        .storage
        .writing(move |tx| {
            let account = store::account(tx, account)?.ok_or_else(stale)?;
            store::set_phone(tx, &account, &phone)?
                .then_some(())
                .ok_or_else(stale)
        })
        .await
}
