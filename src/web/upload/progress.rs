//! An upload must go on, and end: whoever sends next to nothing holds a connection and a half-stored
//! file for as long as they like. Only waiting for the sender counts, not what is done here meanwhile.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_util::{Stream, StreamExt, stream};

use crate::context::UploadLimits;

/// So many bytes must come within the patience that is set. With thirty seconds that is one kilobyte
/// a second, a tenth of what the slowest mobile network carries.
const LEAST: u64 = 32 * 1024;
/// On average so many bytes a second, beyond the first patiences.
const PACE: u64 = 8 * 1024;
/// So many patiences may be waited for in all, whatever has come.
const FREE_PATIENCES: u32 = 4;

/// The body of a request, which fails with [`ErrorKind::TimedOut`] when it comes too slowly.
pub(super) fn timed(
    payload: Payload,
    limits: UploadLimits,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let begin = (payload, Progress::new(limits.patience));
    stream::unfold(begin, |(mut payload, mut progress)| async move {
        let asked = Instant::now();
        let next = tokio::time::timeout(progress.left(), payload.next()).await;
        progress.wait(asked.elapsed());
        let item = match next {
            Err(_) => Err(PayloadError::Io(io::Error::from(ErrorKind::TimedOut))),
            Ok(None) => return None,
            Ok(Some(item)) => item,
        };
        if let Ok(bytes) = &item {
            progress.receive(bytes.len());
        }
        Some((item, (payload, progress)))
    })
    .fuse()
}

/// Whether a body failed because it came too slowly.
pub(super) fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == ErrorKind::TimedOut)
}

/// How far an upload is, and how long it was waited for.
#[derive(Debug, Clone, Copy)]
struct Progress {
    patience: Duration,
    /// Since [`LEAST`] bytes came last.
    waited: Duration,
    received: u64,
    waited_in_all: Duration,
    received_in_all: u64,
}

impl Progress {
    const fn new(patience: Duration) -> Self {
        Self {
            patience,
            waited: Duration::ZERO,
            received: 0,
            waited_in_all: Duration::ZERO,
            received_in_all: 0,
        }
    }

    /// How long the next bytes may still be waited for.
    fn left(&self) -> Duration {
        let in_all =
            self.patience * FREE_PATIENCES + Duration::from_secs(self.received_in_all / PACE);
        let now = self.patience.saturating_sub(self.waited);
        now.min(in_all.saturating_sub(self.waited_in_all))
    }

    fn wait(&mut self, time: Duration) {
        self.waited += time;
        self.waited_in_all += time;
    }

    fn receive(&mut self, length: usize) {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.received = self.received.saturating_add(length);
        self.received_in_all = self.received_in_all.saturating_add(length);
        if self.received >= LEAST {
            self.received = 0;
            self.waited = Duration::ZERO;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    #[test]
    fn a_byte_now_and_then_is_not_enough() {
        let mut progress = Progress::new(PATIENCE);
        for _ in 0..15 {
            assert!(!progress.left().is_zero());
            progress.wait(Duration::from_secs(2));
            progress.receive(1);
        }
        assert!(progress.left().is_zero());
    }

    #[test]
    fn a_slow_phone_is_waited_for_to_the_end() {
        let mut progress = Progress::new(PATIENCE);
        // 20 MB at 10 KB a second.
        for _ in 0..2_000 {
            progress.wait(Duration::from_secs(1));
            progress.receive(10 * 1024);
            assert!(progress.left() > Duration::from_secs(20), "{progress:?}");
        }
    }

    proptest! {
        #[test]
        fn every_upload_ends(size in 0_u64..100_000_000, steps in prop::collection::vec(1_u64..30, 1..200)) {
            let mut progress = Progress::new(PATIENCE);
            let most = PATIENCE * FREE_PATIENCES + Duration::from_secs(size / PACE);
            for step in steps {
                let wait = Duration::from_secs(step).min(progress.left());
                progress.wait(wait);
                if progress.received_in_all + LEAST <= size {
                    progress.receive(usize::try_from(LEAST).unwrap());
                }
            }
            prop_assert!(progress.waited_in_all <= most);
        }
    }
}
