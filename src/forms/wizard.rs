//! The way through a form: which pages there are, which is next, and whether all is told.

use std::cell::OnceCell;

use super::validate::{faults, is_shown, settle};
use super::{Answers, Context, FieldError, FormDefinition, Section, Typed};

/// A person's way through one form, as far as the answers go.
pub struct Wizard<'a> {
    form: &'a FormDefinition,
    answers: &'a Answers,
    context: &'a Context<'a>,
    /// Which sections are complete, as far as that was asked: reading a page again costs most.
    complete: Vec<OnceCell<bool>>,
}

impl<'a> Wizard<'a> {
    /// The way through `form` with these `answers`.
    pub fn new(form: &'a FormDefinition, answers: &'a Answers, context: &'a Context<'a>) -> Self {
        Self {
            form,
            answers,
            context,
            complete: vec![OnceCell::new(); form.sections.len()],
        }
    }

    /// The pages that are asked, in order.
    pub fn sections(&self) -> impl Iterator<Item = &'a Section> {
        let answers = self.answers;
        self.form.sections.iter().filter(move |section| {
            is_shown(section, answers)
                && section
                    .fields
                    .iter()
                    .any(|field| may_be_asked(section, field, answers, &|_| false))
        })
    }

    /// The pages that are asked, and those that may be asked by what is still to be answered, so that
    /// the number of steps does not grow on the way.
    pub fn outline(&self) -> impl Iterator<Item = &'a Section> {
        let (form, answers) = (self.form, self.answers);
        let is_open = move |field: &str| {
            let mut sections = form.sections.iter();
            let of_field = |section: &&Section| section.fields.iter().any(|one| one.key == field);
            sections
                .find(of_field)
                .is_some_and(|section| !answers.has_seen(&section.key))
        };
        self.form.sections.iter().filter(move |section| {
            let condition = section.condition.as_ref();
            condition.is_none_or(|condition| condition.may_hold(answers, &is_open))
                && section
                    .fields
                    .iter()
                    .any(|field| may_be_asked(section, field, answers, &is_open))
        })
    }

    /// The page of this key, if it is asked.
    pub fn section(&self, key: &str) -> Option<&'a Section> {
        self.sections().find(|section| section.key == key)
    }

    /// The page after `key`; `None` after the last.
    pub fn next(&self, key: &str) -> Option<&'a Section> {
        self.sections()
            .skip_while(|section| section.key != key)
            .nth(1)
    }

    /// The page before `key`; `None` before the first.
    pub fn previous(&self, key: &str) -> Option<&'a Section> {
        self.sections()
            .take_while(|section| section.key != key)
            .last()
    }

    /// The first page that was not sent in yet or is at fault; `None` if all is told.
    pub fn first_incomplete(&self) -> Option<&'a Section> {
        self.sections().find(|section| !self.is_complete(section))
    }

    /// Whether the page of `key` is asked and every page before it is complete: a page cannot be
    /// reached by typing its address early.
    pub fn can_visit(&self, key: &str) -> bool {
        self.section(key).is_some()
            && self
                .sections()
                .take_while(|s| s.key != key)
                .all(|s| self.is_complete(s))
    }

    /// Whether the page was sent in and its answers still hold: a list, a rule or an earlier
    /// answer may have changed since.
    pub fn is_complete(&self, section: &Section) -> bool {
        let is_complete = || self.answers.has_seen(&section.key) && self.faults(section).is_empty();
        let mut sections = self.form.sections.iter();
        let place = sections.position(|one| one.key == section.key);
        match place.and_then(|place| self.complete.get(place)) {
            Some(known) => *known.get_or_init(is_complete),
            None => is_complete(),
        }
    }

    /// What is wrong with the answers of a page as they are now.
    pub fn faults(&self, section: &Section) -> Vec<FieldError> {
        let typed = Typed::from_answers(section, self.answers);
        faults(self.form, section, &typed, self.answers, self.context)
    }

    /// The answers to file: every question that is asked, and no other. `Err` is the first page
    /// that is not complete.
    pub fn finish(&self) -> Result<Answers, &'a Section> {
        if let Some(section) = self.first_incomplete() {
            return Err(section);
        }
        let mut answers = self.answers.clone().situated(self.context.situation());
        settle(self.form, &mut answers);
        for section in &self.form.sections {
            if !is_shown(section, &answers) {
                answers.mark_seen(&section.key, false);
            }
        }
        answers.forget_what_is_not_filed();
        Ok(answers)
    }
}

/// Whether a page has this question, now or once an option of the same page is chosen.
fn may_be_asked(
    section: &Section,
    field: &super::Field,
    answers: &Answers,
    is_open: &dyn Fn(&str) -> bool,
) -> bool {
    let Some(condition) = &field.condition else {
        return true;
    };
    condition.may_hold(answers, is_open) || revealed_by(section, field).is_some()
}

/// The field of the same page, and its option, that asks for `field`.
pub(super) fn revealed_by<'a>(
    section: &Section,
    field: &'a super::Field,
) -> Option<(&'a str, &'a str)> {
    let (key, option) = field.condition.as_ref()?.single_option()?;
    section
        .fields
        .iter()
        .any(|other| other.key == key)
        .then_some((key, option))
}
