//! The home page, and what a demonstration shows to begin with.

mod demonstration_page;
mod home_page;

use crate::web::access::Audience::Everyone;
use crate::web::access::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new().get("/", Everyone, home_page::page).get(
        "/trinh-dien",
        Everyone,
        demonstration_page::page,
    )
}
