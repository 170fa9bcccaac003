//! Counting what can be tried too often.

use super::Error;
use crate::accounts::throttle::{self, Bucket};
use crate::kernel::Instant;
use crate::storage::Tx;

/// There were too many tries, of one account or from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyTries {
    /// Seconds after which the next is welcome.
    pub seconds: i64,
}

/// Counts a try against each of `counted`, unless one of them is to be waited for: then nothing is counted,
/// as whoever calls gives the transaction up. It is counted before anybody knows whether it is right, so that
/// many tries at once are not one; whoever finds that it is right clears the target and takes back the
/// others.
pub fn count_try(
    tx: &mut Tx<'_>,
    counted: &[Bucket],
    now: Instant,
) -> Result<(), Error<TooManyTries>> {
    for bucket in counted {
        if let Some(seconds) = throttle::record(tx, bucket, now)? {
            return Err(Error::Refused(TooManyTries { seconds }));
        }
    }
    Ok(())
}
