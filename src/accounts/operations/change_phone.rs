//! Taking another phone number.

use crate::accounts::{Error, store};
use crate::context::Context;
use crate::kernel::Phone;
use crate::storage::Tx;

/// Why the number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneRefusal {
    /// The account changed meanwhile, or is closed.
    Stale,
}

/// Sets the phone number of who asks.
///
/// # Errors
/// [`PhoneRefusal`], or a fault.
pub fn change_phone(
    tx: &mut Tx<'_>,
    cx: &Context,
    phone: &Phone,
) -> Result<(), Error<PhoneRefusal>> {
    let stale = || Error::Refused(PhoneRefusal::Stale);
    let id = cx.account().ok_or_else(stale)?;
    let account = store::account(tx, id)?.ok_or_else(stale)?;
    store::set_phone(tx, &account, phone)?
        .then_some(())
        .ok_or_else(stale)
}
