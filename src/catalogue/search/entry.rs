//! What is searched: one entry per service.

/// For whom a service is; an entry may name several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Citizens of Vietnam, at home or abroad.
    Citizen,
    /// Enterprises, cooperatives and household businesses.
    Business,
    /// Organisations that are no enterprises.
    Organisation,
    /// Foreigners and foreign organisations.
    Foreigner,
    /// Cadres, civil servants and public employees.
    Official,
}

/// A service as the search sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchEntry {
    /// The procedure's code, `1.001193`.
    pub code: String,
    /// The name as the law has it, with marks.
    pub name: String,
    /// Names of its fields (lĩnh vực).
    pub fields: Vec<String>,
    /// Names of the agencies that promulgate and handle it; searched as words.
    pub agency_names: Vec<String>,
    /// Keys of those agencies, as [`super::Query::agency`] names them.
    pub agency_keys: Vec<String>,
    /// Slugs of its life events; an entry with one counts as an everyday service.
    pub life_events: Vec<String>,
    /// For whom it is.
    pub audiences: Vec<Audience>,
    /// The online level, 1 to 4 (Decree 43/2011, article 3).
    pub level: u8,
    /// Valid in the whole country, not made by one province for itself.
    pub national: bool,
    /// In force.
    pub living: bool,
    /// Between agencies only: found when a query asks for internal ones.
    pub internal: bool,
    /// Further words by which it should be found: names of life events, of forms, of results.
    pub keywords: Vec<String>,
}
