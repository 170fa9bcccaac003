//! The one test crate: a module per subject.

mod access;
mod accounts;
mod catalogue;
mod apply;
mod business;
mod crash;
mod desk;
mod dossiers;
mod english;
mod exchange;
mod find;
mod frame;
mod generate;
mod installation;
mod jobs;
mod letters;
mod manage;
mod plan;
mod road;
mod schema;
mod storage;
mod support;
mod sweep;
mod track;
mod uploads;
mod words;
