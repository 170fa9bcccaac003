//! The online level of a service, derived and never merely claimed.
//!
//! Decree 43/2011/NĐ-CP, article 3, counts four levels; Decree 42/2022/NĐ-CP calls the third
//! "một phần" and the fourth "toàn trình". A level 4 that ends at a counter is a broken promise,
//! so it is granted only when every condition is met, and a refusal says which is not.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FeeKnowledge;

/// Payment online comes with a later version of the portal.
pub(super) const ONLINE_PAYMENT: bool = false;

/// How much of a procedure can be done online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum OnlineLevel {
    /// 1: information about the procedure.
    Information,
    /// 2: and forms to download.
    Forms,
    /// 3, "một phần": filed online, with something left to do at the desk.
    Partial,
    /// 4, "toàn trình": all of it online, payment included.
    Full,
}

/// The number is not 1, 2, 3 or 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an online level is 1, 2, 3 or 4")]
pub struct OnlineLevelError;

impl OnlineLevel {
    /// All levels, the lowest first.
    pub const ALL: [Self; 4] = [Self::Information, Self::Forms, Self::Partial, Self::Full];

    /// Its number, 1 to 4.
    pub const fn number(self) -> u8 {
        match self {
            Self::Information => 1,
            Self::Forms => 2,
            Self::Partial => 3,
            Self::Full => 4,
        }
    }
}

impl TryFrom<u8> for OnlineLevel {
    type Error = OnlineLevelError;

    fn try_from(number: u8) -> Result<Self, OnlineLevelError> {
        Self::ALL
            .into_iter()
            .find(|level| level.number() == number)
            .ok_or(OnlineLevelError)
    }
}

impl From<OnlineLevel> for u8 {
    fn from(level: OnlineLevel) -> Self {
        level.number()
    }
}

impl fmt::Display for OnlineLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// What the level of a service follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelFacts {
    /// The level that the service's entry asks for.
    pub claimed: OnlineLevel,
    /// Whether this portal takes applications for it somewhere.
    pub filed_online: bool,
    /// Whether it has a form of its own, not the general application form.
    pub own_form: bool,
    /// Whether every paper that goes with it can be handed in electronically.
    pub components_electronic: bool,
    /// What is known of its fee.
    pub fee: FeeKnowledge,
    /// Whether this portal takes payments.
    pub online_payment: bool,
}

/// A condition of level 4 that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level4Refusal {
    /// It is not filed here at all.
    NotFiledOnline,
    /// It has no form of its own.
    NoOwnForm,
    /// A paper must be handed in on paper.
    PaperComponents,
    /// It costs something, and the portal takes no payments.
    NoOnlinePayment,
    /// Nothing certain is known of its fee.
    UnknownFee,
}

impl fmt::Display for Level4Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFiledOnline => "it is not filed online",
            Self::NoOwnForm => "it has no form of its own",
            Self::PaperComponents => "a component cannot be filed electronically",
            Self::NoOnlinePayment => "its fee cannot be paid online",
            Self::UnknownFee => "nothing certain is known of its fee",
        })
    }
}

/// The level of a service, and what stands between it and level 4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The level that pages show.
    pub level: OnlineLevel,
    /// The conditions of level 4 that are not met; empty if it could be granted.
    pub missing_for_full: Vec<Level4Refusal>,
}

impl Derived {
    /// Of what this portal does not take: information.
    pub fn not_filed() -> Self {
        Self {
            level: OnlineLevel::Information,
            missing_for_full: vec![Level4Refusal::NotFiledOnline],
        }
    }

    /// Whether level 4 was claimed and is refused.
    pub fn refuses(&self, claimed: OnlineLevel) -> bool {
        claimed == OnlineLevel::Full && self.level != OnlineLevel::Full
    }
}

pub fn derive_level(facts: &LevelFacts) -> Derived {
    let fee = match (facts.fee, facts.online_payment) {
        (FeeKnowledge::Unknown, _) => Some(Level4Refusal::UnknownFee),
        (FeeKnowledge::Charged, false) => Some(Level4Refusal::NoOnlinePayment),
        (FeeKnowledge::Free, _) | (FeeKnowledge::Charged, true) => None,
    };
    let unmet = [
        (!facts.filed_online).then_some(Level4Refusal::NotFiledOnline),
        (!facts.own_form).then_some(Level4Refusal::NoOwnForm),
        (!facts.components_electronic).then_some(Level4Refusal::PaperComponents),
        fee,
    ];
    let missing_for_full: Vec<_> = unmet.into_iter().flatten().collect();
    let level = match facts.claimed {
        _ if !facts.filed_online => OnlineLevel::Information,
        OnlineLevel::Full if missing_for_full.is_empty() => OnlineLevel::Full,
        // What is filed online is level 3, however modest the claim.
        _ => OnlineLevel::Partial,
    };
    Derived {
        level,
        missing_for_full,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FULL: LevelFacts = LevelFacts {
        claimed: OnlineLevel::Full,
        filed_online: true,
        own_form: true,
        components_electronic: true,
        fee: FeeKnowledge::Free,
        online_payment: false,
    };

    #[test]
    fn level_4_says_what_it_lacks() {
        assert_eq!(derive_level(&FULL).level, OnlineLevel::Full);
        let charged = derive_level(&LevelFacts {
            fee: FeeKnowledge::Charged,
            ..FULL
        });
        assert_eq!(charged.level, OnlineLevel::Partial);
        assert_eq!(charged.missing_for_full, [Level4Refusal::NoOnlinePayment]);
        assert!(charged.refuses(OnlineLevel::Full));
        let paid = LevelFacts {
            fee: FeeKnowledge::Charged,
            online_payment: true,
            ..FULL
        };
        assert_eq!(derive_level(&paid).level, OnlineLevel::Full);
        let closed = derive_level(&LevelFacts {
            filed_online: false,
            ..FULL
        });
        assert_eq!(closed.level, OnlineLevel::Information);
    }

    #[test]
    fn levels_are_their_numbers() {
        for level in OnlineLevel::ALL {
            assert_eq!(OnlineLevel::try_from(level.number()), Ok(level));
        }
        assert_eq!(OnlineLevel::try_from(0), Err(OnlineLevelError));
        assert_eq!(OnlineLevel::try_from(5), Err(OnlineLevelError));
    }

    proptest! {
        #[test]
        fn level_4_is_never_granted_short_of_a_condition(
            claimed in 1u8..=4, filed_online: bool, own_form: bool, components_electronic: bool,
            fee in 0usize..3, online_payment: bool,
        ) {
            let fee = [FeeKnowledge::Free, FeeKnowledge::Charged, FeeKnowledge::Unknown][fee];
            let claimed = OnlineLevel::try_from(claimed).unwrap();
            let facts = LevelFacts {
                claimed, filed_online, own_form, components_electronic, fee, online_payment,
            };
            let payable = fee == FeeKnowledge::Free
                || fee == FeeKnowledge::Charged && online_payment;
            let full = claimed == OnlineLevel::Full
                && filed_online && own_form && components_electronic && payable;
            let expected = match (filed_online, full) {
                (false, _) => OnlineLevel::Information,
                (true, true) => OnlineLevel::Full,
                (true, false) => OnlineLevel::Partial,
            };
            prop_assert_eq!(derive_level(&facts).level, expected);
        }
    }
}
