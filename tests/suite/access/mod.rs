//! Who gets what from every route, and what comes of nonsense.

mod forgery;
mod malformed;
pub mod objects;
mod walk;
