//! Questions of several controls: places, addresses, identity documents.

use super::attributes::width_class;
use super::controls::{Builder, provinces};
use super::view::{Control, FieldView, Line, NameList, SelectChoice, Wording};
use crate::forms::matching::ward_in_words;
use crate::forms::typed::{ABROAD, part};
use crate::forms::{ControlName, Entry, ErrorKind, IdentityKind, Width};

impl Builder<'_> {
    pub(super) fn address_parts(&mut self, name: &ControlName, abroad: bool) -> Vec<FieldView> {
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
    pub(super) fn place_parts(&mut self, name: &ControlName, abroad: bool) -> Vec<FieldView> {
        let chosen = self.typed.one(&name.part(part::PROVINCE)).trim().to_owned();
        let elsewhere = abroad.then(|| (ABROAD.to_owned(), self.word("forms.abroad")));
        let provinces = provinces(self.context.lists).chain(elsewhere);
        let province = self.select(provinces, &chosen);
        let province = self.part(name, part::PROVINCE, Width::W24, province);
        let ward_name = name.part(part::WARD);
        let fault = self.fault(&ward_name).map(|error| error.kind.clone());
        let (ward, hint) = match fault.as_ref().and_then(offered_names) {
            Some(offered) => (
                self.ward_list(&chosen, offered, &ward_name),
                "forms.part_hint.ward_list",
            ),
            None => (self.ward_line(&chosen, &ward_name), "forms.part_hint.ward"),
        };
        let mut ward = self.part(name, part::WARD, Width::W24, ward);
        ward.hint = Some(Wording::ours(self.word(hint)));
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
        let value = ward_in_words(self.context.lists, self.typed.one(name)).to_owned();
        Control::Line(Line {
            input: "text",
            value,
            list,
            autocapitalize: "words",
            ..Line::default()
        })
    }

    /// A commune to be chosen, because its name was not understood; those it may be come first, and
    /// one alone is chosen already. Whoever chooses none sends again what was typed.
    fn ward_list(&self, province: &str, offered: &[String], name: &ControlName) -> Control {
        let is_only = offered.len() == 1;
        let wards = self.context.lists.wards(province);
        let (first, rest): (Vec<&Entry>, Vec<&Entry>) =
            wards.iter().partition(|ward| offered.contains(&ward.name));
        let choices = first.into_iter().chain(rest).map(|ward| SelectChoice {
            value: ward.code.clone(),
            text: ward.name.clone(),
            selected: is_only && offered.contains(&ward.name),
        });
        Control::Select {
            none: self.typed.one(name).to_owned(),
            empty: self.word("common.choose"),
            choices: choices.collect(),
        }
    }

    pub(super) fn identity_parts(&self, name: &ControlName) -> Vec<FieldView> {
        let text = |key: &str| self.typed.one(&name.part(key)).to_owned();
        let line = |key: &str| {
            Control::Line(Line {
                input: "text",
                value: text(key),
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
        let number = self.part(name, part::NUMBER, Width::W16, line(part::NUMBER));
        if !self.tells_issue(name) {
            return vec![kind, number];
        }
        let issued_on = line(part::ISSUED_ON);
        let mut on = self.part(name, part::ISSUED_ON, Width::W11, issued_on);
        on.hint = Some(Wording::ours(self.word("forms.part_hint.issued_on")));
        let issued_by = line(part::ISSUED_BY);
        let by = self.part(name, part::ISSUED_BY, Width::Full, issued_by);
        vec![kind, number, on, by]
    }

    /// Whether day and place of issue are asked: for the kind that was chosen, or because something
    /// was typed there. Without script they come with the answer to the choice.
    fn tells_issue(&self, name: &ControlName) -> bool {
        let kind = IdentityKind::from_key(self.typed.one(&name.part(part::KIND)).trim());
        let is_used = |key: &str| {
            let control = name.part(key);
            self.fault(&control).is_some() || !self.typed.one(&control).trim().is_empty()
        };
        match kind {
            Some(kind) => kind.tells_issue(),
            None => is_used(part::ISSUED_ON) || is_used(part::ISSUED_BY),
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
            has_focus: false,
            control,
            name,
        }
    }
}

/// The names a fault offers instead of what was typed, if it has any to offer.
fn offered_names(kind: &ErrorKind) -> Option<&[String]> {
    match kind {
        ErrorKind::UnknownName { near: names, .. }
        | ErrorKind::SeveralNames { names, .. }
        | ErrorKind::FormerName { now: names, .. }
            if !names.is_empty() =>
        {
            Some(names)
        }
        _ => None,
    }
}
