//! Finding a service or an agency, through the pages.

mod agencies;
mod search;
mod services;
