//! Whose dossiers the lists of the queue are of, as addresses say it.

use std::fmt;
use std::str::FromStr;

use crate::desk::paths;
use crate::dossiers::LiesWith;
use crate::kernel::{AccountId, HandlingUnitId};
use crate::web::{PageError, StaffRequest};

/// Whose dossiers are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum Scope {
    /// The whole agency's.
    Everybodys,
    /// The clerk's own.
    Mine,
    /// Another officer's.
    Officer(AccountId),
    /// Those of a unit.
    Unit(HandlingUnitId),
}

/// The text names no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) struct ScopeError;

impl Scope {
    /// The scope that the address names.
    ///
    /// # Errors
    /// `NotFound` for a name that can be none.
    pub(in crate::desk) fn asked(desk: &StaffRequest) -> Result<Self, PageError> {
        if desk.query(paths::MINE).is_some() {
            return Ok(Self::Mine);
        }
        if let Some(officer) = desk.query(paths::OFFICER) {
            let officer = officer.parse().map_err(|_| PageError::NotFound)?;
            return Ok(Self::Officer(officer));
        }
        match desk.query(paths::UNIT) {
            Some(unit) => Ok(Self::Unit(unit.parse().map_err(|_| PageError::NotFound)?)),
            None => Ok(Self::Everybodys),
        }
    }

    /// With whom its dossiers lie, where `clerk` asks.
    pub(in crate::desk) const fn lies_with(self, clerk: AccountId) -> LiesWith {
        match self {
            Self::Everybodys => LiesWith::Anybody,
            Self::Mine => LiesWith::Officer(clerk),
            Self::Officer(officer) => LiesWith::Officer(officer),
            Self::Unit(unit) => LiesWith::Unit(unit),
        }
    }

    /// The parameter by which an address names it, with its value; no value for the whole agency.
    pub(in crate::desk) fn query(self) -> (&'static str, String) {
        match self {
            Self::Everybodys => (paths::MINE, String::new()),
            Self::Mine => (paths::MINE, "1".to_owned()),
            Self::Officer(officer) => (paths::OFFICER, officer.to_string()),
            Self::Unit(unit) => (paths::UNIT, unit.to_string()),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everybodys => f.write_str("all"),
            Self::Mine => f.write_str("mine"),
            Self::Officer(officer) => write!(f, "of.{officer}"),
            Self::Unit(unit) => write!(f, "unit.{unit}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        match text.split_once('.') {
            None if text == "all" => Ok(Self::Everybodys),
            None if text == "mine" => Ok(Self::Mine),
            Some(("of", id)) => id.parse().map(Self::Officer).map_err(|_| ScopeError),
            Some(("unit", id)) => id.parse().map(Self::Unit).map_err(|_| ScopeError),
            _ => Err(ScopeError),
        }
    }
}
