//! A JSON object whose members are asked for by name in any letter case.

use serde_json::{Map, Value};

use super::fault::Fault;
use super::instant::read_instant;
use crate::kernel::Instant;

/// Lists nobody sends: more elements of one list are a mistake.
const LONGEST_LIST: usize = 1_000;

/// An object of a message.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a>(&'a Map<String, Value>);

impl<'a> Object<'a> {
    /// The object that a value is.
    pub fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A member; none where it is missing, `null` or an empty text.
    pub fn get(self, name: &str) -> Option<&'a Value> {
        let value = self.0.get(name).or_else(|| {
            let mut members = self.0.iter();
            let found = members.find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value)
        })?;
        let is_empty = match value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            _ => false,
        };
        (!is_empty).then_some(value)
    }

    /// A text, trimmed; numbers and truth values are read as texts.
    pub fn text(self, name: &str) -> Result<Option<String>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(clean(text))),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::Bool(true)) => Ok(Some("True".to_owned())),
            Some(Value::Bool(false)) => Ok(Some("False".to_owned())),
            Some(_) => Err(Fault::of_member("not_text", name)),
        }
    }

    /// A text that must be there.
    pub fn required(self, name: &str) -> Result<String, Fault> {
        self.text(name)?
            .ok_or_else(|| Fault::of_member("missing", name))
    }

    /// A text of at most so many characters; clients cut there, and what is longer is cut here.
    pub fn cut(self, name: &str, most: usize) -> Result<String, Fault> {
        let text = self.text(name)?.unwrap_or_default();
        Ok(match text.char_indices().nth(most) {
            Some((end, _)) => text.get(..end).unwrap_or(&text).to_owned(),
            None => text,
        })
    }

    /// A moment in Vietnam's time.
    pub fn instant(self, name: &str) -> Result<Option<Instant>, Fault> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => read_instant(&text)
                .map(Some)
                .ok_or_else(|| Fault::of_member("not_time", name)),
        }
    }

    /// A truth value: `True`, `true`, `1` and `true` itself.
    pub fn truth(self, name: &str) -> Result<bool, Fault> {
        match self.text(name)?.map(|text| text.to_ascii_lowercase()) {
            None => Ok(false),
            Some(text) => match text.as_str() {
                "true" | "1" => Ok(true),
                "false" | "0" => Ok(false),
                _ => Err(Fault::of_member("not_truth", name)),
            },
        }
    }

    /// A small whole number.
    pub fn number(self, name: &str) -> Result<Option<i64>, Fault> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| Fault::of_member("not_number", name)),
        }
    }

    /// The object's own bytes, in one order of names.
    pub fn canonical(self) -> Vec<u8> {
        // A map sorts its names; what was parsed can always be written.
        serde_json::to_vec(self.0).unwrap_or_default()
    }

    /// The object's own bytes, with another value for one member, whatever its spelling.
    pub fn canonical_with(self, name: &str, value: Value) -> Vec<u8> {
        let mut with = self.0.clone();
        with.retain(|key, _| !key.eq_ignore_ascii_case(name));
        with.insert(name.to_owned(), value);
        Object(&with).canonical()
    }

    /// The object's own bytes but for one member.
    pub fn without(self, name: &str) -> Vec<u8> {
        let rest: Map<String, Value> = self
            .0
            .iter()
            .filter(|(key, _)| !key.eq_ignore_ascii_case(name))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        Object(&rest).canonical()
    }

    /// The objects of a list; none where it is missing. One object alone is a list of one.
    pub fn list(self, name: &str) -> Result<Vec<Object<'a>>, Fault> {
        self.list_of(name, LONGEST_LIST)
    }

    /// The objects of a list that has at most so many.
    pub fn list_of(self, name: &str, most: usize) -> Result<Vec<Object<'a>>, Fault> {
        let wrong = || Fault::of_member("not_list", name);
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Object(one)) => Ok(vec![Object(one)]),
            Some(Value::Array(many)) if many.len() > most => {
                Err(Fault::of_member("too_many", name).with("most", most))
            }
            Some(Value::Array(many)) => many
                .iter()
                .map(|one| Object::of(one).ok_or_else(wrong))
                .collect(),
            Some(_) => Err(wrong()),
        }
    }
}

/// PostgreSQL keeps no NUL, and no text needs one.
fn clean(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|letter| *letter != '\0')
        .collect()
}
