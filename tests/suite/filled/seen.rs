//! What was met on the way through a form, and what was not.

use std::collections::BTreeSet;

use motcua::forms::{FieldType, FormDefinition};
use scraper::{Html, Selector};

use crate::support::Page;

/// What the pages of a form have asked, over all walks.
#[derive(Default)]
pub struct Seen {
    /// Questions that a page asked, by key, and `question=option` for what it offered.
    asked: BTreeSet<String>,
    /// The same where a page of their section, or the whole walk, came without them.
    absent: BTreeSet<String>,
}

impl Seen {
    /// Notes what the pages of one walk have shown.
    pub fn note(&mut self, form: &FormDefinition, pages: &[Shown]) {
        let met: BTreeSet<&String> = pages.iter().flat_map(|page| &page.met).collect();
        for item in everything(form) {
            match met.contains(&item) {
                true => self.asked.insert(item),
                false => self.absent.insert(item),
            };
        }
    }

    /// What no walk has met, and what stands under a condition and was met on every walk.
    pub fn left(&self, form: &FormDefinition) -> Vec<String> {
        let never = everything(form)
            .into_iter()
            .filter(|item| !self.asked.contains(item));
        let always = conditional(form)
            .into_iter()
            .filter(|key| !self.absent.contains(key))
            .map(|key| format!("{key}, always"));
        never
            .chain(always)
            .map(|item| format!("{}: {item}", form.key))
            .collect()
    }
}

/// What one page has shown.
pub struct Shown {
    met: BTreeSet<String>,
}

impl Shown {
    /// Reads the names of the controls of a page, and what they offer.
    pub fn on(page: &Page) -> Self {
        let html = Html::parse_document(&String::from_utf8_lossy(page.body()));
        let controls = Selector::parse("main [name]").unwrap();
        let mut met = BTreeSet::new();
        for control in html.select(&controls) {
            let name = control.attr("name").unwrap_or_default();
            let key = name.split('.').next().unwrap_or(name);
            met.insert(key.to_owned());
            if let Some(value) = control.attr("value") {
                met.insert(format!("{key}={value}"));
            }
            for option in control.select(&Selector::parse("option").unwrap()) {
                met.insert(format!(
                    "{key}={}",
                    option.attr("value").unwrap_or_default()
                ));
            }
        }
        Self { met }
    }
}

/// All questions of a form that a page asks, and their options. What the account tells may be shown and
/// not asked; what is computed and what the page of papers asks never is.
fn everything(form: &FormDefinition) -> Vec<String> {
    let mut all = Vec::new();
    for field in form.fields() {
        match &field.kind {
            FieldType::File | FieldType::Computed { .. } => continue,
            _ if field.prefill.is_some() => continue,
            FieldType::Choice(options) | FieldType::Choices(options) => {
                let options = options
                    .iter()
                    .map(|option| format!("{}={}", field.key, option.key));
                all.extend(options);
            }
            _ => {}
        }
        all.push(field.key.clone());
    }
    all
}

/// Questions that wait for an answer of an earlier page; those that wait for one of their own page
/// stand under it.
fn conditional(form: &FormDefinition) -> Vec<String> {
    let asked = everything(form);
    let mut waiting = Vec::new();
    for section in &form.sections {
        let is_own = |key: &str| section.fields.iter().any(|field| field.key == key);
        for field in &section.fields {
            let conditions = [&section.condition, &field.condition];
            let mut waits = false;
            for condition in conditions.into_iter().flatten() {
                condition.each_field(&mut |key, _| waits |= !is_own(key));
            }
            if waits && asked.contains(&field.key) {
                waiting.push(field.key.clone());
            }
        }
    }
    waiting
}
