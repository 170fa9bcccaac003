//! Một Cửa: the national public-service portal of Vietnam.
//!
//! Rooms import upwards only, in the order of this list; `tests/suite/plan.rs` holds it.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

pub mod kernel;
pub mod storage;
pub mod journal;
pub mod jobs;
pub mod letters;
pub mod speech;

pub mod agencies;
pub mod forms;
pub mod catalogue;
pub mod context;
pub mod accounts;
pub mod vault;
pub mod dossiers;

pub mod web;
pub mod exchange;
pub mod portal;
pub mod desk;
pub mod console;

pub mod app;
pub mod commands;
pub mod config;
pub mod demonstration;
pub mod generate;
pub mod play;
pub mod work;
