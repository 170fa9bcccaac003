//! Dossiers that partners sent before the account of their holder was verified.

use crate::dossiers::error::Result;
use crate::dossiers::store;
use crate::kernel::AccountId;
use crate::storage::Tx;

/// How many are tied at a time.
pub const CLAIMED_AT_A_TIME: i64 = 500;

/// Ties dossiers to the verified account that owns the number by which their holder is identified;
/// says whether there may be more.
pub fn claim(tx: &mut Tx<'_>, account: AccountId, number: &str) -> Result<bool> {
    let tied = store::synced_claim(tx, account, number, CLAIMED_AT_A_TIME)?;
    Ok(tied == CLAIMED_AT_A_TIME)
}
