use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::exchange::wire::read_json;

const ASKED: [&str; 3] = ["session", "service", "username"];

type Asked = Result<Option<String>, MessageError>;

/// A member as it is read from the whole message as a value.
fn slow_text(members: &Map<String, Value>, name: &str) -> Asked {
    let in_any_case = || {
        let mut members = members.iter();
        members.find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    let found = members.get_key_value(name).or_else(in_any_case);
    match found.map(|(_, value)| value) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            let text = visible(text).trim().to_owned();
            Ok(Some(text).filter(|text| !text.is_empty()))
        }
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::Bool(true)) => Ok(Some("True".to_owned())),
        Some(Value::Bool(false)) => Ok(Some("False".to_owned())),
        Some(Value::Array(_) | Value::Object(_)) => Err(MessageError::of_member("not_text", name)),
    }
}

/// What a message says of the members that are asked for, which is what it says as a value; none if
/// it is no object.
fn agreed(text: &str) -> Option<[Asked; 3]> {
    let json = read_json(text.as_bytes()).unwrap().text;
    let object = match serde_json::from_str(text).unwrap() {
        Value::Object(members) => members,
        _ => {
            let not_object = Some(MessageError::new("not_object"));
            assert_eq!(Object::of(json).err(), not_object, "{text}");
            assert_eq!(Object::with_only(json, &ASKED).err(), not_object, "{text}");
            return None;
        }
    };
    let wanted = ASKED.map(|name| slow_text(&object, name));
    for read in [Object::of(json), Object::with_only(json, &ASKED)] {
        let read = read.unwrap();
        assert_eq!(ASKED.map(|name| read.text(name)), wanted, "{text}");
        for (name, wanted) in ASKED.iter().zip(&wanted) {
            assert_eq!(read.has(name), Ok(*wanted != Ok(None)), "{text}");
        }
    }
    Some(wanted)
}

fn session(text: &str) -> Asked {
    let [session, _, _] = agreed(text).unwrap();
    session
}

fn canonical(text: &str) -> Vec<u8> {
    let mut written = Vec::new();
    let object = Object::of(read_json(text.as_bytes()).unwrap().text).unwrap();
    let mut write = |bytes: &[u8]| written.extend_from_slice(bytes);
    object.canonical(&mut write).unwrap();
    written
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
        assert_eq!(session(text), Ok(Some("a".to_owned())), "{text}");
    }
}

#[test]
fn what_says_nothing_is_missing() {
    for text in [
        "{}",
        r#"{"session":null}"#,
        r#"{"session":""}"#,
        r#"{"session":" \n "}"#,
        r#"{"session":"\u200b \u0000"}"#,
        r#"{"session":"a","session":null}"#,
        r#"{"session":null,"SESSION":"a"}"#,
        r#"{"data":[{"session":"a"}],"more":{"session":"a"}}"#,
        r#"{" session":"a","sessions":"a","ſession":"a"}"#,
    ] {
        assert_eq!(session(text), Ok(None), "{text}");
    }
}

#[test]
fn other_kinds_are_read_as_texts_or_refused() {
    for (sent, read) in [
        ("1", "1"),
        ("-7", "-7"),
        ("-0", "-0.0"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "1.8446744073709552e+19"),
        ("1.50", "1.5"),
        ("true", "True"),
        ("false", "False"),
    ] {
        let text = format!(r#"{{"session": {sent} }}"#);
        assert_eq!(session(&text), Ok(Some(read.to_owned())), "{text}");
    }
    for sent in ["{}", "[]", r#"["a"]"#, r#"{"session":"a"}"#, "[[],{}]"] {
        let text = format!(r#"{{"session":{sent}}}"#);
        let wrong = MessageError::of_member("not_text", "session");
        assert_eq!(session(&text), Err(wrong), "{text}");
    }
}

#[test]
fn what_is_no_object_has_no_members() {
    for text in [
        "[]",
        r#"[{"session":"a"},1]"#,
        "null",
        "true",
        "1",
        "-1.5",
        r#" "session" "#,
    ] {
        assert_eq!(agreed(text), None, "{text}");
    }
}

#[test]
fn nothing_is_kept_of_members_that_are_not_asked_for() {
    let text = r#"{"data":[0,0,0],"SERVICE":[1,2],"x":"y","Username":{"a":1},"madonvi":"H"}"#;
    let object = Object::with_only(read_json(text.as_bytes()).unwrap().text, &ASKED).unwrap();
    let kept: Vec<&str> = object.0.keys().map(AsRef::as_ref).collect();
    assert_eq!(kept, ["SERVICE", "Username"]);
}

#[test]
fn a_list_has_objects_and_not_too_many() {
    let elements = |list: &str| {
        let text = format!(r#"{{"data":{list}}}"#);
        let object = Object::of(read_json(text.as_bytes()).unwrap().text).unwrap();
        object.elements("DATA", 2).map(|elements| elements.len())
    };
    let wrong = |key| Err(MessageError::of_member(key, "DATA"));
    for (list, length) in [
        ("null", Ok(0)),
        ("\"\"", Ok(0)),
        ("[]", Ok(0)),
        ("{}", Ok(1)),
        ("[{}]", Ok(1)),
        ("[ {} , {\"a\":[{},{},{}]} ]", Ok(2)),
        ("[{},1]", wrong("not_list")),
        ("[[]]", wrong("not_list")),
        ("7", wrong("not_list")),
    ] {
        assert_eq!(elements(list), length, "{list}");
    }
    let too_many = MessageError::of_member("too_many", "DATA").with("most", 2);
    assert_eq!(elements("[{},{},{}]"), Err(too_many.clone()));
    assert_eq!(elements("[1,2,3]"), Err(too_many));
}

#[test]
fn a_member_is_left_out_or_replaced_in_every_spelling() {
    let text = r#"{"b":1,"Session":"x","a":{"session":"y"},"SESSION":"z"}"#;
    let object = Object::of(read_json(text.as_bytes()).unwrap().text).unwrap();
    let with = |value| {
        let mut written = Vec::new();
        let mut write = |bytes: &[u8]| written.extend_from_slice(bytes);
        object.canonical_with("session", value, &mut write).unwrap();
        String::from_utf8(written).unwrap()
    };
    assert_eq!(with(None), r#"{"a":{"session":"y"},"b":1}"#);
    let value = serde_json::value::to_raw_value("s").unwrap();
    let replaced = r#"{"a":{"session":"y"},"b":1,"session":"s"}"#;
    assert_eq!(with(Some(&value)), replaced);
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

/// A member of a message.
pub(in crate::exchange::wire) fn any_member() -> impl Strategy<Value = (String, Value)> {
    (any_name(), any_value())
}

/// Written by hand, so that one name may come twice.
pub(in crate::exchange::wire) fn written(members: &[(String, Value)]) -> String {
    let member = |(name, value): &(String, Value)| format!("{}: {value}", json!(name));
    let members: Vec<String> = members.iter().map(member).collect();
    format!("{{{}}}", members.join(" ,"))
}

proptest! {
    #[test]
    fn members_say_what_they_say_as_a_value(
        members in proptest::collection::vec(any_member(), 0..8),
    ) {
        agreed(&written(&members));
    }

    #[test]
    fn any_value_says_what_it_says_as_a_whole(value in any_value()) {
        agreed(&value.to_string());
    }

    /// Digests of snapshots and ids in quarantine were made of values.
    #[test]
    fn the_one_spelling_is_that_of_a_value(
        members in proptest::collection::vec(any_member(), 0..8),
        is_pretty in any::<bool>(),
    ) {
        let mut text = written(&members);
        if is_pretty {
            let value: Value = serde_json::from_str(&text).unwrap();
            text = serde_json::to_string_pretty(&value).unwrap();
        }
        let value: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(canonical(&text), serde_json::to_vec(&value).unwrap());
    }
}
