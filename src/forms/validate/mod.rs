//! From what was typed on a page to answers, or to faults at their controls.
//!
//! `line` reads a single control, `compound` a field of several, `place` an address.

mod compound;
mod line;
mod place;

pub(super) use compound::issue_asked;

use super::computed::compute_cells;
use super::condition::Scope;
use super::rule::broken_rules;
use super::typed::part;
use super::{
    Answer, Answers, Context, ControlName, Entry, ErrorKind, Field, FieldError, FieldType,
    FormDefinition, Section, Typed,
};
use crate::kernel::Assurance;

/// What came of a page.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// All answers of the form after this page: those of questions no longer asked are hidden,
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
    let mut answers = before.clone().situated(context.situation()).settled(form);
    let mut errors = Vec::new();
    let mut asked = Vec::new();
    for field in &section.fields {
        if !is_asked(field, &answers) {
            keep_hidden(field, &typed, &mut answers, context);
            continue;
        }
        asked.push(field.key.as_str());
        if matches!(field.kind, FieldType::Computed { .. }) {
            put_computed(field, &mut answers);
            continue;
        }
        let answer = match verified_fact(field, &answers, context) {
            Some(known) => Ok(Some(known)),
            None => read(field, &typed, &answers, context),
        };
        match answer {
            Ok(answer) => answers.put(&field.key, answer),
            Err(faults) => {
                answers.put_unfinished(&field.key, &typed);
                errors.extend(faults);
            }
        }
    }
    errors.extend(broken_rules(form, section, &asked, &answers, &typed));
    let position = |error: &FieldError| asked.iter().position(|key| *key == error.field);
    errors.sort_by_key(position);
    answers.mark_seen(&section.key, errors.is_empty());
    turn_to_other_person(form, before, &mut answers, context);
    settle(form, &mut answers);
    Outcome {
        answers,
        errors,
        typed,
    }
}

/// What is wrong with the answers of a page, which were read before and are read again; they stay
/// as they are.
pub(super) fn faults(
    form: &FormDefinition,
    section: &Section,
    typed: &Typed,
    answers: &Answers,
    context: &Context<'_>,
) -> Vec<FieldError> {
    let asked = section.fields.iter().filter(|one| is_asked(one, answers));
    let asked: Vec<&Field> = asked.collect();
    let mut errors = Vec::new();
    for field in &asked {
        let is_known = field.is_computed() || verified_fact(field, answers, context).is_some();
        if !is_known {
            errors.extend(
                read(field, typed, answers, context)
                    .err()
                    .into_iter()
                    .flatten(),
            );
        }
    }
    let keys: Vec<&str> = asked.iter().map(|field| field.key.as_str()).collect();
    errors.extend(broken_rules(form, section, &keys, answers, typed));
    errors
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
    read(field, &Typed::of_text(field, &fact.text), answers, context).ok()?
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

/// Hides the answers to questions that are not asked, brings back those of questions that are, and
/// computes what follows from them. One pass in order is enough, because conditions look back only.
pub(super) fn settle(form: &FormDefinition, answers: &mut Answers) {
    for section in &form.sections {
        let is_shown = is_shown(section, answers);
        for field in &section.fields {
            if !(is_shown && is_asked(field, answers)) {
                hide(field, answers);
                continue;
            }
            answers.show(&field.key);
            let is_offered = answers.get(&field.key).is_none_or(|answer| {
                matches!(answer, Answer::Choices(_))
                    || is_offered(field, answer, Scope::of(answers))
            });
            if !is_offered {
                answers.hide(&field.key);
            }
            put_computed(field, answers);
        }
    }
}

impl Answers {
    /// The same answers with those hidden that the form does not ask for as things stand.
    #[must_use]
    pub fn settled(mut self, form: &FormDefinition) -> Self {
        settle(form, &mut self);
        self
    }
}

/// Whether the page of `section` is asked, given the answers to earlier questions.
pub(super) fn is_shown(section: &Section, answers: &Answers) -> bool {
    section
        .condition
        .as_ref()
        .is_none_or(|condition| condition.holds(answers))
}

/// Puts what follows from other answers into a computed field, or into the computed cells of a table.
fn put_computed(field: &Field, answers: &mut Answers) {
    match &field.kind {
        FieldType::Computed { of, value } => {
            let answer = value.answer(*of, Scope::of(answers));
            answers.put(&field.key, answer);
        }
        FieldType::Table { columns, .. } if columns.iter().any(Field::is_computed) => {
            if let Some(mut table) = answers.get(&field.key).cloned() {
                compute_cells(columns, &mut table, answers);
                answers.put(&field.key, Some(table));
            }
        }
        _ => {}
    }
}

/// Takes the answer to a question out of sight; what was computed is not kept.
fn hide(field: &Field, answers: &mut Answers) {
    if field.is_computed() {
        answers.put(&field.key, None);
    } else {
        answers.hide(&field.key);
    }
}

/// Keeps what was typed into a question of the page that is not asked, under an option that was not
/// chosen, for the case that it is.
fn keep_hidden(field: &Field, typed: &Typed, answers: &mut Answers, context: &Context<'_>) {
    if !typed.has(&field.key) {
        hide(field, answers);
        return;
    }
    let optional = Field {
        required: false,
        required_when: None,
        ..field.clone()
    };
    match read(&optional, typed, answers, context) {
        Ok(answer) => answers.put_hidden(&field.key, answer),
        Err(_) => answers.put_unfinished(&field.key, typed),
    }
}

/// Whether every option that was chosen is offered.
fn is_offered(field: &Field, answer: &Answer, scope: Scope<'_>) -> bool {
    let (FieldType::Choice(options) | FieldType::Choices(options)) = &field.kind else {
        return true;
    };
    let mut chosen = options.iter().filter(|option| answer.matches(&option.key));
    chosen.all(|option| {
        let when = option.when.as_ref();
        when.is_none_or(|when| when.holds_in(scope))
    })
}

/// When a form turns from the applicant to somebody else, or back, what it took from the account
/// is not carried over; it comes back when the form turns back.
fn turn_to_other_person(
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
                answers.swap_person(&field.key);
                answers.mark_seen(&section.key, false);
            }
        }
    }
}

/// Reads one field: an answer, none, or faults.
fn read(
    field: &Field,
    typed: &Typed,
    answers: &Answers,
    context: &Context<'_>,
) -> Result<Option<Answer>, Vec<FieldError>> {
    let scope = Scope::of(answers);
    if field.is_required(scope) && !field.required {
        let required = Field {
            required: true,
            ..field.clone()
        };
        return read(&required, typed, answers, context);
    }
    let name = ControlName::field(&field.key);
    let answer = compound::read(field, (&field.key, &name), typed, context)?;
    match answer {
        None if field.required => Err(vec![FieldError {
            field: field.key.clone(),
            control: first_control(field),
            kind: missing(&field.kind),
        }]),
        Some(answer) if !is_offered(field, &answer, scope) => Err(vec![FieldError::at_field(
            &field.key,
            ErrorKind::UnknownOption,
        )]),
        Some(mut answer) => {
            if let FieldType::Table { columns, .. } = &field.kind {
                compute_cells(columns, &mut answer, answers);
                cell_faults(field, columns, &answer, typed, answers)?;
            }
            Ok(Some(answer))
        }
        None => Ok(None),
    }
}

/// The faults of cells that depend on other cells of their row, or on other answers.
fn cell_faults(
    field: &Field,
    columns: &[Field],
    answer: &Answer,
    typed: &Typed,
    answers: &Answers,
) -> Result<(), Vec<FieldError>> {
    let Answer::Table(rows) = answer else {
        return Ok(());
    };
    let mut faults = Vec::new();
    for (row, place) in rows.iter().zip(typed.rows_of(&field.key)) {
        let scope = Scope {
            answers,
            row: Some(row),
        };
        for column in columns {
            let kind = match row.get(&column.key) {
                None if column.is_required(scope) => missing(&column.kind),
                Some(cell) if !is_offered(column, cell, scope) => ErrorKind::UnknownOption,
                _ => continue,
            };
            let cell = ControlName::field(&field.key).cell(place, &column.key);
            faults.push(FieldError {
                field: field.key.clone(),
                control: first_control_of(&column.kind, &cell),
                kind,
            });
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// The control a summary links to when the whole field is missing.
pub(super) fn first_control(field: &Field) -> ControlName {
    first_control_of(&field.kind, &ControlName::field(&field.key))
}

/// The first of the controls called `name` of a question of type `kind`.
fn first_control_of(kind: &FieldType, name: &ControlName) -> ControlName {
    match kind {
        FieldType::Address { kinds: true, .. } => name.part(part::RESIDENCE),
        FieldType::Address { .. } | FieldType::Ward => name.part(part::PROVINCE),
        FieldType::IdentityDoc { kinds, .. } if kinds.len() > 1 => name.part(part::KIND),
        FieldType::IdentityDoc { .. } | FieldType::BankAccount => name.part(part::NUMBER),
        _ => name.clone(),
    }
}

fn missing(kind: &FieldType) -> ErrorKind {
    match kind {
        FieldType::Choice(_)
        | FieldType::Choices(_)
        | FieldType::Country
        | FieldType::Ethnicity
        | FieldType::Religion
        | FieldType::Province => ErrorKind::NotChosen,
        FieldType::Bool => ErrorKind::NotTicked,
        FieldType::Table { min_rows, .. } => ErrorKind::TooFewRows {
            min: (*min_rows).max(1),
        },
        _ => ErrorKind::Required,
    }
}
