//! The generator: its rows are those of the operations, the same seed makes the same rows, and what
//! it tells of dossiers holds.

mod rows;
mod rules;
mod twins;
