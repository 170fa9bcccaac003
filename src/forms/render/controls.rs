//! Which control a question gets.

use super::summary::control_label;
use super::view::{
    Control, FieldView, Line, NameList, OptionView, SelectChoice, TableRow, Wording,
};
use crate::forms::journey::revealed_by;
use crate::forms::typed::{ABROAD, is_chosen, part};
use crate::forms::validate::{is_asked, verified_fact};
use crate::forms::{
    Answers, Choice, Context, ControlName, Entry, ErrorKind, Field, FieldError, FieldType,
    FormDefinition, IdentityKind, Section, Source, TextShape, Typed, Width, Words, countries,
    ethnicities,
};

/// Makes the fields of one page.
pub(super) struct Builder<'a> {
    form: &'a FormDefinition,
    section: &'a Section,
    answers: &'a Answers,
    typed: &'a Typed,
    errors: &'a [FieldError],
    context: &'a Context<'a>,
    words: &'a dyn Words,
    /// Lists of suggestions that the page needs, each once.
    pub lists: Vec<NameList>,
}

impl<'a> Builder<'a> {
    pub(super) const fn new(
        form: &'a FormDefinition,
        section: &'a Section,
        answers: &'a Answers,
        typed: &'a Typed,
        errors: &'a [FieldError],
        context: &'a Context<'a>,
        words: &'a dyn Words,
    ) -> Self {
        Self {
            form,
            section,
            answers,
            typed,
            errors,
            context,
            words,
            lists: Vec::new(),
        }
    }

    /// Whether `field` is shown now, and not under an option of its page. An option that is known
    /// for certain has no control to stand under.
    pub(super) fn stands_alone(&self, field: &Field) -> bool {
        let under = revealed_by(self.section, field).and_then(|(key, _)| self.form.field(key));
        let under_control =
            under.is_some_and(|p| verified_fact(p, self.answers, self.context).is_none());
        !under_control && is_asked(field, self.answers)
    }

    pub(super) fn field(&mut self, field: &Field) -> FieldView {
        let name = ControlName::field(&field.key);
        if let Some((fact, _)) = verified_fact(field, self.answers, self.context) {
            let lines = vec![known_text(field, &fact.text, self.words)];
            let mut view = self.labelled(field, &name, Control::Known { lines });
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
            FieldType::Choices(options) => self.options("checkbox", field, options, name),
            FieldType::Address { abroad } => Control::Group(self.address_parts(name, *abroad)),
            FieldType::Ward => Control::Group(self.place_parts(name, false)),
            FieldType::IdentityDoc => Control::Group(self.identity_parts(name)),
            FieldType::Table {
                columns,
                min_rows,
                max_rows,
            } => self.table(field, columns, *min_rows, *max_rows),
            FieldType::File => Control::Notice(self.word("forms.upload_later")),
            _ => self.single(field, name),
        }
    }

    /// Types of one control; also the cells of tables.
    fn single(&self, field: &Field, name: &ControlName) -> Control {
        let value = self.typed.one(name).to_owned();
        match &field.kind {
            FieldType::Textarea { rows, .. } => Control::Block { value, rows: *rows },
            FieldType::Bool => Control::Tick {
                checked: value == "true",
            },
            FieldType::Choice(options) => {
                let choices = options
                    .iter()
                    .map(|option| (option.key.clone(), self.words.of(&option.label).to_owned()));
                self.select(choices, &value)
            }
            FieldType::Country => {
                let english = self.words.lang() == "en";
                let choices = countries().iter().map(|country| {
                    let name = if english {
                        &country.name_en
                    } else {
                        &country.entry.name
                    };
                    (country.entry.code.clone(), name.clone())
                });
                self.select(choices, &value)
            }
            FieldType::Ethnicity => self.select(pairs(ethnicities()), &value),
            FieldType::Province => self.select(pairs(self.context.lists.provinces()), &value),
            kind => {
                let mut line = line_for(kind);
                line.autocomplete = autocomplete(field).to_owned();
                line.value = value;
                Control::Line(line)
            }
        }
    }

    fn select(&self, choices: impl Iterator<Item = (String, String)>, value: &str) -> Control {
        let choices = choices.map(|(key, text)| {
            let selected = key == value;
            SelectChoice {
                value: key,
                text,
                selected,
            }
        });
        Control::Select {
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
        let options = options.iter().enumerate().map(|(index, option)| {
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

    fn address_parts(&mut self, name: &ControlName, abroad: bool) -> Vec<FieldView> {
        let mut parts = self.place_parts(name, abroad);
        let street = self.typed.one(&name.part(part::STREET)).to_owned();
        let line = Line {
            input: "text",
            value: street,
            ..Line::default()
        };
        let mut view = self.part(name, part::STREET, Width::Full, Control::Line(line));
        let hint = if abroad {
            "forms.part_hint.street_abroad"
        } else {
            "forms.part_hint.street"
        };
        view.hint = Some(Wording::ours(self.word(hint)));
        parts.push(view);
        parts
    }

    /// Province first, because the names of communes repeat from province to province.
    fn place_parts(&mut self, name: &ControlName, abroad: bool) -> Vec<FieldView> {
        let chosen = self.typed.one(&name.part(part::PROVINCE)).trim().to_owned();
        let elsewhere = abroad.then(|| (ABROAD.to_owned(), self.word("forms.abroad")));
        let provinces = pairs(self.context.lists.provinces()).chain(elsewhere);
        let province = self.select(provinces, &chosen);
        let province = self.part(name, part::PROVINCE, Width::W24, province);
        let ward_name = name.part(part::WARD);
        let fault = self.fault(&ward_name).map(|error| error.kind.clone());
        let ward = match fault.as_ref().and_then(offered_names) {
            Some(offered) => self.ward_list(&chosen, offered, &ward_name),
            None => self.ward_line(&chosen, &ward_name),
        };
        let mut ward = self.part(name, part::WARD, Width::W24, ward);
        ward.hint = Some(Wording::ours(self.word("forms.part_hint.ward")));
        vec![province, ward]
    }

    /// A commune to be typed, with suggestions once the province is known.
    fn ward_line(&mut self, province: &str, name: &ControlName) -> Control {
        let wards = self.context.lists.wards(province);
        let list = if wards.is_empty() {
            String::new()
        } else {
            format!("wards-{province}")
        };
        if !list.is_empty() && !self.lists.iter().any(|known| known.id == list) {
            let names = wards.iter().map(|ward| ward.name.clone()).collect();
            self.lists.push(NameList {
                id: list.clone(),
                names,
            });
        }
        let value = self.typed.one(name).to_owned();
        Control::Line(Line {
            input: "text",
            value,
            list,
            autocapitalize: "words",
            ..Line::default()
        })
    }

    /// A commune to be chosen, because its name was not understood; those it may be come first.
    fn ward_list(&self, province: &str, offered: &[String], name: &ControlName) -> Control {
        let typed = self.typed.one(name);
        let wards = self.context.lists.wards(province);
        let (first, rest): (Vec<&Entry>, Vec<&Entry>) =
            wards.iter().partition(|ward| offered.contains(&ward.name));
        let choices = first.into_iter().chain(rest).map(|ward| SelectChoice {
            value: ward.code.clone(),
            text: ward.name.clone(),
            selected: is_chosen(ward, typed),
        });
        Control::Select {
            empty: self.word("common.choose"),
            choices: choices.collect(),
        }
    }

    fn identity_parts(&self, name: &ControlName) -> Vec<FieldView> {
        let text = |key: &str| self.typed.one(&name.part(key)).to_owned();
        let line = |key: &str, inputmode: &'static str| {
            Control::Line(Line {
                input: "text",
                value: text(key),
                inputmode,
                ..Line::default()
            })
        };
        let kinds = IdentityKind::ALL.map(|kind| {
            (
                kind.key().to_owned(),
                self.word(&format!("forms.identity.{}", kind.key())),
            )
        });
        let kind = self.select(kinds.into_iter(), &text(part::KIND));
        let kind = self.part(name, part::KIND, Width::W24, kind);
        let number = self.part(name, part::NUMBER, Width::W16, line(part::NUMBER, ""));
        let mut on = self.part(
            name,
            part::ISSUED_ON,
            Width::W11,
            line(part::ISSUED_ON, "numeric"),
        );
        on.hint = Some(Wording::ours(self.word("forms.part_hint.issued_on")));
        let mut by = self.part(
            name,
            part::ISSUED_BY,
            Width::Full,
            line(part::ISSUED_BY, ""),
        );
        by.hint = Some(Wording::ours(self.word("forms.part_hint.issued_by")));
        vec![kind, number, on, by]
    }

    fn table(&self, field: &Field, columns: &[Field], min_rows: usize, max_rows: usize) -> Control {
        let name = ControlName::field(&field.key);
        let filled = self.typed.rows(&field.key, columns, max_rows);
        let wanted = if self.typed.wants_rows() == Some(&field.key) {
            2
        } else {
            1
        };
        let shown = (filled + wanted).max(min_rows).min(max_rows);
        let rows = (0..shown).map(|index| TableRow {
            title: self
                .words
                .word("forms.row", &[("n", (index + 1).to_string())]),
            cells: columns
                .iter()
                .map(|column| {
                    let cell = name.cell(index, &column.key);
                    let control = self.single(column, &cell);
                    self.labelled(column, &cell, control)
                })
                .collect(),
        });
        let add = (shown < max_rows).then(|| self.word("forms.add_row"));
        Control::Table {
            rows: rows.collect(),
            add,
        }
    }

    fn labelled(&self, field: &Field, name: &ControlName, control: Control) -> FieldView {
        let may_leave_out = !field.required && !matches!(field.kind, FieldType::File);
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
            control,
        }
    }

    /// A part of a composite field. Its words are the same in every form.
    fn part(&self, whole: &ControlName, part: &str, width: Width, control: Control) -> FieldView {
        let name = whole.part(part);
        FieldView {
            id: name.id(),
            label: Wording::ours(self.word(&format!("forms.part.{part}"))),
            hint: None,
            note: None,
            optional: None,
            error: self.error_words(&name),
            error_prefix: self.word("common.faults.prefix"),
            width: width_class(width),
            control,
            name,
        }
    }

    fn fault(&self, name: &ControlName) -> Option<&'a FieldError> {
        self.errors.iter().find(|error| error.control == *name)
    }

    fn error_words(&self, name: &ControlName) -> Option<String> {
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

    fn word(&self, key: &str) -> String {
        self.words.word(key, &[])
    }
}

fn pairs(entries: &[Entry]) -> impl Iterator<Item = (String, String)> {
    entries
        .iter()
        .map(|entry| (entry.code.clone(), entry.name.clone()))
}

/// A known fact as the question shows it: the option's label, not its key.
fn known_text(field: &Field, text: &str, words: &dyn Words) -> String {
    match &field.kind {
        FieldType::Choice(options) => options
            .iter()
            .find(|option| option.key == text)
            .map_or_else(
                || text.to_owned(),
                |option| words.of(&option.label).to_owned(),
            ),
        _ => text.to_owned(),
    }
}

/// The names a fault offers instead of what was typed.
fn offered_names(kind: &ErrorKind) -> Option<&[String]> {
    match kind {
        ErrorKind::UnknownName { near: names, .. }
        | ErrorKind::SeveralNames { names, .. }
        | ErrorKind::FormerName { now: names, .. } => Some(names),
        _ => None,
    }
}

/// Keyboards of phones follow `inputmode`; `autocapitalize` spares names and codes the shift key.
fn line_for(kind: &FieldType) -> Line {
    let line = Line {
        input: "text",
        spellcheck: true,
        ..Line::default()
    };
    let plain = Line {
        spellcheck: false,
        ..Line {
            input: "text",
            ..Line::default()
        }
    };
    match kind {
        FieldType::Text {
            shape: TextShape::PersonName,
            ..
        } => Line {
            autocapitalize: "words",
            ..plain
        },
        FieldType::Text {
            shape: TextShape::Code,
            ..
        }
        | FieldType::IdNumber => Line {
            autocapitalize: "characters",
            ..plain
        },
        FieldType::Number { decimals: 1.., .. } => Line {
            inputmode: "decimal",
            ..plain
        },
        FieldType::Text {
            shape: TextShape::Digits,
            ..
        }
        | FieldType::Number { .. }
        | FieldType::Money { .. }
        | FieldType::Date { .. }
        | FieldType::Year { .. }
        | FieldType::SocialId
        | FieldType::TaxCode => Line {
            inputmode: "numeric",
            ..plain
        },
        FieldType::Phone => Line {
            input: "tel",
            ..plain
        },
        FieldType::Email => Line {
            input: "email",
            autocapitalize: "none",
            ..plain
        },
        _ => line,
    }
}

/// The browser may fill in only what is about the person at the keyboard (WCAG 1.3.5).
fn autocomplete(field: &Field) -> &str {
    if let Some(token) = &field.autocomplete {
        return token;
    }
    match field.prefill.as_ref().map(|prefill| prefill.source) {
        Some(Source::AccountName) => "name",
        Some(Source::AccountBirthDate) => "bday",
        Some(Source::AccountPhone) => "tel",
        Some(Source::AccountEmail) => "email",
        _ => "",
    }
}

const fn width_class(width: Width) -> &'static str {
    match width {
        Width::W4 => " field--w4",
        Width::W6 => " field--w6",
        Width::W11 => " field--w11",
        Width::W16 => " field--w16",
        Width::W24 => " field--w24",
        Width::Full => "",
    }
}
