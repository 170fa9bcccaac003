//! Agencies: the list, and the page of one. Codes of units and agencies of the past lead to what
//! stands in their place.

mod agency;
mod former;
mod list;
mod resolve;
mod wards;

use crate::web::access::Audience::Everyone;
use crate::web::access::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/co-quan", Everyone, list::page)
        .get("/co-quan/{key}", Everyone, agency::page)
        .get("/xa-phuong/{province}", Everyone, wards::fragment)
}
