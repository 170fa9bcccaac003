//! Pages of citizens and businesses.

pub mod accounts;
