//! Fields of administration (lĩnh vực), as the portal lists them.

use std::collections::HashMap;

use crate::kernel::sort_key;

/// A field of administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, in Vietnamese; procedures name it so.
    pub name: String,
    /// The portal's code of it, where one is known: `G15-TP07`.
    pub code: Option<String>,
    /// The official code of the ministry that answers for it, where known. It may be a ministry
    /// of before 2025.
    pub agency: Option<String>,
    /// Whether the portal lists it among the common ones.
    pub common: bool,
}

#[derive(Debug, Default)]
pub struct Fields {
    fields: Vec<Field>,
    by_name: HashMap<String, usize>,
    /// Each name once, in the order of the alphabet. Folding hundreds of names takes milliseconds,
    /// and every search page lists them.
    in_order: Vec<String>,
}

impl Fields {
    /// The fields in the order given. Of two with one name the first is meant by it.
    pub fn new(fields: Vec<Field>) -> Self {
        let mut by_name = HashMap::with_capacity(fields.len());
        for (at, field) in fields.iter().enumerate() {
            by_name.entry(field.name.clone()).or_insert(at);
        }
        let mut in_order: Vec<String> = by_name.keys().cloned().collect();
        in_order.sort_by_cached_key(|name| sort_key(name));
        Self {
            fields,
            by_name,
            in_order,
        }
    }

    /// Each name once, in the order of the alphabet.
    pub fn names_in_order(&self) -> &[String] {
        &self.in_order
    }

    /// All fields.
    pub fn all(&self) -> &[Field] {
        &self.fields
    }

    /// The field of this name.
    pub fn named(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).and_then(|at| self.fields.get(*at))
    }
}
