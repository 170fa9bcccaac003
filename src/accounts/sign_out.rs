//! Signing out: of one browser, or of all.

use super::Accounts;
use crate::kernel::AccountId;
use crate::storage::Result;
use crate::web::sessions::{self, SessionToken};

/// Ends one session.
pub async fn sign_out(accounts: &Accounts, session: SessionToken) -> Result<()> {
    accounts
        .storage
        .writing(move |tx| sessions::close(tx, &session))
        .await
}

/// Ends every session of an account.
pub async fn sign_out_everywhere(accounts: &Accounts, account: AccountId) -> Result<()> {
    accounts
        .storage
        .writing(move |tx| sessions::close_all(tx, account))
        .await
}
