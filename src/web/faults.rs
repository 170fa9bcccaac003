//! What is wrong with a form as it was sent: said beside each field and in the summary on top.

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The `name` of the control, which is also its `id`: the summary links to it.
    pub field: String,
    /// What is wrong, in the language of the page.
    pub message: String,
}

/// The faults of a form, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// One fault alone.
    pub fn one(field: &str, message: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.add(field, message);
        faults
    }

    /// Adds a fault of `field`. A field keeps its first fault: one correction at a time is enough.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        if self.of(field).is_none() {
            self.0.push(Fault {
                field: field.to_owned(),
                message: message.into(),
            });
        }
    }

    /// What is wrong with `field`.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|fault| fault.field == field)
            .map(|fault| fault.message.as_str())
    }

    /// Nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things are to be corrected, as `Frame::count` takes it.
    pub fn count(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// All faults.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }
}

/// One choice of a select, or of a group of radio buttons or boxes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line of help below the label; may be empty.
    pub hint: String,
    /// The label is Vietnamese whatever the page's language: a name of the catalogue.
    pub is_vietnamese: bool,
}

impl Choice {
    /// A choice without a line of help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            is_vietnamese: false,
        }
    }

    /// A choice that the catalogue names.
    pub fn named(value: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            is_vietnamese: true,
            ..Self::new(value, name)
        }
    }

    /// The same choice with a line of help.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_its_first_fault() {
        let mut faults = Faults::default();
        assert!(faults.is_empty());
        faults.add("email", "first");
        faults.add("email", "second");
        faults.add("phone", "third");
        assert_eq!(faults.of("email"), Some("first"));
        assert_eq!(faults.of("name"), None);
        assert_eq!(faults.count(), 2);
    }
}
