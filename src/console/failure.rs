//! Why something failed, in the words of the page.

use crate::exchange::{Breaker, Unreached};
use crate::speech::Words;

/// The text that is kept with a job, a message or a breaker; one of another machine as it is.
pub(super) fn failure_text(words: Words, kept: &str) -> String {
    match Unreached::read(kept) {
        Some((failure, host)) => {
            let key = format!("console.failure.{}", failure.key());
            words.with(&key, &[("host", &host)])
        }
        None => kept.to_owned(),
    }
}

/// Puts the last failure of a breaker into the words of the page.
pub(super) fn say_last_error(words: Words, breaker: &mut Breaker) {
    if let Some(kept) = &mut breaker.last_error {
        *kept = failure_text(words, kept);
    }
}
