//! A person's own papers: the list, and fetching one.

mod fetch;
mod list;

use crate::web::access::{Audience, Routes};

/// The pages of the vault.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/kho", Audience::Account, list::page)
        .get("/kho/{paper}", Audience::Account, fetch::paper)
}
