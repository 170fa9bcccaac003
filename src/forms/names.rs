//! Names of controls in a posted form, and the ids that tie label, hint, error and control.

use std::fmt;

/// The name of one control: `key`, `key.part` of a composite field, or `key.0.column` of a table.
///
/// Keys, parts and columns are ASCII words (the check of a definition holds it), so a name is
/// safe in HTML and in an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlName(String);

impl ControlName {
    /// The name of a field's own control.
    pub fn field(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// The name of a part of a composite field.
    pub fn part(&self, part: &str) -> Self {
        Self(format!("{}.{part}", self.0))
    }

    /// The name of a cell of a table; rows count from 0.
    pub fn cell(&self, row: usize, column: &str) -> Self {
        Self(format!("{}.{row}.{column}", self.0))
    }

    /// The name as it stands in a post.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The `id` of the control, which error summaries link to.
    pub fn id(&self) -> String {
        self.0.replace('.', "-")
    }
}

impl fmt::Display for ControlName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `key` can name a field, part, column or section: a lower-case ASCII letter, then
/// letters, digits, `_` or `-`.
pub(super) fn is_key(key: &str) -> bool {
    key.len() <= 48
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}

/// Whether `key` can name an option: ASCII letters, digits, `_` and `-`, as in official lists.
pub(super) fn is_option_key(key: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !key.is_empty() && key.len() <= 48 && key.chars().all(is_plain)
}
