//! Which control a question gets.

use std::collections::{BTreeMap, HashMap};

use super::attributes::{autocomplete, line_for, width_class};
use super::summary::control_label;
use super::view::{Control, FieldView, NameList, OptionView, SelectChoice, TableRow, Wording};
use crate::agencies::proper_province_name;
use crate::forms::condition::Scope;
use crate::forms::review::{is_vietnamese, shown_answer};
use crate::forms::typed::{is_chosen, part};
use crate::forms::validate::{is_asked, verified_fact};
use crate::forms::wizard::revealed_by;
use crate::forms::{
    Answer, Answers, Choice, Context, ControlName, Entry, ErrorKind, Field, FieldError, FieldType,
    FormDefinition, Lists, Section, Source, Typed, ethnicities, nationalities, religions,
};
use crate::speech::{Locale, Words};

/// Makes the fields of one page.
pub(super) struct Builder<'a> {
    pub(super) form: &'a FormDefinition,
    pub(super) section: &'a Section,
    pub(super) answers: &'a Answers,
    pub(super) typed: &'a Typed,
    /// The first fault of each control that has one.
    errors: HashMap<&'a str, &'a FieldError>,
    pub(super) context: &'a Context<'a>,
    pub(super) words: Words,
    /// Lists of suggestions that the page needs, each once.
    pub lists: Vec<NameList>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        form: &'a FormDefinition,
        section: &'a Section,
        answers: &'a Answers,
        typed: &'a Typed,
        errors: &'a [FieldError],
        context: &'a Context<'a>,
        words: Words,
    ) -> Self {
        Self {
            form,
            section,
            answers,
            typed,
            errors: by_control(errors),
            context,
            words,
            lists: Vec::new(),
        }
    }

    /// The page from its top: questions that are asked, and not under an option of the page.
    pub(super) fn page(&mut self) -> Vec<FieldView> {
        let section = self.section;
        let mut views = Vec::new();
        for field in &section.fields {
            if self.stands_alone(field) {
                views.push(self.field(field));
            }
        }
        views
    }

    /// An option that is known for certain has no control to stand under.
    fn stands_alone(&self, field: &Field) -> bool {
        let under = revealed_by(self.section, field).and_then(|(key, _)| self.form.field(key));
        let under_control =
            under.is_some_and(|p| verified_fact(p, self.answers, self.context).is_none());
        !under_control && is_asked(field, self.answers)
    }

    fn field(&mut self, field: &Field) -> FieldView {
        let name = ControlName::field(&field.key);
        if let Some(known) = verified_fact(field, self.answers, self.context) {
            let lines = shown_answer(field, Some(&known), self.words);
            let foreign = self.words.locale() != Locale::Vi && is_vietnamese(field, &known);
            let mut view = self.labelled(field, &name, Control::Known { lines, foreign });
            view.note = Some(self.source_note(field));
            (view.hint, view.optional) = (None, None);
            return view;
        }
        let control = self.control(field, &name);
        let mut view = self.labelled(field, &name, control);
        view.note = self.prefilled_note(field, &name);
        view
    }

    fn control(&mut self, field: &Field, name: &ControlName) -> Control {
        match &field.kind {
            FieldType::Choice(options) => self.options("radio", field, options, name),
            FieldType::Table {
                columns,
                min_rows,
                max_rows,
            } => self.table(field, columns, *min_rows, *max_rows),
            FieldType::File => Control::Notice(self.word("forms.upload_later")),
            FieldType::Computed { .. } => Control::Known {
                lines: shown_answer(field, self.answers.get(&field.key), self.words),
                foreign: false,
            },
            _ => self.plain(field, name),
        }
    }

    /// Types that look the same in the cells of tables.
    fn plain(&mut self, field: &Field, name: &ControlName) -> Control {
        match &field.kind {
            FieldType::Choices(options) => self.options("checkbox", field, options, name),
            FieldType::Address {
                abroad,
                detail,
                kinds,
            } => Control::Group(self.address_parts(name, *abroad, *detail, *kinds)),
            FieldType::Ward => Control::Group(self.place_parts(name, false)),
            FieldType::IdentityDoc { kinds, issued } => {
                Control::Group(self.identity_parts(name, kinds, *issued))
            }
            FieldType::BankAccount => Control::Group(self.account_parts(name)),
            _ => self.single(field, name),
        }
    }

    /// Types of one control.
    fn single(&self, field: &Field, name: &ControlName) -> Control {
        let value = self.typed.one(name).to_owned();
        match &field.kind {
            FieldType::Textarea { rows, max_chars } => Control::Block {
                value,
                rows: *rows,
                most: max_chars.to_string(),
                left: self.words.with("forms.characters_left", &[("n", &"…")]),
                over: self.words.with("forms.characters_over", &[("n", &"…")]),
            },
            FieldType::Bool => Control::Tick {
                checked: value == "true",
            },
            FieldType::Choice(options) => {
                let choices = options
                    .iter()
                    .filter(|option| self.may_offer(option))
                    .map(|option| (option.key.clone(), option.label.text(self.words).to_owned()));
                self.select(choices, &value)
            }
            FieldType::Country => self.select(self.countries(), &value),
            FieldType::Ethnicity => self.select(pairs(ethnicities()), &value),
            FieldType::Religion => {
                let english = self.words.locale() == Locale::En;
                let choices = religions().iter().map(|one| {
                    let name = if english {
                        &one.name_en
                    } else {
                        &one.entry.name
                    };
                    (one.entry.code.clone(), name.clone())
                });
                self.select(choices, &value)
            }
            FieldType::Province => self.select(provinces(self.context.lists), &value),
            FieldType::Agency => self.agency(field, name),
            kind => {
                let mut line = line_for(kind);
                line.autocomplete = autocomplete(field, self.answers).to_owned();
                line.value = value;
                Control::Line(line)
            }
        }
    }

    /// An agency to be typed, or to be chosen of those that may be meant.
    fn agency(&self, field: &Field, name: &ControlName) -> Control {
        if let Some(ErrorKind::Meant { among, .. }) = self.fault(name).map(|error| &error.kind) {
            return self.meant_list(among, name);
        }
        let typed = self.typed.one(name);
        let mut agencies = self.context.lists.agencies().iter();
        let chosen = agencies.find(|agency| is_chosen(agency, typed));
        let mut line = line_for(&field.kind);
        line.value = chosen.map_or(typed, |agency| &agency.name).to_owned();
        Control::Line(line)
    }

    /// Countries and their codes, in the language of the page.
    pub(super) fn countries(&self) -> impl Iterator<Item = (String, String)> + use<> {
        let english = self.words.locale() == Locale::En;
        nationalities().map(move |country| {
            let name = if english {
                &country.name_en
            } else {
                &country.entry.name
            };
            (country.entry.code.clone(), name.clone())
        })
    }

    pub(super) fn select(
        &self,
        choices: impl Iterator<Item = (String, String)>,
        value: &str,
    ) -> Control {
        let choices = choices.map(|(key, text)| {
            let selected = key == value;
            SelectChoice {
                value: key,
                text,
                selected,
            }
        });
        Control::Select {
            none: String::new(),
            empty: self.word("common.choose"),
            choices: choices.collect(),
        }
    }

    fn options(
        &mut self,
        input: &'static str,
        field: &Field,
        options: &[Choice],
        name: &ControlName,
    ) -> Control {
        let (section, words) = (self.section, self.words);
        let offered = options.iter().filter(|option| self.may_offer(option));
        let offered: Vec<&Choice> = offered.collect();
        let options = offered.into_iter().enumerate().map(|(index, option)| {
            let reveals = section.fields.iter().filter(|other| {
                revealed_by(section, other) == Some((field.key.as_str(), option.key.as_str()))
            });
            OptionView {
                // The first bears the field's id, so that the summary of faults leads to it.
                id: if index == 0 {
                    name.id()
                } else {
                    format!("{}-{}", name.id(), option.key)
                },
                value: option.key.clone(),
                label: Wording::plain(&option.label, words),
                checked: self.typed.many(name).contains(&option.key),
                reveals: reveals.map(|other| self.field(other)).collect(),
            }
        });
        Control::Options {
            input,
            options: options.collect(),
        }
    }

    fn table(
        &mut self,
        field: &Field,
        columns: &[Field],
        min_rows: usize,
        max_rows: usize,
    ) -> Control {
        let name = ControlName::field(&field.key);
        let had = self.typed.rows_shown(&field.key);
        let adds = self.typed.adds_row_to(&field.key);
        let shown = (had + usize::from(adds)).max(min_rows).max(1);
        let shown = shown.min(max_rows);
        let filled: Vec<usize> = self.typed.rows_of(&field.key).into_iter().collect();
        let mut rows = Vec::with_capacity(shown);
        for index in 0..shown {
            let answered = filled.binary_search(&index).ok();
            let answered = answered.and_then(|place| self.row(&field.key, place));
            let mut cells = Vec::with_capacity(columns.len());
            for column in columns {
                let cell = name.cell(index, &column.key);
                let control = if column.is_computed() {
                    self.computed_cell(column, answered)
                } else {
                    self.plain(column, &cell)
                };
                cells.push(self.labelled(column, &cell, control));
            }
            if let Some(first) = cells.first_mut() {
                // The new row is where the person goes on.
                first.has_focus = adds && index + 1 == shown && shown > had;
            }
            rows.push(TableRow {
                title: self.words.with("forms.row", &[("n", &(index + 1))]),
                may_go: shown > 1,
                cells,
            });
        }
        let add = (shown < max_rows).then(|| self.word("forms.add_row"));
        Control::Table {
            rows,
            remove: self.word("forms.remove_row"),
            add,
        }
    }

    /// The answers of one row of `table`.
    fn row(&self, table: &str, place: usize) -> Option<&'a BTreeMap<String, Answer>> {
        match self.answers.get(table)? {
            Answer::Table(rows) => rows.get(place),
            _ => None,
        }
    }

    /// What follows for a row that was answered; nothing for one that is not.
    fn computed_cell(&self, column: &Field, row: Option<&BTreeMap<String, Answer>>) -> Control {
        let answer = row.and_then(|row| row.get(&column.key));
        Control::Known {
            lines: shown_answer(column, answer, self.words),
            foreign: false,
        }
    }

    fn labelled(&self, field: &Field, name: &ControlName, control: Control) -> FieldView {
        let is_required = field.is_required(Scope::of(self.answers));
        let may_leave_out = !is_required && !field.is_computed() && field.kind != FieldType::File;
        let has_optional_mark = may_leave_out && !matches!(control, Control::Notice(_));
        FieldView {
            id: name.id(),
            name: name.clone(),
            label: Wording::new(&field.label, self.words),
            hint: field
                .hint
                .as_ref()
                .map(|hint| Wording::plain(hint, self.words)),
            note: None,
            optional: has_optional_mark.then(|| self.word("common.optional")),
            error: self.error_words(name),
            error_prefix: self.word("common.faults.prefix"),
            width: width_class(field.width),
            has_focus: false,
            control,
        }
    }

    /// Whether an option is offered, or may be once the other questions of the page are answered.
    fn may_offer(&self, option: &Choice) -> bool {
        let is_open = |key: &str| self.section.fields.iter().any(|field| field.key == key);
        let when = option.when.as_ref();
        when.is_none_or(|when| when.may_hold(self.answers, &is_open))
    }

    pub(super) fn fault(&self, name: &ControlName) -> Option<&'a FieldError> {
        self.errors.get(name.as_str()).copied()
    }

    pub(super) fn error_words(&self, name: &ControlName) -> Option<String> {
        let error = self.fault(name)?;
        Some(
            error
                .kind
                .words(&control_label(self.form, error, self.words), self.words),
        )
    }

    fn source_note(&self, field: &Field) -> String {
        match field.prefill.as_ref().map(|prefill| prefill.source) {
            Some(Source::AgencyName) => self.word("forms.known.agency"),
            _ => self.word("forms.known.account"),
        }
    }

    /// Says where a value comes from that the person did not type here.
    fn prefilled_note(&self, field: &Field, name: &ControlName) -> Option<String> {
        let fact = self.context.known.fact_for(field, self.answers)?;
        let untouched = self.typed.one(name) == fact.text
            || self.typed.one(&name.part(part::NUMBER)) == fact.text;
        untouched.then(|| self.word("forms.known.declared"))
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.words.t(key).to_owned()
    }
}

/// A large table has thousands of controls, which look for their faults.
fn by_control(errors: &[FieldError]) -> HashMap<&str, &FieldError> {
    let mut found = HashMap::new();
    for error in errors {
        found.entry(error.control.as_str()).or_insert(error);
    }
    found
}

/// Provinces by proper name.
pub(super) fn provinces(lists: &dyn Lists) -> impl Iterator<Item = (String, String)> {
    let names = |entry: &Entry| {
        let name = proper_province_name(&entry.name);
        (entry.code.clone(), name.to_owned())
    };
    lists.provinces().iter().map(names)
}

fn pairs(entries: &[Entry]) -> impl Iterator<Item = (String, String)> {
    entries
        .iter()
        .map(|entry| (entry.code.clone(), entry.name.clone()))
}
