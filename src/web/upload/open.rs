//! How many uploads are open at once: each holds a connection, a piece in memory and an object that is
//! not finished.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::kernel::AccountId;

/// Of one account: a form in each of a few windows.
const OF_AN_ACCOUNT: usize = 4;
/// Of all accounts in this process.
const OF_ALL: usize = 512;

/// The uploads that are being received by this process.
#[derive(Debug, Clone, Default)]
pub struct OpenUploads {
    counts: Arc<Mutex<HashMap<AccountId, usize>>>,
}

/// Why another upload is not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooManyOpen {
    OfTheAccount,
    OfAll,
}

/// An upload that is being received; it is over when this is dropped.
#[derive(Debug)]
pub(super) struct OpenUpload {
    uploads: OpenUploads,
    account: AccountId,
}

impl OpenUploads {
    pub(super) fn begin(&self, account: AccountId) -> Result<OpenUpload, TooManyOpen> {
        let mut counts = self.counts();
        if counts.values().sum::<usize>() >= OF_ALL {
            return Err(TooManyOpen::OfAll);
        }
        let count = counts.entry(account).or_default();
        if *count >= OF_AN_ACCOUNT {
            return Err(TooManyOpen::OfTheAccount);
        }
        *count += 1;
        drop(counts);
        Ok(OpenUpload {
            uploads: self.clone(),
            account,
        })
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<AccountId, usize>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenUpload {
    fn drop(&mut self) {
        let mut counts = self.uploads.counts();
        if let Some(count) = counts.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;
    use uuid::Uuid;

    fn account(number: usize) -> AccountId {
        Id::from_uuid(Uuid::from_u128(number as u128))
    }

    #[test]
    fn an_account_holds_up_nobody_else() {
        let uploads = OpenUploads::default();
        let mut open: Vec<_> = (0..OF_AN_ACCOUNT)
            .map(|_| uploads.begin(account(1)).unwrap())
            .collect();
        assert_eq!(
            uploads.begin(account(1)).err(),
            Some(TooManyOpen::OfTheAccount)
        );
        assert!(uploads.begin(account(2)).is_ok());
        open.pop();
        assert!(uploads.begin(account(1)).is_ok());
    }

    #[test]
    fn all_together_have_an_end() {
        let uploads = OpenUploads::default();
        let open: Vec<_> = (0..OF_ALL)
            .map(|number| uploads.begin(account(number)).unwrap())
            .collect();
        assert_eq!(
            uploads.begin(account(OF_ALL)).err(),
            Some(TooManyOpen::OfAll)
        );
        drop(open);
        assert!(uploads.counts().is_empty());
    }
}
