//! The catalogue in the database: what an import writes and what it leaves alone.

pub mod import;

pub use import::{CODE, changed_catalogue};
