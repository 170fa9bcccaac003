//! Conditions against a slow model: truth by the definition, over plain strings.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::forms::{Answer, Answers, Condition};

const FIELDS: [&str; 3] = ["a", "b", "c"];
const VALUES: [&str; 3] = ["x", "y", "z"];

fn any_field() -> impl Strategy<Value = String> {
    prop::sample::select(&FIELDS[..]).prop_map(str::to_owned)
}

fn any_value() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(&VALUES[..]).prop_map(str::to_owned)
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (any_field(), any_value()).prop_map(|(field, value)| Condition::Equals { field, value }),
        (any_field(), prop::collection::vec(any_value(), 0..3))
            .prop_map(|(field, values)| Condition::In { field, values }),
        any_field().prop_map(|field| Condition::Filled { field }),
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
fn model(condition: &Condition, told: &BTreeMap<String, Vec<String>>) -> bool {
    let count = |parts: &[Condition]| parts.iter().filter(|part| model(part, told)).count();
    match condition {
        Condition::Equals { field, value } => {
            told.get(field).cloned().unwrap_or_default().contains(value)
        }
        Condition::In { field, values } => {
            let told = told.get(field).cloned().unwrap_or_default();
            told.iter().filter(|value| values.contains(value)).count() > 0
        }
        Condition::Filled { field } => told.contains_key(field),
        Condition::Not(part) => count(std::slice::from_ref(part)) == 0,
        Condition::All(parts) => count(parts) == parts.len(),
        Condition::Any(parts) => count(parts) > 0,
    }
}

fn any_answer() -> impl Strategy<Value = Option<(Answer, Vec<String>)>> {
    let one = any_value();
    prop_oneof![
        Just(None),
        one.clone()
            .prop_map(|v| Some((Answer::Choice(v.clone()), vec![v]))),
        one.prop_map(|v| Some((Answer::Text(v.clone()), vec![v]))),
        prop::collection::vec(any_value(), 1..3)
            .prop_map(|values| Some((Answer::Choices(values.clone()), values))),
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
        prop_assert_eq!(condition.holds(&answers), model(&condition, &told));
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
    for wrong in [
        r#"c = { field = "a" }"#,
        r#"c = { equals = "x" }"#,
        r#"c = { field = "a", equals = "x", filled = true }"#,
        r#"c = { field = "a", is = "x" }"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
