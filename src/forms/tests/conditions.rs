//! Conditions against a slow model: truth by the definition, over plain strings and numbers.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::today;
use crate::forms::{Address, Answer, Answers, Condition, Entry, Place, Quantity, Situation};

const FIELDS: [&str; 3] = ["a", "b", "c"];
const VALUES: [&str; 3] = ["x", "y", "z"];
const CODES: [&str; 2] = ["1.001193", "1.004194"];

/// What the model knows of an answer.
#[derive(Debug, Clone, Default)]
struct Modelled {
    values: Vec<String>,
    number: Option<i64>,
    age: Option<i64>,
    province: Option<String>,
}

fn any_field() -> impl Strategy<Value = String> {
    prop::sample::select(&FIELDS[..]).prop_map(str::to_owned)
}

fn any_value() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(&VALUES[..]).prop_map(str::to_owned)
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let years = || prop::option::of(0_u32..4);
    let leaf = prop_oneof![
        (any_field(), any_value()).prop_map(|(field, value)| Condition::Equals { field, value }),
        (any_field(), prop::collection::vec(any_value(), 0..3))
            .prop_map(|(field, values)| Condition::In { field, values }),
        (any_field(), any_value()).prop_map(|(field, value)| Condition::Equals {
            field: format!("{field}.province"),
            value
        }),
        any_field().prop_map(|field| Condition::Filled { field }),
        (any_field(), -3_i64..4).prop_map(|(field, least)| Condition::AtLeast { field, least }),
        (any_field(), -3_i64..4).prop_map(|(field, most)| Condition::AtMost { field, most }),
        (any_field(), years(), years()).prop_map(|(field, at_least, at_most)| Condition::Age {
            field,
            at_least,
            at_most
        }),
        prop::sample::subsequence(&CODES[..], 0..2).prop_map(|codes| Condition::Procedure {
            codes: codes.into_iter().map(str::to_owned).collect()
        }),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|part| Condition::Not(Box::new(part))),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            prop::collection::vec(inner, 0..3).prop_map(Condition::Any),
        ]
    })
}

/// Counts the true parts instead of asking for all or any.
fn model(condition: &Condition, told: &BTreeMap<String, Modelled>) -> bool {
    let count = |parts: &[Condition]| parts.iter().filter(|part| model(part, told)).count();
    let of = |field: &String| told.get(field).cloned().unwrap_or_default();
    match condition {
        Condition::Equals { field, value } => match field.strip_suffix(".province") {
            Some(field) => of(&field.to_owned()).province.as_ref() == Some(value),
            None => of(field).values.contains(value),
        },
        Condition::In { field, values } => {
            let told = of(field).values;
            told.iter().filter(|value| values.contains(value)).count() > 0
        }
        Condition::Filled { field } => told.contains_key(field),
        Condition::AtLeast { field, least } => of(field).number >= Some(*least),
        Condition::AtMost { field, most } => of(field).number.is_some_and(|n| n < *most + 1),
        Condition::Age {
            field,
            at_least,
            at_most,
        } => of(field).age.is_some_and(|age| {
            let least = at_least.map_or(i64::MIN, i64::from);
            let most = at_most.map_or(i64::MAX, i64::from);
            (least..=most).contains(&age)
        }),
        Condition::Procedure { codes } => codes.iter().any(|code| code == CODES[0]),
        Condition::Not(part) => count(std::slice::from_ref(part)) == 0,
        Condition::All(parts) => count(parts) == parts.len(),
        Condition::Any(parts) => count(parts) > 0,
    }
}

fn entry(code: &str) -> Entry {
    Entry {
        code: code.to_owned(),
        name: code.to_uppercase(),
    }
}

fn any_answer() -> impl Strategy<Value = Option<(Answer, Modelled)>> {
    let one = any_value();
    let values = |values: Vec<String>| Modelled {
        values,
        ..Modelled::default()
    };
    prop_oneof![
        Just(None),
        one.clone()
            .prop_map(move |v| Some((Answer::Choice(v.clone()), values(vec![v])))),
        one.clone()
            .prop_map(move |v| Some((Answer::Text(v.clone()), values(vec![v])))),
        prop::collection::vec(any_value(), 1..3)
            .prop_map(move |all| Some((Answer::Choices(all.clone()), values(all)))),
        (-4_i64..5, any::<bool>()).prop_map(|(n, is_money)| {
            let told = Modelled {
                number: Some(n),
                ..Modelled::default()
            };
            let answer = match is_money {
                true => Answer::Money(n),
                false => Answer::Number(Quantity::whole(n).unwrap()),
            };
            Some((answer, told))
        }),
        (0_i64..5, any::<bool>()).prop_map(|(age, has_birthday_today)| {
            let years = chrono::Months::new(12 * u32::try_from(age).unwrap());
            let born = today().checked_sub_months(years).unwrap();
            let tomorrow = born.succ_opt().unwrap();
            let told = Modelled {
                age: Some(if has_birthday_today { age } else { age - 1 }),
                ..Modelled::default()
            };
            let born = if has_birthday_today { born } else { tomorrow };
            Some((Answer::Date(born), told))
        }),
        one.prop_map(|code| {
            let place = Place {
                province: entry(&code),
                ward: entry("w"),
            };
            let told = Modelled {
                province: Some(code),
                ..Modelled::default()
            };
            let street = "1".to_owned();
            Some((
                Answer::Address(Address::Home {
                    street,
                    place,
                    kind: None,
                }),
                told,
            ))
        }),
    ]
}

proptest! {
    #[test]
    fn a_condition_holds_when_the_model_says_so(
        condition in any_condition(),
        given in prop::array::uniform3(any_answer()),
    ) {
        let (mut answers, mut told) = (Answers::default(), BTreeMap::new());
        for (field, answer) in FIELDS.iter().zip(given) {
            if let Some((answer, values)) = answer {
                answers.put(field, Some(answer));
                told.insert((*field).to_owned(), values);
            }
        }
        let answers = answers.situated(Situation {
            today: Some(today()),
            procedure: Some(CODES[0].to_owned()),
        });
        prop_assert_eq!(condition.holds(&answers), model(&condition, &told));
    }

    #[test]
    fn a_condition_reads_back_as_it_was_written(condition in any_condition()) {
        let json = serde_json::to_value(&condition).unwrap();
        // An age without bounds has no spelling.
        if !format!("{condition:?}").contains("at_least: None, at_most: None") {
            prop_assert_eq!(serde_json::from_value::<Condition>(json).unwrap(), condition);
        }
    }
}

#[test]
fn each_spelling_of_a_condition_reads() {
    #[derive(serde::Deserialize)]
    struct Holder {
        c: Condition,
    }
    let read = |text: &str| toml::from_str::<Holder>(text).map(|holder| holder.c);
    let is = |field: &str, value: &str| Condition::Equals {
        field: field.into(),
        value: value.into(),
    };
    assert_eq!(
        read(r#"c = { field = "a", equals = "x" }"#).unwrap(),
        is("a", "x")
    );
    assert_eq!(
        read(r#"c = { any = [{ field = "a", equals = "x" }, { not = { field = "b", equals = "y" } }] }"#)
            .unwrap(),
        Condition::Any(vec![is("a", "x"), Condition::Not(Box::new(is("b", "y")))])
    );
    assert_eq!(
        read(r#"c = { field = "a", filled = false }"#).unwrap(),
        Condition::Not(Box::new(Condition::Filled { field: "a".into() }))
    );
    assert_eq!(
        read(r#"c = { field = "a", at_most = 3 }"#).unwrap(),
        Condition::AtMost {
            field: "a".into(),
            most: 3
        }
    );
    assert_eq!(
        read(r#"c = { age = "a", at_least = 6, at_most = 17 }"#).unwrap(),
        Condition::Age {
            field: "a".into(),
            at_least: Some(6),
            at_most: Some(17)
        }
    );
    let procedure = Condition::Procedure {
        codes: vec!["1.004194".into()],
    };
    assert_eq!(
        read(r#"c = { procedure = "1.004194" }"#).unwrap(),
        procedure
    );
    assert_eq!(
        read(r#"c = { procedure_in = ["1.004194"] }"#).unwrap(),
        procedure
    );
    for wrong in [
        r#"c = { field = "a" }"#,
        r#"c = { equals = "x" }"#,
        r#"c = { field = "a", equals = "x", filled = true }"#,
        r#"c = { field = "a", is = "x" }"#,
        r#"c = { age = "a" }"#,
        r#"c = { age = "a", at_least = -1 }"#,
        r#"c = { field = "a", at_least = "x" }"#,
        r#"c = { procedure = "1.004194", field = "a", equals = "x" }"#,
        r#"c = {}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_age_without_a_day_and_a_procedure_without_one_hold_for_nobody() {
    let mut answers = Answers::default();
    answers.put("a", Some(Answer::Date(today())));
    let age = Condition::Age {
        field: "a".into(),
        at_least: Some(0),
        at_most: None,
    };
    let procedure = Condition::Procedure {
        codes: vec![CODES[0].into()],
    };
    assert!(!age.holds(&answers) && !procedure.holds(&answers));
}
