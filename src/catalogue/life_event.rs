//! The groupings that citizens and businesses browse by.

use serde::{Deserialize, Serialize};

use super::{Procedure, ProcedureCode};

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
    pub audience: Audience,
    /// Its name in Vietnamese.
    pub name: String,
    /// What it includes, in Vietnamese; general knowledge.
    pub subgroups: Vec<String>,
    /// The procedures that belong to it, the most asked for first.
    pub procedures: Vec<ProcedureCode>,
    /// The fields of administration whose procedures belong to it as well.
    pub fields: Vec<String>,
}

impl LifeEvent {
    /// Whether the procedure belongs to it: by name, or by field if those for whom the event is
    /// may use it.
    pub fn includes(&self, procedure: &Procedure) -> bool {
        let by_field = || {
            procedure
                .fields
                .iter()
                .any(|field| self.fields.contains(field))
        };
        self.procedures.contains(&procedure.code)
            || by_field() && procedure.audiences().contains(&self.audience)
    }
}
