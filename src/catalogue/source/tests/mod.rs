//! The built-in catalogue itself, held against what is known of it.

mod agencies;
mod files;
mod services;

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::agencies::{Agency, UnitCode};

use super::*;

fn catalogue() -> &'static Catalogue {
    static READ: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(&Files::BuiltIn).unwrap());
    &READ
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

fn procedure<'a>(catalogue: &'a Catalogue, code: &str) -> &'a Procedure {
    &catalogue.procedures[&code.parse::<ProcedureCode>().unwrap()]
}

fn agency<'a>(catalogue: &'a Catalogue, key: &str) -> &'a Agency {
    catalogue.agencies.by_key(&key.parse().unwrap()).unwrap()
}
