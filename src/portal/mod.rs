//! Pages of citizens and businesses.

mod accounts;
mod agencies;
mod help;
mod home;
mod services;

use crate::web::access::Routes;

/// Every page of citizens and businesses.
pub fn routes() -> Routes {
    Routes::new()
        .and(accounts::routes())
        .and(home::routes())
        .and(services::routes())
        .and(agencies::routes())
        .and(help::routes())
}
