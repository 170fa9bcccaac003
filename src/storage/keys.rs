//! The keys of sealed columns and files, and the blind index that makes sealed values findable.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::error::{Error, Result};
use crate::kernel::Chance;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A keyed digest of a value (HMAC-SHA-256): equal values of one context meet, and nobody without
/// the key learns or guesses the value.
pub type BlindIndex = Vec<u8>;

/// A key that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `<id>:<base64 of 32 bytes>`.
    #[error("a sealing key is written `<id 1 to 255>:<base64 of 32 bytes>`")]
    Malformed,
    /// There must be at least one.
    #[error("no sealing key is given")]
    Missing,
    /// Two keys share an id.
    #[error("two sealing keys have the id {0}")]
    Doubled(u8),
}

/// One key with the number by which sealed values name it.
#[derive(Clone)]
pub struct SealingKey {
    id: u8,
    bytes: [u8; KEY_BYTES],
}

impl SealingKey {
    /// Makes a new key.
    pub fn generate(id: u8, chance: &dyn Chance) -> Self {
        let mut bytes = [0; KEY_BYTES];
        chance.fill(&mut bytes);
        Self { id, bytes }
    }

    /// Reads `<id>:<base64 of 32 bytes>`.
    pub fn parse(text: &str) -> std::result::Result<Self, KeyError> {
        let (id, bytes) = text.trim().split_once(':').ok_or(KeyError::Malformed)?;
        let id = id
            .parse()
            .ok()
            .filter(|id| *id > 0)
            .ok_or(KeyError::Malformed)?;
        let bytes = STANDARD.decode(bytes).map_err(|_| KeyError::Malformed)?;
        Ok(Self {
            id,
            bytes: bytes.try_into().map_err(|_| KeyError::Malformed)?,
        })
    }

    /// The form that `parse` reads.
    pub fn reveal(&self) -> String {
        format!("{}:{}", self.id, STANDARD.encode(self.bytes))
    }
}

/// All keys in use: new values are sealed with the one of the highest id, old ones open with
/// their own. The index key never changes, or nothing would be found again.
pub struct KeyRing {
    sealing: BTreeMap<u8, XChaCha20Poly1305>,
    newest: u8,
    index: [u8; KEY_BYTES],
    chance: Arc<dyn Chance>,
}

impl KeyRing {
    /// A ring of `sealing` keys with `index` as the blind index's key.
    pub fn new(
        sealing: &[SealingKey],
        index: &SealingKey,
        chance: Arc<dyn Chance>,
    ) -> std::result::Result<Self, KeyError> {
        let mut ring = BTreeMap::new();
        for key in sealing {
            let cipher = XChaCha20Poly1305::new(&Key::from(key.bytes));
            if ring.insert(key.id, cipher).is_some() {
                return Err(KeyError::Doubled(key.id));
            }
        }
        let newest = *ring.keys().next_back().ok_or(KeyError::Missing)?;
        Ok(Self {
            sealing: ring,
            newest,
            index: index.bytes,
            chance,
        })
    }

    /// Seals bytes for a context.
    pub(super) fn seal(&self, context: &'static str, plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_BYTES];
        self.chance.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: context.as_bytes(),
        };
        let sealed = self
            .cipher(self.newest, context)?
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Error::Unsealable { context })?;
        let mut out = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        out.push(self.newest);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what `seal` made.
    pub(super) fn open(&self, context: &'static str, sealed: &[u8]) -> Result<Vec<u8>> {
        let unsealable = || Error::Unsealable { context };
        let (id, rest) = sealed.split_first().ok_or_else(unsealable)?;
        let (nonce, body) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(unsealable)?;
        let payload = Payload {
            msg: body,
            aad: context.as_bytes(),
        };
        self.cipher(*id, context)?
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| unsealable())
    }

    /// The cipher of the key `id`, to seal or open within a context.
    pub(super) fn cipher(&self, id: u8, context: &'static str) -> Result<&XChaCha20Poly1305> {
        self.sealing.get(&id).ok_or(Error::Unsealable { context })
    }

    /// The id of the key that seals now.
    pub(super) const fn newest(&self) -> u8 {
        self.newest
    }

    /// Randomness for nonces.
    pub(super) fn chance(&self) -> &dyn Chance {
        self.chance.as_ref()
    }

    /// The blind index of `value` within `context`.
    pub fn blind(&self, context: &'static str, value: &[u8]) -> BlindIndex {
        // HMAC takes a key of any length, so the error cannot occur; an empty digest finds nothing.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::digest::KeyInit>::new_from_slice(&self.index)
        else {
            return Vec::new();
        };
        mac.update(context.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().to_vec()
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing")
            .field("keys", &self.sealing.keys())
            .finish_non_exhaustive()
    }
}
