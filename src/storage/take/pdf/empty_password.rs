//! Whether an encrypted PDF opens without a password: many only forbid printing or changing, and every
//! program opens them with the empty password (ISO 32000-2, 7.6.4, algorithms 2, 2.B, 4, 5, 11).

use aes::Aes128;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use md5::Md5;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::syntax::{Dictionary, Token};

/// What stands for the empty password.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
/// The rounds of algorithm 2.B end by chance, on average after 68.
const MOST_ROUNDS: usize = 2_000;

/// Whether the empty password fits; none where the dictionaries do not say it.
pub(super) fn opens(trailer: &Dictionary, encryption: &Dictionary) -> Option<bool> {
    let user = encryption.text(b"U")?;
    match encryption.number(b"R")? {
        revision @ 2..=4 => {
            let key = file_key(trailer, encryption, revision)?;
            let first = first_id(trailer);
            Some(if revision == 2 {
                rc4(&key, &PADDING) == user
            } else {
                let mut check: Vec<u8> = Md5::new()
                    .chain_update(PADDING)
                    .chain_update(first)
                    .finalize()
                    .to_vec();
                for round in 0..20_u8 {
                    let key: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
                    check = rc4(&key, &check);
                }
                user.starts_with(&check)
            })
        }
        5 => Some(user.starts_with(&Sha256::digest(user.get(32..40)?))),
        6 => Some(user.starts_with(&hash(user.get(32..40)?)?)),
        _ => None,
    }
}

fn first_id(trailer: &Dictionary) -> &[u8] {
    match trailer.entry(b"ID") {
        Some([Token::BeginArray, Token::Text(first), ..]) => first,
        _ => &[],
    }
}

/// Algorithm 2, for the empty password.
fn file_key(trailer: &Dictionary, encryption: &Dictionary, revision: i64) -> Option<Vec<u8>> {
    let bits = encryption.number(b"Length").unwrap_or(40);
    let length = match revision {
        2 => 5,
        // Its streams are encrypted by a filter, whose key has 128 bits.
        4 => 16,
        _ => usize::try_from(bits / 8).ok()?.clamp(5, 16),
    };
    let owner = encryption.text(b"O")?.get(..32)?;
    let permissions = encryption.number(b"P")?.to_le_bytes();
    let mut digest = Md5::new()
        .chain_update(PADDING)
        .chain_update(owner)
        .chain_update(permissions.get(..4)?)
        .chain_update(first_id(trailer));
    if revision == 4 && encryption.is_word(b"EncryptMetadata", b"false") {
        digest.update([0xff; 4]);
    }
    let mut key = digest.finalize().to_vec();
    if revision > 2 {
        for _ in 0..50 {
            key = Md5::digest(key.get(..length)?).to_vec();
        }
    }
    key.truncate(length);
    Some(key)
}

/// Algorithm 2.B, for the empty password of the user.
fn hash(salt: &[u8]) -> Option<Vec<u8>> {
    let mut key = Sha256::digest(salt).to_vec();
    for round in 0..MOST_ROUNDS {
        let mut sealed = key.repeat(64);
        let length = sealed.len();
        let cipher = cbc::Encryptor::<Aes128>::new_from_slices(key.get(..16)?, key.get(16..32)?);
        cipher
            .ok()?
            .encrypt_padded::<NoPadding>(&mut sealed, length)
            .ok()?;
        let sum: u32 = sealed.iter().take(16).map(|byte| u32::from(*byte)).sum();
        key = match sum % 3 {
            0 => Sha256::digest(&sealed).to_vec(),
            1 => Sha384::digest(&sealed).to_vec(),
            _ => Sha512::digest(&sealed).to_vec(),
        };
        let last = usize::from(*sealed.last()?);
        if round >= 63 && last + 32 <= round {
            key.truncate(32);
            return Some(key);
        }
    }
    None
}

/// RC4, whose keys have any length here; the crates fix it at compile time. It protects nothing: the
/// password that is tried is known to everybody.
fn rc4(key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or_default());
    let at = |state: &[u8; 256], index: u8| state.get(usize::from(index)).copied().unwrap_or(0);
    let mut other = 0_u8;
    for (index, key) in (0..=u8::MAX).zip(key.iter().cycle()) {
        other = other.wrapping_add(at(&state, index)).wrapping_add(*key);
        state.swap(usize::from(index), usize::from(other));
    }
    let (mut index, mut other) = (0_u8, 0_u8);
    let mask = |byte: &u8| {
        index = index.wrapping_add(1);
        other = other.wrapping_add(at(&state, index));
        state.swap(usize::from(index), usize::from(other));
        byte ^ at(&state, at(&state, index).wrapping_add(at(&state, other)))
    };
    content.iter().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::rc4;

    #[test]
    fn rc4_is_that_of_the_known_vectors() {
        assert_eq!(hex::encode(rc4(b"Key", b"Plaintext")), "bbf316e8d940af0ad3");
        assert_eq!(
            hex::encode(rc4(b"Secret", b"Attack at dawn")),
            "45a01f645fc35b383552544b9bf5"
        );
    }
}
