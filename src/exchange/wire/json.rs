//! A message as JSON text: checked once as a whole, then read in parts that borrow from the body. No
//! [`serde_json::Value`] of a whole message is ever built; one of 32 MB would take half a gigabyte.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::error::MessageError;

/// serde_json reads an object with this name as the JSON inside of its text, with a depth limit of
/// its own: nested often enough, that would overflow the stack wherever such a message is read.
const RESERVED_NAME: &str = "$serde_json::private::RawValue";

/// The most values of a message: a thousand dossiers with twenty papers each have a quarter of a
/// million. What is read of a value takes up to a hundred bytes, however short it is.
const MOST_VALUES: usize = 500_000;
/// The most values of an element, of which all are in memory while it is read.
const MOST_IN_ELEMENT: usize = 100_000;

/// Some programs begin every text with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The first bytes of everything that gzip has made.
const GZIP: &[u8] = b"\x1f\x8b";

/// A body that was found to be JSON.
#[derive(Debug, Clone, Copy)]
pub struct CheckedText<'a> {
    pub text: &'a RawValue,
    /// How many values are in it.
    pub values: usize,
}

/// The JSON text of a body. It is checked by the rules by which a [`serde_json::Value`] is read, and
/// its errors have the same words: parts of it that are read later are valid, at most 127 deep, and
/// not too many.
pub fn read_json(body: &[u8]) -> Result<CheckedText<'_>, MessageError> {
    if body.starts_with(GZIP) {
        return Err(MessageError::new("compressed"));
    }
    let body = without_mark(body);
    let tally = Tally::default();
    let mut reader = serde_json::Deserializer::from_slice(body);
    let checked = Checked::message(&tally)
        .deserialize(&mut reader)
        .and_then(|()| reader.end());
    match checked.and_then(|()| serde_json::from_slice(body)) {
        Ok(text) => Ok(CheckedText {
            text,
            values: tally.all.get(),
        }),
        Err(error) => Err(tally.exceeded.take().unwrap_or_else(|| not_json(error))),
    }
}

/// The JSON text of a body that was checked before.
pub fn read_again(body: &[u8]) -> Result<&RawValue, MessageError> {
    serde_json::from_slice(without_mark(body)).map_err(not_json)
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

pub(super) fn not_json(error: serde_json::Error) -> MessageError {
    MessageError::new("not_json")
        .with("line", error.line())
        .with("column", error.column())
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

/// How many values were met.
#[derive(Default)]
struct Tally {
    all: Cell<usize>,
    /// Members of the message.
    members: Cell<usize>,
    /// Values within the element that is being checked.
    in_element: Cell<usize>,
    /// What is wrong where there are too many.
    exceeded: Cell<Option<MessageError>>,
}

impl Tally {
    fn count(counter: &Cell<usize>) -> usize {
        counter.set(counter.get() + 1);
        counter.get()
    }

    /// Counts a value of which so many hold it; false where it is one too many.
    fn admits(&self, value: Checked<'_>) -> bool {
        let beside = match (value.depth, value.is_listed) {
            (0, _) => 1,
            (1, _) => {
                self.in_element.set(0);
                Self::count(&self.members)
            }
            (2, true) => {
                self.in_element.set(0);
                1
            }
            _ => Self::count(&self.in_element),
        };
        let wrong = |key, most| Some(MessageError::new(key).with("most", most));
        let exceeded = if Self::count(&self.all) > MOST_VALUES {
            wrong("too_many_values", MOST_VALUES)
        } else if beside > MOST_IN_ELEMENT {
            wrong("too_many_in_element", MOST_IN_ELEMENT)
        } else {
            return true;
        };
        self.exceeded.set(exceeded);
        false
    }
}

/// Reads a value like a [`serde_json::Value`] and keeps nothing of it. Unlike
/// [`IgnoredAny`](serde::de::IgnoredAny) it is held to serde_json's limit of depth, to numbers that
/// can be represented and to escapes that are characters.
#[derive(Clone, Copy)]
struct Checked<'t> {
    tally: &'t Tally,
    /// How many values hold this one.
    depth: usize,
    /// Whether the one that holds it is a list.
    is_listed: bool,
}

impl<'t> Checked<'t> {
    const fn message(tally: &'t Tally) -> Self {
        Self {
            tally,
            depth: 0,
            is_listed: false,
        }
    }

    const fn held_by_list(self, is_listed: bool) -> Self {
        Self {
            depth: self.depth + 1,
            is_listed,
            ..self
        }
    }
}

impl<'de> DeserializeSeed<'de> for Checked<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.tally.admits(self) {
            true => reader.deserialize_any(self),
            false => Err(D::Error::custom("too many values")),
        }
    }
}

impl<'de> Visitor<'de> for Checked<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self.held_by_list(true))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(Text(name)) = members.next_key()? {
            if name == RESERVED_NAME {
                return Err(A::Error::custom("reserved name"));
            }
            members.next_value_seed(self.held_by_list(false))?;
        }
        Ok(())
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
        assert!(told.starts_with("Lỗi JSON ở dòng 1"), "{told}");
        assert_eq!(
            words_of_value(outer.as_bytes()),
            None,
            "serde_json reads it"
        );
    }

    fn refused(text: &str) -> Option<MessageError> {
        read_json(text.as_bytes()).err()
    }

    #[test]
    fn values_are_counted_in_all_and_in_each_element() {
        let many = |key, most: usize| Some(MessageError::new(key).with("most", most));
        let element = |values: usize| format!("[0{}]", ",0".repeat(values - 1));
        let full = element(MOST_IN_ELEMENT);
        let over = element(MOST_IN_ELEMENT + 1);
        for (text, wrong) in [
            (format!("{{\"data\":[{full}]}}"), None),
            (format!("{{\"data\":[{full},{full},{full},{full}]}}"), None),
            (
                format!("{{\"data\":[{full},{full},{full},{full},{full}]}}"),
                many("too_many_values", MOST_VALUES),
            ),
            (
                format!("{{\"data\":[{over}]}}"),
                many("too_many_in_element", MOST_IN_ELEMENT),
            ),
            (
                format!("{{\"data\":{{\"x\":{full}}}}}"),
                many("too_many_in_element", MOST_IN_ELEMENT),
            ),
            (
                format!("{{{}\"a\":0}}", "\"a\":0,".repeat(MOST_IN_ELEMENT)),
                many("too_many_in_element", MOST_IN_ELEMENT),
            ),
        ] {
            assert_eq!(refused(&text), wrong, "{}", text.len());
        }
        let text = "{\"data\":[{\"a\":1},{\"a\":[2,{}]}],\"b\":null}";
        assert_eq!(read_json(text.as_bytes()).unwrap().values, 9);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text_and_compressed_bodies_are_named() {
        let marked = read_json(b"\xef\xbb\xbf{\"a\":1}").unwrap();
        assert_eq!(marked.text.get(), "{\"a\":1}");
        let compressed = read_json(b"\x1f\x8b\x08\0\0").unwrap_err();
        assert_eq!(compressed, MessageError::new("compressed"));
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
