//! Links that prove control of a mailbox: 256 random bits of which only a hash is stored, good
//! once and for a while.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use sha2::{Digest, Sha256};

use crate::kernel::{TimeAndChance, plain_enum};

plain_enum! {
    /// What a link is for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Purpose {
        /// Confirms that a mailbox is the account's.
        ConfirmEmail = 1,
        /// Sets a new password in place of one that is forgotten.
        ResetPassword = 2,
        /// Sets the first password of an invited clerk.
        Invitation = 3,
    }
}

impl Purpose {
    /// How long the link holds. A reset is asked for by somebody who waits at their screen; an
    /// invitation may arrive before a weekend.
    pub(super) fn lifetime(self) -> Duration {
        match self {
            Self::ConfirmEmail => Duration::hours(24),
            Self::ResetPassword => Duration::hours(1),
            Self::Invitation => Duration::hours(72),
        }
    }
}

/// The secret part of a link.
#[derive(Clone, PartialEq, Eq)]
pub struct MailToken([u8; BYTES]);

const BYTES: usize = 32;

/// A link that opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// It was never ours, its time is over, or its account has changed since.
    Invalid,
    /// It did its work before.
    Used,
}

impl MailToken {
    pub(super) fn new(moment: &TimeAndChance) -> Self {
        Self(moment.secret())
    }

    /// Reads the last part of a link's path.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    /// The last part of the link's path.
    pub(super) fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl std::fmt::Debug for MailToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_token_is_read_back_and_nothing_else_is_one(bytes: [u8; BYTES], text in ".{0,60}") {
            let token = MailToken(bytes);
            prop_assert_eq!(MailToken::parse(&token.reveal()), Some(token));
            if let Some(read) = MailToken::parse(&text) {
                prop_assert_eq!(read.reveal(), text);
            }
        }
    }
}
