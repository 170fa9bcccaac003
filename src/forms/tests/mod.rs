//! Forms as a whole: built-in forms filled in, any post survived, pages as a browser gets them.

mod conditions;
mod definitions;
mod dependent;
mod faulty;
mod lists;
mod messages;
mod pages;
mod people;
mod posts;
mod properties;
mod types;
mod walks;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::speech::{Locale, Words};

use super::{
    Answers, Context, Entry, FormDefinition, Known, Library, Lists, Outcome, Place, Source, Typed,
    validate,
};
use crate::agencies::Calendar;
use crate::kernel::Assurance;

/// A country of two provinces.
pub struct SmallCountry {
    provinces: Vec<Entry>,
    wards: BTreeMap<&'static str, Vec<Entry>>,
    districts: Vec<Entry>,
    agencies: Vec<Entry>,
    calendar: Calendar,
}

fn entries(pairs: &[(&str, &str)]) -> Vec<Entry> {
    let entry = |(code, name): &(&str, &str)| Entry {
        code: (*code).into(),
        name: (*name).into(),
    };
    pairs.iter().map(entry).collect()
}

impl SmallCountry {
    pub fn new() -> Self {
        let hanoi = entries(&[
            ("00004", "Phường Ba Đình"),
            ("00008", "Phường Ngọc Hà"),
            ("09574", "Phường Sơn Tây"),
            ("09575", "Xã Sơn Tây"),
        ]);
        let danang = entries(&[("20194", "Phường Hải Châu"), ("20333", "Đặc khu Hoàng Sa")]);
        Self {
            provinces: entries(&[("01", "Thành phố Hà Nội"), ("48", "Thành phố Đà Nẵng")]),
            wards: BTreeMap::from([("01", hanoi), ("48", danang)]),
            districts: entries(&[("001", "Quận Ba Đình")]),
            agencies: entries(&[("G15", "Bộ Tư pháp"), ("G02", "Bộ Công Thương")]),
            calendar: Calendar::default(),
        }
    }
}

impl Lists for SmallCountry {
    fn provinces(&self) -> &[Entry] {
        &self.provinces
    }

    fn wards(&self, province: &str) -> &[Entry] {
        self.wards.get(province).map_or(&[], Vec::as_slice)
    }

    fn places(&self, province: Option<&str>, typed: &str) -> Vec<Place> {
        let is_here = province.is_none_or(|province| province == "01");
        let place = Place {
            province: self.provinces[0].clone(),
            ward: self.wards["01"][1].clone(),
        };
        let hit = is_here && typed.contains("Cống Vị");
        hit.then_some(place).into_iter().collect()
    }

    fn former_districts(&self) -> &[Entry] {
        &self.districts
    }

    fn agencies(&self) -> &[Entry] {
        &self.agencies
    }

    fn agencies_called(&self, typed: &str) -> Vec<Entry> {
        let named = self.agencies.iter().filter(|one| one.name.contains(typed));
        named.cloned().collect()
    }
}

pub const VIETNAMESE: Words = Words::new(Locale::Vi);
pub const ENGLISH: Words = Words::new(Locale::En);

/// Whether `text` holds neither a key of `locales/` that has no words nor a placeholder that was
/// not filled. Only for what comes of input without braces.
pub fn is_worded(text: &str) -> bool {
    let has_key = ["forms.", "common."].iter().any(|file| text.contains(file));
    !has_key && !text.contains('{')
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// A form with which the mechanism is tried: four that stand still, whatever the catalogue asks today,
/// or one of the catalogue.
pub fn form(key: &str) -> FormDefinition {
    let text = match key {
        "khai-sinh" => include_str!("forms/khai-sinh.toml"),
        "khuyen-mai" => include_str!("forms/khuyen-mai.toml"),
        "the-bhyt" => include_str!("forms/the-bhyt.toml"),
        "giay-phep-lai-xe" => include_str!("forms/giay-phep-lai-xe.toml"),
        _ => return Library::built_in().unwrap().get(key).unwrap().clone(),
    };
    FormDefinition::parse(text).unwrap()
}

/// What is known of somebody whose paper a clerk has seen.
pub fn verified() -> Known {
    let firm = Assurance::Verified;
    Known::default()
        .with_agency(&Entry {
            code: "k01".into(),
            name: "UBND phường Ba Đình".into(),
        })
        .with(Source::AccountName, "Nguyễn Thị Lan", firm)
        .with(Source::AccountNumber, "001196012345", firm)
        .with(Source::AccountBirthDate, "12/03/1996", firm)
        .with(Source::AccountBirthYear, "1996", firm)
        .with(Source::AccountSex, "female", firm)
        .with(Source::AccountKind, "person", firm)
        .with(Source::AccountPhone, "0912345678", Assurance::Declared)
}

/// What somebody has only told.
pub fn declared() -> Known {
    let told = Assurance::Declared;
    Known::default()
        .with_agency(&Entry {
            code: "k01".into(),
            name: "UBND phường Ba Đình".into(),
        })
        .with(Source::AccountName, "Nguyễn Thị Lan", told)
        .with(Source::AccountNumber, "001196012345", told)
        .with(Source::AccountKind, "person", told)
}

pub fn context<'a>(country: &'a SmallCountry, known: &'a Known) -> Context<'a> {
    Context {
        today: today(),
        procedure: None,
        lists: country,
        known,
        province: Some("01"),
        calendar: &country.calendar,
    }
}

pub fn post(
    form: &FormDefinition,
    section: &str,
    pairs: &[(&str, &str)],
    before: &Answers,
    context: &Context<'_>,
) -> Outcome {
    let section = form.section(section).unwrap();
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect();
    validate(
        form,
        section,
        Typed::from_pairs(section, &pairs),
        before,
        context,
    )
}

/// Faults as `control: kind`.
pub fn faults(outcome: &Outcome) -> Vec<String> {
    let kind = |debug: String| debug.split([' ', '{']).next().unwrap().to_owned();
    let one = |e: &super::FieldError| format!("{}: {}", e.control, kind(format!("{:?}", e.kind)));
    outcome.errors.iter().map(one).collect()
}
