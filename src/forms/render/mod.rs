//! Pages of a form as HTML: the questions of a section and the summary of faults.
//!
//! The page around them (frame, `<form>`, token, buttons) belongs to the entrances. `controls`
//! and `parts` say what each question looks like; the markup is in `templates/forms`.

mod attributes;
mod controls;
mod parts;
mod summary;
mod view;

use askama::Template;

use super::validate::with_known;
use super::{Answers, Context, FieldError, FormDefinition, Section, Typed};
use crate::speech::Words;
use controls::Builder;
use view::{FieldView, NameList, Wording};

pub use summary::{SummaryView, error_summary};

/// The questions of one page. Show it with `{{ view|safe }}` inside a form that has `novalidate`
/// and posts as `application/x-www-form-urlencoded`. Its first button must be the one that goes on:
/// Enter presses it, and a page may have buttons inside.
#[derive(Template)]
#[template(path = "forms/section.html")]
pub struct SectionView {
    title: Wording,
    intro: Option<Wording>,
    fields: Vec<FieldView>,
    lists: Vec<NameList>,
}

impl SectionView {
    /// The page of `section`, with what was `typed` and what is wrong with it.
    pub fn new(
        form: &FormDefinition,
        section: &Section,
        answers: &Answers,
        typed: &Typed,
        errors: &[FieldError],
        context: &Context<'_>,
        words: Words,
    ) -> Self {
        let answers = with_known(section, answers, context);
        let mut builder = Builder::new(form, section, &answers, typed, errors, context, words);
        let fields = builder.page();
        Self {
            title: Wording::new(&section.title, words),
            intro: section
                .intro
                .as_ref()
                .map(|intro| Wording::new(intro, words)),
            fields,
            lists: builder.lists,
        }
    }

    /// The page's heading, for `<title>`.
    pub fn title(&self) -> &str {
        &self.title.text
    }
}
