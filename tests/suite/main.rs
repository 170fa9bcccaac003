//! The one test crate: a module per subject.

mod access;
mod accounts;
mod apply;
mod crash;
mod dossiers;
mod frame;
mod jobs;
mod letters;
mod plan;
mod schema;
mod storage;
mod support;
mod track;
mod words;
