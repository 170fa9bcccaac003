//! From what was typed on a page to answers, or to faults at their controls.
//!
//! `line` reads a single control, `compound` a field of several.

mod compound;
mod line;

use super::rule::broken_rules;
use super::{
    Answer, Answers, Context, ControlName, Entry, ErrorKind, Field, FieldError, FieldType,
    FormDefinition, Section, Typed,
};
use crate::kernel::Assurance;

/// What came of a page.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// All answers of the form after this page: those of questions no longer asked are dropped,
    /// the page counts as seen if it has no fault. Of a page with faults it has the good answers, and
    /// what was typed in place of the others.
    pub answers: Answers,
    /// Faults, in the order of the page.
    pub errors: Vec<FieldError>,
    /// What was typed, to be shown again.
    pub typed: Typed,
}

/// Reads the page of `section` into the answers given so far.
pub fn validate(
    form: &FormDefinition,
    section: &Section,
    typed: Typed,
    before: &Answers,
    context: &Context<'_>,
) -> Outcome {
    let mut answers = before.clone();
    let mut errors = Vec::new();
    let mut asked = Vec::new();
    for field in &section.fields {
        if !is_asked(field, &answers) {
            answers.put(&field.key, None);
            continue;
        }
        asked.push(field.key.as_str());
        let answer = match verified_fact(field, &answers, context) {
            Some(known) => Ok(Some(known)),
            None => read(field, &typed, context),
        };
        match answer {
            Ok(answer) => answers.put(&field.key, answer),
            Err(faults) => {
                answers.put_unfinished(&field.key, &typed);
                errors.extend(faults);
            }
        }
    }
    errors.extend(broken_rules(form, section, &asked, &answers));
    let position = |error: &FieldError| asked.iter().position(|key| *key == error.field);
    errors.sort_by_key(position);
    answers.mark_seen(&section.key, errors.is_empty());
    forget_other_person(form, before, &mut answers, context);
    settle(form, &mut answers);
    Outcome {
        answers,
        errors,
        typed,
    }
}

/// Whether `field` is asked, given the answers to earlier questions.
pub(super) fn is_asked(field: &Field, answers: &Answers) -> bool {
    field
        .condition
        .as_ref()
        .is_none_or(|condition| condition.holds(answers))
}

/// The answer that a verified fact gives in place of a person.
///
/// A fact that the question cannot take (a birth date out of bounds) leaves the control to the
/// person.
pub(super) fn verified_fact(
    field: &Field,
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Answer> {
    let fact = context.known.fact_for(field, answers)?;
    let is_suggestion = field
        .prefill
        .as_ref()
        .is_some_and(|prefill| prefill.suggest);
    if fact.assurance != Assurance::Verified || is_suggestion {
        return None;
    }
    if let (FieldType::Agency, Some(code)) = (&field.kind, &fact.code) {
        let agency = Entry {
            code: code.clone(),
            name: fact.text.clone(),
        };
        return Some(Answer::Listed(agency));
    }
    read(field, &Typed::of_text(field, &fact.text), context).ok()?
}

/// The answers with what is known for certain filled in, so that questions of the same page that
/// wait for it are asked.
pub(super) fn with_known(section: &Section, answers: &Answers, context: &Context<'_>) -> Answers {
    let mut answers = answers.clone();
    for field in &section.fields {
        if is_asked(field, &answers)
            && let Some(known) = verified_fact(field, &answers, context)
        {
            answers.put(&field.key, Some(known));
        }
    }
    answers
}

/// Drops the answers to questions that are not asked, and pages that are not. One pass in order is enough, because
/// conditions look back only.
pub(super) fn settle(form: &FormDefinition, answers: &mut Answers) {
    for section in &form.sections {
        let shown = section.condition.as_ref().is_none_or(|c| c.holds(answers));
        if !shown {
            answers.mark_seen(&section.key, false);
        }
        for field in &section.fields {
            if !(shown && is_asked(field, answers)) {
                answers.put(&field.key, None);
            }
        }
    }
}

/// When a form turns from the applicant to somebody else, or back, what it took from the account
/// is not carried over.
fn forget_other_person(
    form: &FormDefinition,
    before: &Answers,
    answers: &mut Answers,
    context: &Context<'_>,
) {
    for section in &form.sections {
        for field in &section.fields {
            let was = context.known.fact_for(field, before).is_some();
            let is = context.known.fact_for(field, answers).is_some();
            let conditional = field.prefill.as_ref().is_some_and(|p| p.when.is_some());
            if conditional && was != is && before.get(&field.key) == answers.get(&field.key) {
                answers.put(&field.key, None);
                answers.mark_seen(&section.key, false);
            }
        }
    }
}

/// Reads one field: an answer, none, or faults.
fn read(
    field: &Field,
    typed: &Typed,
    context: &Context<'_>,
) -> Result<Option<Answer>, Vec<FieldError>> {
    let name = ControlName::field(&field.key);
    let answer = match &field.kind {
        FieldType::Address { abroad } => compound::address(field, *abroad, typed, context)?,
        FieldType::Ward => compound::place(field, typed, context)?.map(Answer::Place),
        FieldType::IdentityDoc => compound::identity(field, typed, context)?,
        FieldType::Table {
            columns,
            min_rows,
            max_rows,
        } => compound::table(field, columns, (*min_rows, *max_rows), typed, context)?,
        FieldType::Choices(options) => compound::choices(field, options, typed)?,
        FieldType::File => None,
        _ => line::read(&field.kind, typed.one(&name), context)
            .map_err(|kind| vec![FieldError::at_field(&field.key, kind)])?,
    };
    match answer {
        None if field.required => Err(vec![FieldError {
            field: field.key.clone(),
            control: first_control(field),
            kind: missing(&field.kind),
        }]),
        answer => Ok(answer),
    }
}

/// The control a summary links to when the whole field is missing.
pub(super) fn first_control(field: &Field) -> ControlName {
    let name = ControlName::field(&field.key);
    match field.kind {
        FieldType::Address { .. } | FieldType::Ward => name.part(super::typed::part::PROVINCE),
        FieldType::IdentityDoc => name.part(super::typed::part::KIND),
        _ => name,
    }
}

fn missing(kind: &FieldType) -> ErrorKind {
    match kind {
        FieldType::Choice(_)
        | FieldType::Choices(_)
        | FieldType::Country
        | FieldType::Ethnicity
        | FieldType::Province => ErrorKind::NotChosen,
        FieldType::Bool => ErrorKind::NotTicked,
        FieldType::Table { min_rows, .. } => ErrorKind::TooFewRows {
            min: (*min_rows).max(1),
        },
        _ => ErrorKind::Required,
    }
}
