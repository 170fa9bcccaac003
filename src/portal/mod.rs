//! Pages of citizens and businesses.

mod accounts;
mod agencies;
mod apply;
mod crawlers;
mod dossiers;
mod help;
mod home;
mod meta;
mod paths;
mod person_request;
mod services;
mod track;
mod vault;

use crate::web::access::Routes;

/// Every page of citizens and businesses.
pub fn routes() -> Routes {
    Routes::new()
        .and(home::routes())
        .and(services::routes())
        .and(agencies::routes())
        .and(help::routes())
        .and(crawlers::routes())
        .and(accounts::routes())
        .and(apply::routes())
        .and(dossiers::routes())
        .and(track::routes())
        .and(vault::routes())
}
