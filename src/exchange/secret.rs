//! What a partner proves itself with: passwords and session tokens, made here, random, and kept as
//! keyed hashes. They have more than a hundred random bits, so that a slow hash would guard nothing.

use std::fmt;

use uuid::Builder;

use crate::kernel::TimeAndChance;
use crate::storage::{BlindIndex, KeyRing};

const PASSWORD_LETTERS: usize = 32;
const ALPHABET: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
];

/// A secret in clear. It is shown or sent once and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new password: 160 random bits in base 32 (RFC 4648).
    pub fn password(moment: &TimeAndChance) -> Self {
        let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).unwrap_or(&'a');
        let bytes = moment.secret::<PASSWORD_LETTERS>();
        Self(bytes.into_iter().map(letter).collect())
    }

    /// A new session token, in the form of a UUID: clients keep it in columns of that width.
    pub fn session(moment: &TimeAndChance) -> Self {
        let uuid = Builder::from_random_bytes(moment.secret()).into_uuid();
        Self(uuid.hyphenated().to_string())
    }

    /// One that was sent.
    pub fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for whoever it is meant for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(super) fn index(&self, keys: &KeyRing, context: &'static str) -> BlindIndex {
        keys.blind(context, self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
