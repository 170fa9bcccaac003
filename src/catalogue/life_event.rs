//! The groupings that citizens and businesses browse by.

use serde::{Deserialize, Serialize};

use super::{Procedure, ProcedureCode};
use crate::speech::Locale;

/// For whom a page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People.
    Citizen,
    /// Businesses and organisations.
    Business,
}

/// A life event, or an event in the life of a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    /// Its part of an address: `co-con-nho`.
    pub slug: String,
    pub audience: Audience,
    /// Its name in Vietnamese.
    pub name: String,
    /// Its name in English.
    #[serde(default)]
    pub name_en: Option<String>,
    /// What it includes, in Vietnamese; general knowledge. The names of its groups, where it has any.
    #[serde(default)]
    pub subgroups: Vec<String>,
    /// The parts of it.
    #[serde(default, rename = "group")]
    pub groups: Vec<EventGroup>,
    /// The procedures that belong to it by name, those of its groups first, the most asked for first.
    #[serde(default)]
    pub procedures: Vec<ProcedureCode>,
    /// The fields of administration whose procedures belong to it as well.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// A part of a life event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventGroup {
    /// Its name in Vietnamese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Its procedures, the most asked for first.
    pub procedures: Vec<ProcedureCode>,
}

impl LifeEvent {
    /// The event as a file states it, with what its groups say told once more: their procedures before
    /// its own, each once, and their names.
    #[must_use]
    pub(super) fn with_groups_told(mut self) -> Self {
        let of_groups = self.groups.iter().flat_map(|group| &group.procedures);
        let mut procedures: Vec<ProcedureCode> = Vec::new();
        for code in of_groups.chain(&self.procedures) {
            if !procedures.contains(code) {
                procedures.push(code.clone());
            }
        }
        self.procedures = procedures;
        if self.subgroups.is_empty() {
            let names = self.groups.iter().map(|group| group.name.clone());
            self.subgroups = names.collect();
        }
        self
    }

    /// Whether the procedure belongs to it: by name, or by field if those for whom the event is
    /// may use it.
    pub fn includes(&self, procedure: &Procedure) -> bool {
        let by_field = || {
            procedure
                .fields
                .iter()
                .any(|field| self.fields.contains(field))
        };
        self.procedures.contains(&procedure.code)
            || by_field() && procedure.audiences().contains(&self.audience)
    }

    /// The place of a procedure among those that belong to it by name, from 0.
    pub fn place(&self, code: &ProcedureCode) -> Option<usize> {
        self.procedures.iter().position(|own| own == code)
    }

    /// The part of it that holds the procedure.
    pub fn group_of(&self, code: &ProcedureCode) -> Option<&EventGroup> {
        let mut groups = self.groups.iter();
        groups.find(|group| group.procedures.contains(code))
    }

    /// Its name in the language of a page, as far as there is one.
    pub fn name_in(&self, locale: Locale) -> &str {
        match (locale, &self.name_en) {
            (Locale::En, Some(name)) => name,
            _ => &self.name,
        }
    }

    /// The names of its parts in the language of a page, as far as they have any.
    pub fn parts_in(&self, locale: Locale) -> Vec<&str> {
        if self.groups.is_empty() {
            return self.subgroups.iter().map(String::as_str).collect();
        }
        self.groups
            .iter()
            .map(|group| group.name_in(locale))
            .collect()
    }
}

impl EventGroup {
    /// Its name in the language of a page.
    pub fn name_in(&self, locale: Locale) -> &str {
        match locale {
            Locale::Vi => &self.name,
            Locale::En => &self.name_en,
        }
    }
}
