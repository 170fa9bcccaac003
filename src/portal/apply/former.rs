//! The place of an application by what people call it, also by a name of before 2025-07-01: the page
//! offers what it may be today, and nothing is taken for granted.

use super::start::{OfficeForm, Stage};
use crate::catalogue::Snapshot;
use crate::forms::{Lists, Place};
use crate::portal::paths;
use crate::web::{Choice, Faults, Frame, NavLink};

/// The control where the name is typed.
pub(super) const FORMER: &str = "cu";
/// The button that looks for it.
pub(super) const FIND: &str = "_find";
/// A longer question is cut.
const LONGEST: usize = 200;

/// Offers what was asked for on the page that is at `stage`, and says what was found; nothing where no
/// commune is to be chosen.
pub(super) fn offer(
    stage: &mut Stage,
    (frame, catalogue, procedure): (&Frame, &Snapshot, &str),
    asked: &str,
) -> Option<Faults> {
    let asked: String = asked.trim().chars().take(LONGEST).collect();
    let found = match stage {
        Stage::Closed(_) => return None,
        Stage::Province {
            provinces, places, ..
        } => {
            let mut found = catalogue.lists().places(None, &asked);
            found.retain(|place| provinces.iter().any(|one| one.value == place.province.code));
            *places = found
                .iter()
                .map(|place| link(frame, procedure, place))
                .collect();
            found
        }
        Stage::Office(form) if form.communes.is_empty() => return None,
        Stage::Office(form) => {
            let province = form.province.as_ref().map(|(code, _)| code.as_str());
            let found = catalogue.lists().places(province, &asked);
            put_first(form, &found);
            found
        }
    };
    if found.is_empty() {
        let message = frame.with("apply.start.nothing_called", &[("typed", &asked)]);
        return Some(Faults::one(FORMER, message));
    }
    let (field, key) = match (stage, found.as_slice()) {
        (Stage::Office(_), [_]) => ("xa", "apply.start.former_one"),
        (Stage::Office(_), _) => ("xa", "apply.start.former_several"),
        _ => (FORMER, "apply.start.former_links"),
    };
    Some(Faults::one(field, frame.with(key, &[("typed", &asked)])))
}

/// What was found stands first in the list; one alone is chosen already.
fn put_first(form: &mut OfficeForm, found: &[Place]) {
    let place = |choice: &Choice| {
        let place = found
            .iter()
            .position(|place| place.ward.code == choice.value);
        place.unwrap_or(found.len())
    };
    form.communes.sort_by_key(place);
    form.chosen.xa = match found {
        [only] => only.ward.code.clone(),
        _ => String::new(),
    };
}

/// This page with the place chosen.
fn link(frame: &Frame, procedure: &str, place: &Place) -> NavLink {
    let chosen = [("tinh", &place.province.code), ("xa", &place.ward.code)];
    let query = serde_urlencoded::to_string(chosen).unwrap_or_default();
    NavLink {
        href: format!("{}?{query}", frame.path(&paths::start(procedure))),
        label: format!("{}, {}", place.ward.name, place.province.name),
        current: None,
    }
}
