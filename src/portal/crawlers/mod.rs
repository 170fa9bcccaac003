//! What programs fetch from fixed addresses: robots.txt, the sitemap, and icons that are asked for
//! without being linked to.

mod icons;
mod robots;
mod sitemap;

use crate::web::access::Audience::Machine;
use crate::web::access::Routes;

/// The routes of these files.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/robots.txt", Machine, robots::file)
        .get("/sitemap.xml", Machine, sitemap::index)
        .get("/sitemap/{part}", Machine, sitemap::part)
        .get("/favicon.ico", Machine, icons::favicon)
        .get("/apple-touch-icon.png", Machine, icons::touch_icon)
}
