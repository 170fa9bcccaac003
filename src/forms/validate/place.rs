//! Reading places and addresses.

use super::compound::{Faults, PART_CHARS, Parts, required};
use super::line;
use crate::forms::matching::{
    NameMatch, choice_of, find_by_name, place_chosen, says_name, ward_in_words,
};
use crate::forms::typed::{ABROAD, is_chosen, part};
use crate::forms::{
    AbroadAddress, Address, Answer, Context, Entry, ErrorKind, Place, Presence, ResidenceKind,
    nationalities,
};

/// What a form wants of an address.
#[derive(Clone, Copy)]
pub(super) struct AddressShape {
    pub(super) required: bool,
    pub(super) abroad: bool,
    pub(super) detail: Presence,
    pub(super) kinds: bool,
}

/// A province and a commune.
pub(super) fn place(
    mut parts: Parts<'_>,
    is_required: bool,
    context: &Context<'_>,
) -> Result<Option<Place>, Faults> {
    if !is_required && parts.is_blank(part::WARD) {
        return Ok(None);
    }
    let found = read_place(&mut parts, context);
    parts.done(found)
}

/// A place and a street, or a country and a line.
pub(super) fn address(
    mut parts: Parts<'_>,
    shape: AddressShape,
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let is_abroad = shape.abroad && parts.text(part::PROVINCE) == ABROAD;
    let unit = if is_abroad { part::COUNTRY } else { part::WARD };
    // A province alone is no answer: the control may have begun with it.
    if !shape.required && parts.is_blank(unit) && parts.is_blank(part::STREET) {
        return Ok(None);
    }
    let street = read_street(&parts, shape.detail);
    let has_street = !parts.is_blank(part::STREET) && shape.detail != Presence::None;
    let unit = if is_abroad {
        read_country(&mut parts).map(Unit::Country)
    } else {
        read_place(&mut parts, context).map(Unit::Place)
    };
    let is_started = is_abroad || unit.is_some() || !parts.faults.is_empty();
    if !is_started && !has_street {
        return Ok(None);
    }
    if !is_started {
        parts.fault_at(part::PROVINCE, ErrorKind::NotChosen);
    }
    let street = parts.take(part::STREET, street);
    let mut kind = None;
    if shape.kinds {
        let chosen = ResidenceKind::from_key(&parts.text(part::RESIDENCE));
        kind = parts.take(part::RESIDENCE, chosen.ok_or(ErrorKind::NotChosen));
    }
    let address = unit.zip(street).map(|(unit, street)| match unit {
        Unit::Country(country) => Address::Abroad(AbroadAddress {
            country: Some(country),
            line: street,
            kind,
        }),
        Unit::Place(place) => Address::Home {
            street,
            place,
            kind,
        },
    });
    parts.done(address.map(Answer::Address))
}

/// What an address lies in.
enum Unit {
    Country(Entry),
    Place(Place),
}

fn read_street(parts: &Parts<'_>, detail: Presence) -> Result<String, ErrorKind> {
    let street = parts.text(part::STREET);
    match detail {
        Presence::Required => required(&street),
        Presence::Optional => line::within(&street, 0, PART_CHARS).map(|()| street),
        Presence::None => Ok(String::new()),
    }
}

fn read_country(parts: &mut Parts<'_>) -> Option<Entry> {
    let chosen = parts.text(part::COUNTRY);
    let mut countries = nationalities().map(|country| &country.entry);
    let country = countries.find(|entry| is_chosen(entry, &chosen) && entry.code != "VN");
    parts.take(part::COUNTRY, country.cloned().ok_or(ErrorKind::NotChosen))
}

fn read_place(parts: &mut Parts<'_>, context: &Context<'_>) -> Option<Place> {
    let (province, ward) = (parts.text(part::PROVINCE), parts.text(part::WARD));
    if let Some((province, ward)) = place_chosen(context.lists, &ward) {
        return Some(Place {
            province: province.clone(),
            ward: ward.clone(),
        });
    }
    match (province.is_empty(), ward.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            match line::within(&ward, 0, PART_CHARS).map(|()| context.lists.places(None, &ward)) {
                Err(kind) => parts.fault_at(part::WARD, kind),
                Ok(places) if places.is_empty() => {
                    parts.fault_at(part::PROVINCE, ErrorKind::ProvinceFirst);
                }
                Ok(places) => parts.fault_at(part::WARD, meant(ward, &places)),
            }
            return None;
        }
        _ => {}
    }
    let chosen = context
        .lists
        .provinces()
        .iter()
        .find(|entry| is_chosen(entry, &province));
    let province = parts.take(part::PROVINCE, chosen.ok_or(ErrorKind::UnknownOption))?;
    let ward = parts.take(part::WARD, read_ward(&province.code, &ward, context))?;
    Some(Place {
        province: province.clone(),
        ward,
    })
}

fn read_ward(province: &str, typed: &str, context: &Context<'_>) -> Result<Entry, ErrorKind> {
    if typed.is_empty() {
        return Err(ErrorKind::Required);
    }
    line::within(typed, 0, PART_CHARS)?;
    let wards = context.lists.wards(province);
    if let Some(chosen) = wards.iter().find(|ward| is_chosen(ward, typed)) {
        return Ok(chosen.clone());
    }
    let typed = ward_in_words(context.lists, typed);
    match find_by_name(wards, typed) {
        NameMatch::One(entry) => Ok(entry.clone()),
        NameMatch::Several(many) => Err(ErrorKind::SeveralNames {
            typed: typed.to_owned(),
            names: line::names(&many),
        }),
        NameMatch::Nothing(near) => Err(not_in_list(province, typed, &near, context)),
    }
}

/// What a name may mean that no commune of the province has.
fn not_in_list(province: &str, typed: &str, near: &[&Entry], context: &Context<'_>) -> ErrorKind {
    let here = context.lists.places(Some(province), typed);
    let typed = typed.to_owned();
    if here.iter().any(|place| says_name(&typed, &place.ward)) {
        return meant(typed, &here);
    }
    if !here.is_empty() {
        let now = here.into_iter().map(|place| place.ward.name).collect();
        return ErrorKind::FormerName { typed, now };
    }
    if near.is_empty() {
        let elsewhere = context.lists.places(None, &typed);
        if !elsewhere.is_empty() {
            return meant(typed, &elsewhere);
        }
    }
    let near = line::names(near);
    ErrorKind::UnknownName { typed, near }
}

fn meant(typed: String, places: &[Place]) -> ErrorKind {
    let option = |place: &Place| Entry {
        code: choice_of(place),
        name: format!("{}, {}", place.ward.name, place.province.name),
    };
    let among = places.iter().map(option).collect();
    ErrorKind::Meant { typed, among }
}
