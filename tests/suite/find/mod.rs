//! Finding a service or an agency, through the pages.

mod agencies;
mod former_places;
mod search;
mod services;
