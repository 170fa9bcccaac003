//! Who gets what from every route, and what comes of nonsense.

mod expired;
mod forgery;
mod malformed;
mod neighbours;
pub mod objects;
mod uploads;
mod walk;
