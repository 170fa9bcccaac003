//! Finding a service, and the page of one. How services are ranked is `crate::catalogue::search`'s;
//! filing one belongs elsewhere.

mod event_icon;
mod event_parts;
mod fee_lines;
mod service_line;
mod papers;
mod query;
mod search;
mod service;
mod suggest;
mod where_to_file;
mod wording;

use crate::web::access::Audience::Everyone;
use crate::web::access::Routes;

pub(super) use event_icon::event_icon;
pub(super) use event_parts::event_parts;
pub(super) use fee_lines::Costs;
pub(super) use query::{AUDIENCE, audience_of, audience_word};
pub(super) use service_line::ServiceLine;
pub(super) use wording::{is_unsure, name_in, short_name};

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/dich-vu", Everyone, search::page)
        .get("/dich-vu/goi-y", Everyone, suggest::fragment)
        .get("/dich-vu/{code}/noi-nop", Everyone, where_to_file::page)
        .get("/dich-vu/{code}", Everyone, service::page)
}
