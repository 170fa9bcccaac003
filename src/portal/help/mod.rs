//! Help, privacy, terms, accessibility: pages of words alone.

mod accessibility;
mod guide;
mod privacy;
mod terms;

use crate::web::access::Audience::Everyone;
use crate::web::access::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/huong-dan", Everyone, guide::page)
        .get("/quyen-rieng-tu", Everyone, privacy::page)
        .get("/dieu-khoan", Everyone, terms::page)
        .get("/kha-nang-tiep-can", Everyone, accessibility::page)
}
