//! Who gets what from every route, and what comes of nonsense.

mod forgery;
mod malformed;
mod objects;
mod walk;
