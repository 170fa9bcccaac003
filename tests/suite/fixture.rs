//! A database that an earlier binary has written.

mod write;
