//! Help and privacy: pages of words alone.

mod guide;
mod privacy;

use crate::web::access::Audience::Everyone;
use crate::web::access::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new().get("/huong-dan", Everyone, guide::page).get(
        "/quyen-rieng-tu",
        Everyone,
        privacy::page,
    )
}
