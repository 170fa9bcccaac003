//! How long somebody who tried too often has to wait, in words.

use crate::speech::Words;

const MINUTE: i64 = 60;
/// Up to so many seconds are counted out; longer waits are rounded up to minutes.
const COUNTED_OUT: i64 = 90;

pub fn wait_text(words: Words, seconds: i64) -> String {
    if seconds <= COUNTED_OUT {
        words.count("accounts.wait.seconds", &seconds)
    } else {
        words.count("accounts.wait.minutes", &((seconds + MINUTE - 1) / MINUTE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Locale;

    #[test]
    fn long_waits_are_told_in_minutes_and_never_too_short() {
        let words = Words::new(Locale::En);
        assert!(wait_text(words, 1).contains("in 1 second."));
        assert!(wait_text(words, 90).contains("in 90 seconds."));
        assert!(wait_text(words, 121).contains("in 3 minutes."));
    }
}
