//! Pages of citizens and businesses.

mod accounts;

use crate::web::access::Routes;

/// Every page of citizens and businesses.
pub fn routes() -> Routes {
    Routes::new().and(accounts::routes())
}
