//! The guard against forged requests: a token in every form, tied to the browser's own cookie,
//! and a look at where the browser says the request comes from (OWASP CSRF cheat sheet: signed
//! double-submit cookie and Fetch Metadata). It guards sign-in and registration too.

use actix_web::http::header::{HeaderMap, ORIGIN};
use subtle::ConstantTimeEq;

use crate::kernel::TimeAndChance;
use crate::storage::KeyRing;

/// The field that carries the token.
pub const FIELD: &str = "_csrf";

const MASK_BYTES: usize = 16;

/// The token of the browser whose cookie holds `secret`. It looks different in every page, so
/// that compressed pages do not give it away bit by bit (BREACH).
pub fn token(keys: &KeyRing, secret: &str, moment: &TimeAndChance) -> String {
    let mask = moment.secret::<MASK_BYTES>();
    hex::encode(mask) + &hex::encode(masked(&proof(keys, secret), &mask))
}

/// Whether `token` was made for the browser whose cookie holds `secret`.
pub fn is_genuine(keys: &KeyRing, secret: &str, token: &str) -> bool {
    let Ok(bytes) = hex::decode(token) else {
        return false;
    };
    let Some((mask, rest)) = bytes.split_first_chunk::<MASK_BYTES>() else {
        return false;
    };
    proof(keys, secret).ct_eq(&masked(rest, mask)).into()
}

/// Whether the browser says that the request comes from our own pages, or says nothing.
pub fn comes_from_here(headers: &HeaderMap, own_origin: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(ORIGIN.as_str()) {
        Some(origin) => origin == own_origin || same_host(headers, origin),
        None => true,
    }
}

/// Whether the browser says for certain that the request comes from a page of ours. Only then is what a
/// form without a token holds shown again.
pub fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => text(ORIGIN.as_str()).is_some_and(|origin| same_host(headers, origin)),
    }
}

/// Behind a changing address (a port of a test, a second name) the Host header is what the
/// browser itself took the page from.
fn same_host(headers: &HeaderMap, origin: &str) -> bool {
    let host = headers.get("host").and_then(|value| value.to_str().ok());
    let named = origin.split_once("://").map(|(_, rest)| rest);
    host.is_some() && host == named
}

fn proof(keys: &KeyRing, secret: &str) -> Vec<u8> {
    keys.blind("web.csrf", secret.as_bytes())
}

fn masked(bytes: &[u8], mask: &[u8; MASK_BYTES]) -> Vec<u8> {
    bytes
        .iter()
        .zip(mask.iter().cycle())
        .map(|(byte, mask)| byte ^ mask)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kernel::{Chance, SeededChance};
    use crate::storage::SealingKey;

    fn ring() -> (KeyRing, TimeAndChance) {
        let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(3));
        let key = SealingKey::generate(1, chance.as_ref());
        let ring = KeyRing::new(std::slice::from_ref(&key), &key, Arc::clone(&chance)).unwrap();
        (
            ring,
            TimeAndChance::at("2026-11-22T01:00:00Z".parse().unwrap(), chance),
        )
    }

    #[test]
    fn a_token_fits_its_own_browser_only() {
        let (keys, moment) = ring();
        let mine = token(&keys, "mine", &moment);
        assert!(is_genuine(&keys, "mine", &mine));
        assert!(!is_genuine(&keys, "other", &mine));
        assert_ne!(mine, token(&keys, "mine", &moment));
    }

    #[test]
    fn nonsense_is_not_genuine() {
        let (keys, _) = ring();
        for text in ["", "0", "zz", "00112233445566778899aabbccddeeff", "é"] {
            assert!(!is_genuine(&keys, "mine", text), "{text}");
        }
    }
}
