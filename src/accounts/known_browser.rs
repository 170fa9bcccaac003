//! Browsers from which an account was opened before. Guessing at an account from elsewhere slows
//! down everybody but them, so nobody is locked out by a stranger (OWASP: device cookies).

use subtle::ConstantTimeEq;

use crate::kernel::{AccountId, TimeAndChance};
use crate::storage::KeyRing;

const NONCE_BYTES: usize = 16;
const CONTEXT: &str = "accounts.known_browser";

/// What a browser keeps: a number of its own, and the proof that the account was opened there.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownBrowser {
    nonce: [u8; NONCE_BYTES],
    proof: Vec<u8>,
}

impl KnownBrowser {
    /// Makes a browser known to `account`.
    pub(super) fn new(keys: &KeyRing, moment: &TimeAndChance, account: AccountId) -> Self {
        let nonce = moment.secret::<NONCE_BYTES>();
        Self {
            nonce,
            proof: proof(keys, account, &nonce),
        }
    }

    /// Reads a cookie's value; what is none is nobody's.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = hex::decode(text).ok()?;
        let (nonce, proof) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        Some(Self {
            nonce: *nonce,
            proof: proof.to_vec(),
        })
    }

    /// The cookie's value.
    pub fn reveal(&self) -> String {
        hex::encode(self.nonce) + &hex::encode(&self.proof)
    }

    /// Whether `account` was opened in this browser before.
    pub(super) fn is_of(&self, keys: &KeyRing, account: AccountId) -> bool {
        proof(keys, account, &self.nonce).ct_eq(&self.proof).into()
    }

    /// What the failures of this browser are counted under.
    pub(super) fn bucket(&self) -> String {
        hex::encode(self.nonce)
    }
}

impl std::fmt::Debug for KnownBrowser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownBrowser(…)")
    }
}

fn proof(keys: &KeyRing, account: AccountId, nonce: &[u8; NONCE_BYTES]) -> Vec<u8> {
    let mut bytes = account.uuid().as_bytes().to_vec();
    bytes.extend_from_slice(nonce);
    keys.blind(CONTEXT, &bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kernel::{Chance, SeededChance};
    use crate::storage::SealingKey;

    #[test]
    fn a_browser_is_known_to_its_account_alone() {
        let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(3));
        let key = SealingKey::generate(1, chance.as_ref());
        let keys = KeyRing::new(std::slice::from_ref(&key), &key, Arc::clone(&chance)).unwrap();
        let moment = TimeAndChance::at("2026-11-22T01:00:00Z".parse().unwrap(), chance);
        let (mine, other) = (moment.id(), moment.id());
        let browser = KnownBrowser::new(&keys, &moment, mine);
        let read = KnownBrowser::parse(&browser.reveal()).unwrap();
        assert!(read.is_of(&keys, mine));
        assert!(!read.is_of(&keys, other));
        let mut forged = browser.reveal().into_bytes();
        forged[0] = if forged[0] == b'0' { b'1' } else { b'0' };
        let forged = KnownBrowser::parse(&String::from_utf8(forged).unwrap()).unwrap();
        assert!(!forged.is_of(&keys, mine));
        assert_eq!(KnownBrowser::parse("zz"), None);
        assert_eq!(KnownBrowser::parse("00"), None);
    }
}
