//! Questions of several controls: places, addresses, identity documents.

use super::attributes::width_class;
use super::controls::{Builder, provinces};
use super::view::{Control, FieldView, Line, NameList, SelectChoice, Wording};
use crate::forms::matching::{place_chosen, ward_in_words};
use crate::forms::typed::{ABROAD, part};
use crate::forms::validate::issue_asked;
use crate::forms::{ControlName, Entry, ErrorKind, IdentityKind, Presence, ResidenceKind, Width};

impl Builder<'_> {
    pub(super) fn address_parts(
        &mut self,
        name: &ControlName,
        abroad: bool,
        detail: Presence,
        kinds: bool,
    ) -> Vec<FieldView> {
        let mut parts = Vec::new();
        if kinds {
            let kinds = ResidenceKind::ALL.map(|kind| {
                let words = self.word(&format!("forms.residence.{}", kind.key()));
                (kind.key().to_owned(), words)
            });
            let chosen = self.text(name, part::RESIDENCE);
            let kind = self.select(kinds.into_iter(), &chosen);
            parts.push(self.part(name, part::RESIDENCE, Width::W24, kind));
        }
        parts.extend(self.place_parts(name, abroad));
        if abroad {
            let chosen = self.text(name, part::COUNTRY);
            let others = self.countries().filter(|(code, _)| code != "VN");
            let country = self.select(others, &chosen);
            let mut country = self.part(name, part::COUNTRY, Width::W24, country);
            country.hint = Some(Wording::ours(self.word("forms.part_hint.country")));
            parts.push(country);
        }
        if detail != Presence::None {
            let line = self.line(name, part::STREET);
            let mut view = self.part(name, part::STREET, Width::Full, line);
            let hint = if abroad {
                "forms.part_hint.street_abroad"
            } else {
                "forms.part_hint.street"
            };
            view.hint = Some(Wording::ours(self.word(hint)));
            if detail == Presence::Optional {
                view.optional = Some(self.word("common.optional"));
            }
            parts.push(view);
        }
        parts
    }

    /// Province first, because the names of communes repeat from province to province.
    pub(super) fn place_parts(&mut self, name: &ControlName, abroad: bool) -> Vec<FieldView> {
        let ward_name = name.part(part::WARD);
        let together = place_chosen(self.context.lists, self.typed.one(&ward_name));
        let chosen = match together {
            Some((province, _)) => province.code.clone(),
            None => self.typed.one(&name.part(part::PROVINCE)).trim().to_owned(),
        };
        let elsewhere = abroad.then(|| (ABROAD.to_owned(), self.word("forms.abroad")));
        let provinces = provinces(self.context.lists).chain(elsewhere);
        let province = self.select(provinces, &chosen);
        let province = self.part(name, part::PROVINCE, Width::W24, province);
        let fault = self.fault(&ward_name).map(|error| &error.kind);
        let list_hint = "forms.part_hint.ward_list";
        let (ward, hint) = match fault {
            Some(ErrorKind::Meant { among, .. }) => (self.meant_list(among, &ward_name), list_hint),
            Some(kind) if let Some(offered) = offered_names(kind) => {
                (self.ward_list(&chosen, offered, &ward_name), list_hint)
            }
            _ => (self.ward_line(&chosen, &ward_name), "forms.part_hint.ward"),
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

    /// What may be meant by what was typed, to choose from; one alone is chosen already. Whoever chooses
    /// none sends again what was typed.
    pub(super) fn meant_list(&self, among: &[Entry], name: &ControlName) -> Control {
        let choices = among.iter().map(|entry| SelectChoice {
            value: entry.code.clone(),
            text: entry.name.clone(),
            selected: among.len() == 1,
        });
        Control::Select {
            none: self.typed.one(name).to_owned(),
            empty: self.word("common.choose"),
            choices: choices.collect(),
        }
    }

    pub(super) fn identity_parts(
        &self,
        name: &ControlName,
        kinds: &[IdentityKind],
        issued: Option<Presence>,
    ) -> Vec<FieldView> {
        let mut parts = Vec::new();
        let chosen = match kinds {
            [only] => Some(*only),
            _ => IdentityKind::from_key(self.text(name, part::KIND).trim()),
        };
        if kinds.len() > 1 {
            let offered = kinds.iter().map(|kind| {
                let words = self.word(&format!("forms.identity.{}", kind.key()));
                (kind.key().to_owned(), words)
            });
            let kind = self.select(offered, &self.text(name, part::KIND));
            parts.push(self.part(name, part::KIND, Width::W24, kind));
        }
        if chosen == Some(IdentityKind::Other) || self.is_used(name, part::NAME) {
            let line = self.line(name, part::NAME);
            parts.push(self.part(name, part::NAME, Width::Full, line));
        }
        let number = self.line(name, part::NUMBER);
        parts.push(self.part(name, part::NUMBER, Width::W16, number));
        // Without script the parts that a kind asks for come with the answer to its choice.
        let is_used = self.is_used(name, part::ISSUED_ON) || self.is_used(name, part::ISSUED_BY);
        let asked = match chosen {
            Some(kind) => issue_asked(kind, issued),
            None if is_used => Presence::Required,
            None => issued.unwrap_or(Presence::None),
        };
        if asked == Presence::None {
            return parts;
        }
        let optional = (asked == Presence::Optional).then(|| self.word("common.optional"));
        let issued_on = self.line(name, part::ISSUED_ON);
        let mut on = self.part(name, part::ISSUED_ON, Width::W11, issued_on);
        on.hint = Some(Wording::ours(self.word("forms.part_hint.issued_on")));
        on.optional.clone_from(&optional);
        let issued_by = self.line(name, part::ISSUED_BY);
        let mut by = self.part(name, part::ISSUED_BY, Width::Full, issued_by);
        by.optional = optional;
        parts.extend([on, by]);
        parts
    }

    pub(super) fn account_parts(&self, name: &ControlName) -> Vec<FieldView> {
        let widths = [
            (part::NUMBER, Width::W24),
            (part::HOLDER, Width::Full),
            (part::BANK, Width::Full),
        ];
        let part = |(own, width)| {
            let mut part = self.part(name, own, width, self.line(name, own));
            let label = self.word(&format!("forms.account.{own}"));
            part.label = Wording::ours(label);
            let hint = self.word(&format!("forms.account_hint.{own}"));
            part.hint = Some(Wording::ours(hint));
            part
        };
        widths.map(part).into()
    }

    /// Whether something was typed in a part, or is wrong with it.
    fn is_used(&self, whole: &ControlName, part: &str) -> bool {
        let control = whole.part(part);
        self.fault(&control).is_some() || !self.typed.one(&control).trim().is_empty()
    }

    fn text(&self, whole: &ControlName, part: &str) -> String {
        self.typed.one(&whole.part(part)).to_owned()
    }

    fn line(&self, whole: &ControlName, part: &str) -> Control {
        Control::Line(Line {
            input: "text",
            value: self.text(whole, part),
            ..Line::default()
        })
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
