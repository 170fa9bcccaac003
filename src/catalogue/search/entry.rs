//! What is searched: one entry per service.

use crate::catalogue::{Audience, ProcedureCode};

/// A service as the search sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchEntry {
    /// The procedure's code.
    pub code: ProcedureCode,
    /// The name as the law has it, with marks.
    pub name: String,
    /// Names of its fields (lĩnh vực).
    pub fields: Vec<String>,
    /// Names of the agencies that promulgate and handle it; searched as words.
    pub agency_names: Vec<String>,
    /// Keys of those agencies, as [`super::Query::agency_keys`] names them.
    pub agency_keys: Vec<String>,
    /// Its life events.
    pub life_events: Vec<EventPlace>,
    /// Whether people ask for it every day: among equals it comes first.
    pub everyday: bool,
    pub audiences: Vec<Audience>,
    /// The online level, 1 to 4 (Decree 43/2011, article 3).
    pub level: u8,
    /// Valid in the whole country, not made by one province for itself.
    pub national: bool,
    /// In force.
    pub living: bool,
    /// Between agencies only: found when a query asks for internal ones.
    pub internal: bool,
    /// Further words by which it should be found: its English name, names of results.
    pub keywords: Vec<String>,
}

/// Where a service stands in a life event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPlace {
    pub slug: String,
    /// From 0, the most asked for first; those that belong to the event by their field come after all
    /// others.
    pub place: usize,
}
