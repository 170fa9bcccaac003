//! Pages of clerks.

use crate::web::access::Routes;

/// Every page of clerks.
pub fn routes() -> Routes {
    Routes::new()
}
