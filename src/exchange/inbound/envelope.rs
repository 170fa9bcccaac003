//! What a message's envelope says, read before the message itself is: who sends it decides whether
//! the rest is worth any memory. A list of 32 MB takes half a gigabyte once every element is a value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The members that decide whether a message is opened.
const DECIDING: &[&str] = &["session", "service", "username"];

/// The message with the deciding members only, in whatever spelling they came, so that
/// [`Object`](crate::exchange::wire::Object) reads them by the rules by which it reads all others.
/// Lists and objects among them are empty; a message that is no object is something that is none.
pub(super) fn peek(body: &[u8]) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let skimmed = Skim { keep: DECIDING }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(skimmed)
}

/// Reads a value, keeping no elements of lists and of an object only some members.
#[derive(Clone, Copy)]
struct Skim {
    keep: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Skim {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skim {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut kept = Map::new();
        while let Some(name) = members.next_key_seed(Name { among: self.keep })? {
            match name {
                // Of one spelling the last counts, as where the whole message is read.
                Some(name) => drop(kept.insert(name, members.next_value_seed(Self { keep: &[] })?)),
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Value::Object(kept))
    }
}

/// Reads a member's name; none unless it is among some.
struct Name {
    among: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let is_among = self.among.iter().any(|one| one.eq_ignore_ascii_case(name));
        Ok(is_among.then(|| name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::exchange::wire::{Fault, Object};

    /// All that opening a message asks of its envelope; none if it is no object.
    type Asked = Option<Vec<(bool, Result<String, Fault>)>>;

    fn asked(value: &Value) -> Asked {
        let object = Object::of(value)?;
        let ask = |name: &&str| (object.get(name).is_some(), object.required(name));
        Some(DECIDING.iter().map(ask).collect())
    }

    /// What the envelope says, which is what the whole message says.
    fn agreed(text: &str) -> Asked {
        let skimmed = asked(&peek(text.as_bytes()).unwrap());
        let whole: Value = serde_json::from_str(text).unwrap();
        assert_eq!(skimmed, asked(&whole), "{text}");
        skimmed
    }

    fn session(text: &str) -> Result<String, Fault> {
        agreed(text).unwrap().remove(0).1
    }

    #[test]
    fn names_come_in_any_letter_case_and_the_spelling_itself_goes_first() {
        for text in [
            r#"{"session":"a"}"#,
            r#"{"SESSION":"a"}"#,
            r#"{"sEsSiOn":" a "}"#,
            r#"{"\u0053ession":"\u0061"}"#,
            r#"{"SESSION":"b","session":"a"}"#,
            r#"{"session":"a","SESSION":"b"}"#,
            r#"{"Session":"b","SESSION":"a"}"#,
            r#"{"session":"b","session":"a"}"#,
            r#"{"session":{"x":1},"session":"a"}"#,
            r#"{"session":"a\u0000"}"#,
            r#"{"data":[{"session":"b"},["session"]],"more":{"session":"b"},"session":"a"}"#,
        ] {
            assert_eq!(session(text), Ok("a".to_owned()), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_missing() {
        for text in [
            "{}",
            r#"{"session":null}"#,
            r#"{"session":""}"#,
            r#"{"session":" \n "}"#,
            r#"{"session":"a","session":null}"#,
            r#"{"session":null,"SESSION":"a"}"#,
            r#"{"data":[{"session":"a"}],"more":{"session":"a"}}"#,
            r#"{" session":"a","sessions":"a","ſession":"a"}"#,
        ] {
            let missing = Fault::of_member("missing", "session");
            assert_eq!(session(text), Err(missing), "{text}");
        }
    }

    #[test]
    fn other_kinds_are_read_as_texts_or_refused() {
        for (sent, read) in [
            ("1", "1"),
            ("-7", "-7"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", "1.8446744073709552e+19"),
            ("1.50", "1.5"),
            ("true", "True"),
            ("false", "False"),
        ] {
            let text = format!(r#"{{"session":{sent}}}"#);
            assert_eq!(session(&text), Ok(read.to_owned()), "{text}");
        }
        for sent in ["{}", "[]", r#"["a"]"#, r#"{"session":"a"}"#, "[[],{}]"] {
            let text = format!(r#"{{"session":{sent}}}"#);
            let fault = Fault::of_member("not_text", "session");
            assert_eq!(session(&text), Err(fault), "{text}");
        }
    }

    #[test]
    fn what_is_no_object_has_no_envelope() {
        for text in [
            "[]",
            r#"[{"session":"a"},1]"#,
            "null",
            "true",
            "1",
            "-1.5",
            r#""session""#,
        ] {
            assert_eq!(agreed(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_broken_is_told_in_the_same_words() {
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
            "nul",
            "{'session':1}",
        ] {
            let skimmed = peek(text.as_bytes()).unwrap_err().to_string();
            let whole = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            assert_eq!(skimmed, whole, "{text}");
        }
    }

    #[test]
    fn nothing_is_kept_of_what_does_not_decide() {
        let text = r#"{"data":[0,0,0],"service":[1,2],"x":"y","Username":{"a":1},"madonvi":"H"}"#;
        let kept = json!({ "service": [], "Username": {} });
        assert_eq!(peek(text.as_bytes()).unwrap(), kept);
    }

    fn any_name() -> impl Strategy<Value = String> {
        prop_oneof![
            "[sS][eE][sS][sS][iI][oO][nN]",
            "[sS][eE][rR][vV][iI][cC][eE]",
            "[uU][sS][eE][rR][nN][aA][mM][eE]",
            proptest::sample::select(vec!["session", "service", "username", "data", ""])
                .prop_map(str::to_owned),
            "\\PC{0,8}",
        ]
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(|number| json!(number)),
            "[ \t\n]{0,3}".prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(any_name(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// Written by hand, so that one name may come twice.
    fn written(members: &[(String, Value)]) -> String {
        let member = |(name, value): &(String, Value)| format!("{}:{value}", json!(name));
        let members: Vec<String> = members.iter().map(member).collect();
        format!("{{{}}}", members.join(","))
    }

    proptest! {
        #[test]
        fn the_envelope_says_what_the_message_says(
            members in proptest::collection::vec((any_name(), any_value()), 0..8),
        ) {
            agreed(&written(&members));
        }

        #[test]
        fn any_value_has_the_envelope_that_it_has_as_a_whole(value in any_value()) {
            agreed(&value.to_string());
        }

        #[test]
        fn what_is_cut_short_is_broken_in_the_same_words(
            members in proptest::collection::vec((any_name(), any_value()), 0..8),
            cut in any::<proptest::sample::Index>(),
        ) {
            let text = written(&members);
            let cut = text.get(..cut.index(text.len())).unwrap_or_default();
            let skimmed = peek(cut.as_bytes()).unwrap_err();
            let whole = serde_json::from_str::<Value>(cut).unwrap_err();
            let place = |error: &serde_json::Error| (error.line(), error.column());
            prop_assert_eq!(place(&skimmed), place(&whole), "{}", cut);
            // Where a digit or another element must follow, serde_json has other words of what
            // nobody keeps.
            if !cut.ends_with(['-', '+', '.', 'e', ',']) {
                prop_assert_eq!(skimmed.to_string(), whole.to_string(), "{}", cut);
            }
        }
    }
}
