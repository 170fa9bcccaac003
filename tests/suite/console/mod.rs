//! The operator's pages, through HTTP.

mod calendar;
mod history;
mod journal;
mod outbound;
mod overview;
mod partners;
mod quarantine;

use motcua::kernel::PartnerId;

/// The page of a partner.
fn page_of(partner: PartnerId) -> String {
    format!("/quan-tri/lien-thong/{partner}")
}

/// The page of the exchange about a dossier.
fn history(code: &str) -> String {
    format!("/quan-tri/lien-thong/ho-so?ma={code}")
}
