//! A second factor as it is offered to an account, before and while it is set up. Secret and recovery
//! codes follow from a seed and the portal's key: the form holds the seed alone, so nothing is stored
//! for a page that is only looked at, and a form that is sent twice means the same factor.

use super::{RecoveryCode, TotpSecret};
use crate::kernel::{AccountId, TimeAndChance};
use crate::storage::KeyRing;

const SEED_BYTES: usize = 16;
/// Recovery codes of one set.
const CODES: u8 = 10;
const SECRET: &str = "accounts.factor_offer.secret";
const CODE: &str = "accounts.factor_offer.code";

/// From what an offer is made; worth nothing without the portal's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactorSeed([u8; SEED_BYTES]);

impl FactorSeed {
    /// A new one.
    pub fn new(moment: &TimeAndChance) -> Self {
        Self(moment.secret())
    }

    /// Reads what a form holds.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = hex::decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What the form holds.
    pub fn reveal(self) -> String {
        hex::encode(self.0)
    }

    /// The secret that this means for `account`.
    pub fn secret(self, keys: &KeyRing, account: AccountId) -> Option<TotpSecret> {
        TotpSecret::cut_from(&self.derived(keys, SECRET, account, 0))
    }

    /// The recovery codes that this means for `account`.
    pub fn recovery_codes(self, keys: &KeyRing, account: AccountId) -> Vec<RecoveryCode> {
        let code = |number| {
            let bytes = self.derived(keys, CODE, account, number);
            bytes.first_chunk().copied().map(RecoveryCode::of_chance)
        };
        (0..CODES).filter_map(code).collect()
    }

    fn derived(
        self,
        keys: &KeyRing,
        context: &'static str,
        account: AccountId,
        number: u8,
    ) -> Vec<u8> {
        let mut bytes = account.uuid().as_bytes().to_vec();
        bytes.extend_from_slice(&self.0);
        bytes.push(number);
        keys.blind(context, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kernel::{Chance, SeededChance};
    use crate::storage::SealingKey;

    #[test]
    fn a_seed_means_one_factor_of_one_account() {
        let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(5));
        let key = SealingKey::generate(1, chance.as_ref());
        let keys = KeyRing::new(std::slice::from_ref(&key), &key, Arc::clone(&chance)).unwrap();
        let moment = TimeAndChance::at("2026-11-22T01:00:00Z".parse().unwrap(), chance);
        let (mine, other) = (moment.id(), moment.id());
        let seed = FactorSeed::new(&moment);
        let again = FactorSeed::parse(&seed.reveal()).unwrap();
        assert_eq!(again.secret(&keys, mine), seed.secret(&keys, mine));
        assert_ne!(seed.secret(&keys, other), seed.secret(&keys, mine));
        let codes = seed.recovery_codes(&keys, mine);
        assert_eq!(again.recovery_codes(&keys, mine), codes);
        assert_eq!(codes.len(), 10);
        let mut shown: Vec<String> = codes.iter().map(ToString::to_string).collect();
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), 10);
        assert_eq!(FactorSeed::parse(""), None);
        assert_eq!(FactorSeed::parse("zz"), None);
    }
}
