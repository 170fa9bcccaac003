//! A message as JSON text: checked once as a whole, then read in parts that borrow from the body. No
//! [`serde_json::Value`] of a whole message is ever built; one of 32 MB would take half a gigabyte.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::error::MessageError;

/// serde_json reads an object with this name as the JSON inside of its text, with a depth limit of
/// its own: nested often enough, that would overflow the stack wherever such a message is read.
const RESERVED_NAME: &str = "$serde_json::private::RawValue";

/// The JSON text of a body. It is checked by the rules by which a [`serde_json::Value`] is read, and
/// its errors have the same words: parts of it that are read later are valid and at most 127 deep.
pub fn read_json(body: &[u8]) -> Result<&RawValue, MessageError> {
    serde_json::from_slice::<Checked>(body)
        .and_then(|Checked| serde_json::from_slice(body))
        .map_err(not_json)
}

pub(super) fn not_json(error: serde_json::Error) -> MessageError {
    MessageError::new("not_json").with("what", error)
}

/// What kind of value a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    List,
    Scalar,
}

impl Kind {
    pub(super) fn of(text: &RawValue) -> Self {
        match text.get().as_bytes().first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::List,
            _ => Self::Scalar,
        }
    }
}

/// A name or text; borrowed unless it has escapes.
#[derive(Debug, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// Calls a function with each member of an object.
pub(super) fn for_each_member<'a>(
    object: &'a RawValue,
    f: impl FnMut(Cow<'a, str>, &'a RawValue) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_str(object.get());
    reader.deserialize_map(Members(f))
}

/// Calls a function with each element of a list.
pub(super) fn for_each_element<'a>(
    list: &'a RawValue,
    f: impl FnMut(&'a RawValue) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_str(list.get());
    reader.deserialize_seq(Elements(f))
}

struct Members<F>(F);

impl<'de, F> Visitor<'de> for Members<F>
where
    F: FnMut(Cow<'de, str>, &'de RawValue) -> serde_json::Result<()>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some((Text(name), value)) = members.next_entry()? {
            (self.0)(name, value).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

struct Elements<F>(F);

impl<'de, F> Visitor<'de> for Elements<F>
where
    F: FnMut(&'de RawValue) -> serde_json::Result<()>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            (self.0)(element).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// A value that was read like a [`serde_json::Value`], of which nothing is kept. Unlike
/// [`IgnoredAny`](serde::de::IgnoredAny) it is held to serde_json's limit of depth, to numbers that
/// can be represented and to escapes that are characters.
struct Checked;

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(CheckedVisitor)
    }
}

struct CheckedVisitor;

impl<'de> Visitor<'de> for CheckedVisitor {
    type Value = Checked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_str<E>(self, _: &str) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Checked, A::Error> {
        while let Some(Checked) = list.next_element()? {}
        Ok(Checked)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Checked, A::Error> {
        while let Some(Text(name)) = members.next_key()? {
            if name == RESERVED_NAME {
                return Err(A::Error::custom("reserved name"));
            }
            let Checked = members.next_value()?;
        }
        Ok(Checked)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::exchange::wire::object::tests::{any_member, written};

    fn words(body: &[u8]) -> Option<String> {
        read_json(body).err().map(|error| error.text())
    }

    /// What is said of a body that is read into one value.
    fn words_of_value(body: &[u8]) -> Option<String> {
        let read = serde_json::from_slice::<Value>(body);
        read.err().map(|error| not_json(error).text())
    }

    fn nested(depth: usize) -> String {
        "[".repeat(depth) + &"]".repeat(depth)
    }

    #[test]
    fn what_is_broken_is_told_in_the_words_of_a_value() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "\u{0}",
            "{\"session\"",
            "{\"session\":",
            "{\"session\":\"a",
            "{\"session\":\"a\"",
            "{\"session\":\"a\",}",
            "{\"session\":\"a\"} x",
            "{} {}",
            "[] 1",
            "[1,",
            "[1,]",
            "{1:2}",
            "{\"data\":[1,{\"a\":}]}",
            "{\"data\":[1,{\"a\":1",
            "{\"data\":tru}",
            "{\"data\":01}",
            "{\"data\":-}",
            "{\"data\":1.}",
            "{\"data\":[1e999]}",
            "{\"data\":[{\"a\":\"\\ud800\"}]}",
            "{\"data\":[{\"a\":\"\u{1}\"}]}",
            "nul",
            "{'session':1}",
            &nested(128),
            &nested(100_000),
        ] {
            let told = words(text.as_bytes());
            assert!(told.is_some(), "{text}");
            assert_eq!(told, words_of_value(text.as_bytes()), "{text}");
        }
        let no_text = b"{\"data\":[\n\"\xff\"]}";
        assert!(words(no_text).is_some());
        assert_eq!(words(no_text), words_of_value(no_text));
        assert_eq!(words(nested(127).as_bytes()), None);
    }

    #[test]
    fn no_object_stands_for_the_json_in_its_text() {
        let inner = Value::from(nested(127));
        let outer = format!("{{\"data\":[[{{\"{RESERVED_NAME}\":{inner}}}]]}}");
        let told = words(outer.as_bytes()).unwrap();
        assert!(told.contains("reserved name"), "{told}");
        assert_eq!(
            words_of_value(outer.as_bytes()),
            None,
            "serde_json reads it"
        );
    }

    proptest! {
        #[test]
        fn what_is_cut_short_is_told_in_the_words_of_a_value(
            members in proptest::collection::vec(any_member(), 0..8),
            cut in any::<proptest::sample::Index>(),
        ) {
            let text = written(&members);
            prop_assert_eq!(words(text.as_bytes()), None, "{}", text);
            let cut = text.as_bytes().get(..cut.index(text.len())).unwrap_or_default();
            prop_assert!(words(cut).is_some());
            prop_assert_eq!(words(cut), words_of_value(cut));
        }
    }
}
