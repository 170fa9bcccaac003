//! Procedures and their revisions, services, fields, life events, and the search over them.

pub mod search;
