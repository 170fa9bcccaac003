//! Pages of citizens and businesses.

mod accounts;
mod apply;
mod dossiers;
mod paths;
mod track;
mod vault;

use crate::web::access::Routes;

/// Every page of citizens and businesses.
pub fn routes() -> Routes {
    Routes::new()
        .and(accounts::routes())
        .and(apply::routes())
        .and(dossiers::routes())
        .and(track::routes())
        .and(vault::routes())
}
