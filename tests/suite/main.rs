//! The one test crate: a module per subject.

mod access;
mod accounts;
mod catalogue;
mod apply;
mod crash;
mod desk;
mod dossiers;
mod exchange;
mod find;
mod frame;
mod generate;
mod installation;
mod jobs;
mod letters;
mod plan;
mod play;
mod road;
mod schema;
mod storage;
mod support;
mod track;
mod words;
