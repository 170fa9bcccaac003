//! What an application costs, when that is known well enough to be asked for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kernel::{Dong, FactStatus, plain_enum};

use super::Method;

plain_enum! {
    /// When a fee must be paid.
    #[derive(
        Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
    )]
    #[serde(rename_all = "snake_case")]
    pub enum FeeDue {
        /// Before the dossier is accepted.
        BeforeAcceptance = 1 => "before_acceptance",
        /// Before it is decided.
        BeforeDecision = 2 => "before_decision",
        /// When the result is handed over.
        #[default]
        AtReturn = 3 => "at_return",
    }
}

/// What is known of the fee of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeKnowledge {
    /// It costs nothing in any case.
    Free,
    /// It costs something, at least in some case.
    Charged,
    /// Nothing certain.
    Unknown,
}

/// One fee of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// Its key within the service.
    pub key: String,
    /// Its name, in Vietnamese.
    pub name: String,
    /// In which case it is charged, in words that the clerk applies; none: in every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// By which methods the application was made; empty: by any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filed: Vec<Method>,
    /// How much; none where the province or the agency sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Dong>,
    #[serde(rename = "moment", default)]
    pub due: FeeDue,
    /// The first day on which it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// How sure it is.
    #[serde(default)]
    pub status: FactStatus,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl FeeRule {
    /// Whether it is charged for an application made on `date` by `method`; its condition is still
    /// the clerk's to judge.
    pub fn applies(&self, method: Method, date: NaiveDate) -> bool {
        let by_method = self.filed.is_empty() || self.filed.contains(&method);
        by_method
            && self.from.is_none_or(|from| from <= date)
            && self.to.is_none_or(|to| date <= to)
    }
}
