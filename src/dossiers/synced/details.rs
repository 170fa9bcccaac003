//! What a snapshot tells beside state and dates: the fees and the supplements that the agency's own
//! system keeps. It is shown as it was told and decides nothing; only where no row of progress
//! tells when the clock stood still, the supplements do.

use serde::{Deserialize, Serialize};

use super::snapshot::OnlinePayment;
use crate::dossiers::deadline::Suspension;
use crate::kernel::{Dong, Instant, plain_enum};

/// The lists of a snapshot, which the next one replaces whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// What is to be paid (DanhSachLePhi).
    pub fees: Vec<SyncedFee>,
    /// What was asked for and given at the agency (DanhSachHoSoBoSung), oldest first.
    pub supplements: Vec<SyncedSupplement>,
}

/// A fee as the agency's own system keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncedFee {
    /// What it is called; empty where nothing was said.
    pub name: String,
    /// Which kind of fee it is.
    pub kind: Option<FeeKind>,
    /// How much it is.
    pub price: Price,
}

plain_enum! {
    /// Fees and charges are two things in law (LoaiPhiLePhi).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    pub enum FeeKind {
        /// Phí: for a service.
        Fee => "fee",
        /// Lệ phí: for an act of administration.
        Charge => "charge",
    }
}

/// How much a fee is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Price {
    /// So many dong.
    Dong(Dong),
    /// What was sent is no amount of whole dong.
    AsSent(String),
    /// Nothing was said.
    Unsaid,
}

/// A supplement that the agency asked for by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncedSupplement {
    /// What was asked for.
    pub asked: String,
    pub asked_by: String,
    pub asked_at: Option<Instant>,
    /// What was said when it was given.
    pub given: String,
    /// Who took it.
    pub taken_by: String,
    /// When it was given.
    pub given_at: Option<Instant>,
    /// Whether it was given.
    pub is_given: bool,
    /// The fees that came with it.
    pub fees: Vec<SyncedFee>,
    /// When the result was due before.
    pub due_before: Option<Instant>,
    /// When it has been due since.
    pub due_after: Option<Instant>,
}

/// What an agency's own system tells of a dossier, for the dossier's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyReport {
    /// The lists of the newest snapshot.
    pub details: Details,
    /// The office that works on it, as that system calls it; empty where nothing was said.
    pub office: String,
    /// How the fees were paid.
    pub paid_online: OnlinePayment,
}

impl Details {
    /// Whether there is nothing to keep.
    pub const fn is_empty(&self) -> bool {
        self.fees.is_empty() && self.supplements.is_empty()
    }

    /// Whether the agency says that there is nothing to pay: zero on every row.
    pub fn is_free(&self) -> bool {
        let mut prices = self.fees.iter().map(|fee| &fee.price);
        !self.fees.is_empty() && prices.all(|price| *price == Price::Dong(Dong::ZERO))
    }

    /// When the clock stood still: from asking to giving, in order; stretches that overlap are one.
    pub fn suspensions(&self) -> Vec<Suspension> {
        let given = self.supplements.iter().filter_map(|one| {
            let (from, until) = (one.asked_at?, one.given_at?);
            (from < until).then_some(Suspension { from, until })
        });
        let mut stretches: Vec<Suspension> = given.collect();
        stretches.sort_by_key(|one| (one.from, one.until));
        let mut stood: Vec<Suspension> = Vec::new();
        for next in stretches {
            match stood.last_mut() {
                Some(last) if next.from <= last.until => last.until = last.until.max(next.until),
                _ => stood.push(next),
            }
        }
        stood
    }
}

impl AgencyReport {
    /// The words for how the fees were paid, where that is known. Nothing is said of fees that are
    /// not paid online: the agency does not say either whether they were paid at the desk.
    pub const fn payment_key(&self) -> Option<&'static str> {
        match self.paid_online {
            OnlinePayment::None => None,
            OnlinePayment::Portal => Some("portal"),
            OnlinePayment::Agency => Some("agency"),
            OnlinePayment::Unpaid => Some("unpaid"),
        }
    }
}

impl Price {
    /// The amount, where it is one.
    pub const fn dong(&self) -> Option<i64> {
        match self {
            Self::Dong(dong) => Some(dong.amount()),
            Self::AsSent(_) | Self::Unsaid => None,
        }
    }

    /// What was sent, where it is no amount.
    pub fn as_sent(&self) -> Option<&str> {
        match self {
            Self::AsSent(sent) => Some(sent),
            Self::Dong(_) | Self::Unsaid => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> Instant {
        format!("2026-01-05T08:{minute:02}:00Z").parse().unwrap()
    }

    fn supplement(asked_at: Option<u32>, given_at: Option<u32>) -> SyncedSupplement {
        SyncedSupplement {
            asked: "Bản sao".into(),
            asked_by: String::new(),
            asked_at: asked_at.map(at),
            given: String::new(),
            taken_by: String::new(),
            given_at: given_at.map(at),
            is_given: given_at.is_some(),
            fees: Vec::new(),
            due_before: None,
            due_after: None,
        }
    }

    fn stood(supplements: &[(Option<u32>, Option<u32>)]) -> Vec<(Instant, Instant)> {
        let details = Details {
            supplements: supplements
                .iter()
                .map(|(asked, given)| supplement(*asked, *given))
                .collect(),
            ..Details::default()
        };
        let stretches = details.suspensions().into_iter();
        stretches.map(|one| (one.from, one.until)).collect()
    }

    #[test]
    fn the_clock_stands_still_once_however_many_supplements_overlap() {
        let all = [
            (Some(40), Some(50)),
            (Some(10), Some(20)),
            (Some(15), Some(30)),
            (Some(12), Some(14)),
            (Some(30), Some(32)),
        ];
        let wanted = [(at(10), at(32)), (at(40), at(50))];
        assert_eq!(stood(&all), wanted);
    }

    #[test]
    fn what_was_not_asked_or_not_given_stops_no_clock() {
        let none = [
            (Some(10), None),
            (None, Some(20)),
            (None, None),
            (Some(20), Some(10)),
            (Some(20), Some(20)),
        ];
        assert_eq!(stood(&none), []);
    }

    #[test]
    fn zero_on_every_row_is_free_and_no_row_says_nothing() {
        let details = |prices: &[Price]| Details {
            fees: prices
                .iter()
                .map(|price| SyncedFee {
                    name: String::new(),
                    kind: None,
                    price: price.clone(),
                })
                .collect(),
            ..Details::default()
        };
        let zero = Price::Dong(Dong::ZERO);
        assert!(details(&[zero.clone(), zero.clone()]).is_free());
        assert!(!details(&[zero.clone(), Price::Dong(Dong::from(1))]).is_free());
        assert!(!details(&[zero, Price::Unsaid]).is_free());
        assert!(!details(&[]).is_free());
    }
}
