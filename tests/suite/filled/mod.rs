//! Every form of the catalogue is filled in to a dossier, knowing nothing but what its pages show: each
//! question, section and option that waits for an answer is met, and is absent as long as the answer is
//! another one. In Chromium once for each form, at the width of a phone.

mod in_chromium;
mod person;
mod seen;
mod values;

use std::collections::BTreeMap;

use motcua::forms::FormDefinition;
use person::{Habit, Person};
use seen::Seen;

use crate::apply::PROCEDURE;
use crate::support::{Cast, Portal, engine_free};

engine_free!(
    every_form_is_filled_in_first_quarter,
    every_form_is_filled_in_second_quarter,
    every_form_is_filled_in_third_quarter,
    every_form_is_filled_in_last_quarter,
);

/// More walks than any form needs to show all it can ask.
const MOST_WALKS: usize = 60;
const QUARTERS: usize = 4;

async fn every_form_is_filled_in_first_quarter(portal: &Portal) {
    fill_in(portal, 0).await;
}

async fn every_form_is_filled_in_second_quarter(portal: &Portal) {
    fill_in(portal, 1).await;
}

async fn every_form_is_filled_in_third_quarter(portal: &Portal) {
    fill_in(portal, 2).await;
}

async fn every_form_is_filled_in_last_quarter(portal: &Portal) {
    fill_in(portal, 3).await;
}

/// Fills in one of four parts of the forms, which the runner takes at the same time.
async fn fill_in(portal: &Portal, quarter: usize) {
    let cast = Cast::of(portal).await;
    let mut never = Vec::new();
    for (form, procedure) in forms(portal).into_iter().skip(quarter).step_by(QUARTERS) {
        let seen = walks(portal, &cast, &form, &procedure).await;
        never.extend(seen.left(&form));
    }
    assert!(never.is_empty(), "never met: {never:#?}");
}

/// Walks through a form in ever other ways until everything was met.
async fn walks(portal: &Portal, cast: &Cast, form: &FormDefinition, procedure: &str) -> Seen {
    let mut seen = Seen::default();
    let mut person = Person::new(portal, cast, form, procedure);
    for walk in 0..MOST_WALKS {
        let habit = Habit::of_walk(walk);
        let filed = person.apply(habit, &mut seen).await;
        assert!(
            filed.path().ends_with("/bien-nhan"),
            "{}: {}",
            form.key,
            filed.path()
        );
        if walk >= 1 && seen.left(form).is_empty() {
            break;
        }
    }
    seen
}

/// Each form that people meet, with a procedure that uses it.
pub fn forms(portal: &Portal) -> Vec<(FormDefinition, String)> {
    let snapshot = portal.app.cache.current();
    let services = &snapshot.catalogue.services;
    let own = services.definitions.values();
    let mut procedures: BTreeMap<&str, String> = own
        .filter_map(|service| Some((service.form.as_deref()?, service.procedure.to_string())))
        .collect();
    procedures.insert(&services.general.form, PROCEDURE.to_owned());
    let used = |form: &FormDefinition| procedures.get(form.key.as_str()).cloned();
    let forms = snapshot.forms.iter();
    forms
        .filter_map(|form| Some((form.clone(), used(form)?)))
        .collect()
}
