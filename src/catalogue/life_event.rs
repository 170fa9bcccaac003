//! The groupings that citizens and businesses browse by.

use serde::{Deserialize, Serialize};

use super::ProcedureCode;

/// For whom a page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People.
    Citizen,
    /// Businesses and organisations.
    Business,
}

/// A life event, or an event in the life of a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    /// Its part of an address: `co-con-nho`.
    pub slug: String,
    /// For whom it is.
    pub audience: Audience,
    /// Its name in Vietnamese.
    pub name: String,
    /// What it includes, in Vietnamese; general knowledge.
    pub subgroups: Vec<String>,
    /// The procedures that belong to it, the most asked for first.
    pub procedures: Vec<ProcedureCode>,
}
