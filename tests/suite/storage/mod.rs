//! The ground under every room: column types, transactions, sealed columns, files.

mod columns;
mod files;
mod sealed;
mod writes;
