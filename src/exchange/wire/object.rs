//! A JSON object whose members are asked for by name in any letter case.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::canonical::write_canonical;
use super::error::MessageError;
use super::instant::{end_of_day, read_instant};
use super::json::{Kind, for_each_element, for_each_member, not_json};
use crate::kernel::{Instant, clean, visible};

/// Lists nobody sends: more elements of one list are a mistake.
const LONGEST_LIST: usize = 1_000;

/// An object of a message. Its members are still text, and are read when they are asked for.
#[derive(Debug)]
pub struct Object<'a>(BTreeMap<Cow<'a, str>, &'a RawValue>);

/// A member that says something.
enum Member<'a> {
    Scalar(Value),
    List(&'a RawValue),
    Object(&'a RawValue),
}

impl<'a> Object<'a> {
    /// The object that a text is.
    pub fn of(text: &'a RawValue) -> Result<Self, MessageError> {
        Self::filtered(text, |_| true)
    }

    /// Some members of the object that a text is, in any spelling: of whatever else was sent nothing
    /// takes memory.
    pub fn with_only(text: &'a RawValue, names: &[&str]) -> Result<Self, MessageError> {
        Self::filtered(text, |name| {
            names.iter().any(|one| one.eq_ignore_ascii_case(name))
        })
    }

    fn filtered(text: &'a RawValue, keeps: impl Fn(&str) -> bool) -> Result<Self, MessageError> {
        if Kind::of(text) != Kind::Object {
            return Err(MessageError::new("not_object"));
        }
        members(text, keeps).map(Self).map_err(not_json)
    }

    /// Whether a member says something.
    pub fn has(&self, name: &str) -> Result<bool, MessageError> {
        self.get(name).map(|member| member.is_some())
    }

    /// A member; none where it is missing, `null` or an empty text. Of one spelling the last member
    /// counts; the spelling that was asked for goes before all others.
    fn get(&self, name: &str) -> Result<Option<Member<'a>>, MessageError> {
        let Some(text) = self.member(name) else {
            return Ok(None);
        };
        Ok(match Kind::of(text) {
            Kind::Object => Some(Member::Object(text)),
            Kind::List => Some(Member::List(text)),
            Kind::Scalar => match serde_json::from_str(text.get()).map_err(not_json)? {
                Value::Null => None,
                Value::String(text) => {
                    let text = trimmed(visible(&text));
                    (!text.is_empty()).then_some(Member::Scalar(Value::String(text)))
                }
                scalar => Some(Member::Scalar(scalar)),
            },
        })
    }

    /// The text of a member as JSON has it.
    fn member(&self, name: &str) -> Option<&'a RawValue> {
        let in_any_case = || {
            let mut members = self.0.iter();
            let found = members.find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, text)| text)
        };
        self.0.get(name).or_else(in_any_case).copied()
    }

    /// A text, trimmed; numbers and truth values are read as texts.
    pub fn text(&self, name: &str) -> Result<Option<String>, MessageError> {
        match self.get(name)? {
            None => Ok(None),
            Some(Member::Scalar(Value::String(text))) => Ok(Some(text)),
            Some(Member::Scalar(Value::Number(number))) => Ok(Some(number.to_string())),
            Some(Member::Scalar(Value::Bool(true))) => Ok(Some("True".to_owned())),
            Some(Member::Scalar(Value::Bool(false))) => Ok(Some("False".to_owned())),
            Some(_) => Err(MessageError::of_member("not_text", name)),
        }
    }

    /// A text that must be there.
    pub fn required(&self, name: &str) -> Result<String, MessageError> {
        self.text(name)?
            .ok_or_else(|| MessageError::of_member("missing", name))
    }

    /// A text of at most so many characters; clients cut there, and what is longer is cut here.
    pub fn cut(&self, name: &str, most: usize) -> Result<String, MessageError> {
        Ok(first_of(self.text(name)?.unwrap_or_default(), most))
    }

    /// The same of a text that people read, as a name or what was done: cleaned as what they type is
    /// (`kernel::clean`). Of identifiers, addresses and passwords the letters are their owner's.
    pub fn prose(&self, name: &str, most: usize) -> Result<String, MessageError> {
        let text = self.text(name)?.unwrap_or_default();
        Ok(first_of(trimmed(clean(&text)), most))
    }

    /// The same letter by letter as it was sent.
    pub fn as_sent(&self, name: &str, most: usize) -> Result<String, MessageError> {
        let text = match self.member(name) {
            Some(text) if text.get().starts_with('"') => {
                serde_json::from_str(text.get()).map_err(not_json)?
            }
            _ => self.text(name)?.unwrap_or_default(),
        };
        Ok(first_of(trimmed(text), most))
    }

    /// A moment in Vietnam's time; none where what was sent stands for none.
    pub fn instant(&self, name: &str) -> Result<Option<Instant>, MessageError> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => {
                read_instant(&text).map_err(|_| MessageError::of_member("not_time", name))
            }
        }
    }

    /// A day or moment that somebody must keep.
    pub fn due(&self, name: &str) -> Result<Option<Instant>, MessageError> {
        Ok(self.instant(name)?.map(end_of_day))
    }

    /// A truth value: `True`, `true`, `1` and `true` itself.
    pub fn truth(&self, name: &str) -> Result<bool, MessageError> {
        match self.text(name)?.map(|text| text.to_ascii_lowercase()) {
            None => Ok(false),
            Some(text) => match text.as_str() {
                "true" | "1" => Ok(true),
                "false" | "0" => Ok(false),
                _ => Err(MessageError::of_member("not_truth", name)),
            },
        }
    }

    /// A small whole number.
    pub fn number(&self, name: &str) -> Result<Option<i64>, MessageError> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| MessageError::of_member("not_number", name)),
        }
    }

    /// An object that must be there.
    pub fn object(&self, name: &str) -> Result<Object<'a>, MessageError> {
        match self.get(name)? {
            Some(Member::Object(text)) => Self::of(text),
            _ => Err(MessageError::of_member("not_object_member", name)),
        }
    }

    /// The objects of a list; none where it is missing. One object alone is a list of one.
    pub fn list(&self, name: &str) -> Result<Vec<Object<'a>>, MessageError> {
        self.list_of(name, LONGEST_LIST)
    }

    /// The objects of a list that has at most so many.
    pub fn list_of(&self, name: &str, most: usize) -> Result<Vec<Object<'a>>, MessageError> {
        let elements = self.elements(name, most)?;
        elements.into_iter().map(Object::of).collect()
    }

    /// The elements of a list that has at most so many: objects, each to be read on its own.
    pub fn elements(&self, name: &str, most: usize) -> Result<Vec<&'a RawValue>, MessageError> {
        let wrong = || MessageError::of_member("not_list", name);
        let list = match self.get(name)? {
            None => return Ok(Vec::new()),
            Some(Member::Object(one)) => return Ok(vec![one]),
            Some(Member::List(list)) => list,
            Some(Member::Scalar(_)) => return Err(wrong()),
        };
        let (mut elements, mut length) = (Vec::new(), 0);
        for_each_element(list, |element| {
            length += 1;
            if length <= most {
                elements.push(element);
            }
            Ok(())
        })
        .map_err(not_json)?;
        if length > most {
            return Err(MessageError::of_member("too_many", name).with("most", most));
        }
        match elements.iter().all(|one| Kind::of(one) == Kind::Object) {
            true => Ok(elements),
            false => Err(wrong()),
        }
    }

    /// Writes the object in the one spelling that equal objects share: without blanks, names sorted.
    pub fn canonical(&self, write: &mut dyn FnMut(&[u8])) -> Result<(), MessageError> {
        write_members(&self.0, write).map_err(not_json)
    }

    /// The same with another value for one member, whatever its spelling; without it where there is
    /// none.
    pub fn canonical_with(
        &self,
        name: &str,
        value: Option<&RawValue>,
        write: &mut dyn FnMut(&[u8]),
    ) -> Result<(), MessageError> {
        let others = self.0.iter();
        let mut members: BTreeMap<Cow<'_, str>, &RawValue> = others
            .filter(|(key, _)| !key.eq_ignore_ascii_case(name))
            .map(|(key, text)| (Cow::Borrowed(key.as_ref()), *text))
            .collect();
        if let Some(value) = value {
            members.insert(Cow::Borrowed(name), value);
        }
        write_members(&members, write).map_err(not_json)
    }
}

fn members(
    object: &RawValue,
    keeps: impl Fn(&str) -> bool,
) -> serde_json::Result<BTreeMap<Cow<'_, str>, &RawValue>> {
    let mut members = BTreeMap::new();
    for_each_member(object, |name, text| {
        if keeps(&name) {
            members.insert(name, text);
        }
        Ok(())
    })?;
    Ok(members)
}

fn write_members(
    members: &BTreeMap<Cow<'_, str>, &RawValue>,
    write: &mut dyn FnMut(&[u8]),
) -> serde_json::Result<()> {
    write(b"{");
    let mut separator: &[u8] = b"";
    for (name, text) in members {
        write(separator);
        separator = b",";
        write(&serde_json::to_vec(name)?);
        write(b":");
        write_canonical(text, write)?;
    }
    write(b"}");
    Ok(())
}

fn trimmed(text: String) -> String {
    match text.trim() {
        trimmed if trimmed.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// The first so many characters.
fn first_of(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

#[cfg(test)]
pub(super) mod tests;
