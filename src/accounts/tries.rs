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

/// Counts a try against `counted`, unless it or one of `others` is to be waited for. It is counted
/// before anybody knows whether it is right, so that many tries at once are not one.
pub(super) fn count_try(
    tx: &mut Tx<'_>,
    counted: &Bucket,
    others: &[Bucket],
    now: Instant,
) -> Result<(), Error<TooManyTries>> {
    let counted = std::slice::from_ref(counted);
    let waits = [
        throttle::wait(tx, counted, now)?,
        throttle::wait(tx, others, now)?,
    ];
    if let Some(seconds) = waits.into_iter().flatten().max() {
        return Err(Error::Refused(TooManyTries { seconds }));
    }
    Ok(throttle::record_failure(tx, counted, now)?)
}
