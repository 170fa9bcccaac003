//! The home page, of strangers and of people who are signed in, and what a demonstration shows to begin with.

mod demonstration_page;
mod home_page;
mod own_page;

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
