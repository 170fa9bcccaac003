//! The calendars by which agencies work, put together once: the catalogue's table and hours, over them
//! what operators set for all, over that what they set for an agency or for one above it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::{CalendarChanges, Catalogue};
use crate::agencies::{Agency, Calendar, HoursPeriod, OfficeHours, SpecialDay};
use crate::kernel::AgencyId;

/// For so many years behind the table the holidays of fixed date are taken for granted.
const YEARS_BEHIND_THE_TABLE: i32 = 5;

/// The calendars of all agencies.
#[derive(Debug, Default)]
pub(super) struct Calendars {
    common: Calendar,
    /// Of those that have something of their own.
    own: BTreeMap<AgencyId, Calendar>,
    known_until: Option<NaiveDate>,
}

impl Calendars {
    pub(super) fn of(catalogue: &Catalogue, changes: &CalendarChanges) -> Self {
        let table = catalogue.holiday_table();
        let known = table.clone().overlaid(days_off(changes));
        let common = Calendar {
            hours: OfficeHours::default(),
            periods: Vec::new(),
            holidays: table.with_fixed_holidays(YEARS_BEHIND_THE_TABLE),
        };
        let common = changed(common, catalogue, changes, None);
        Self {
            own: named(catalogue, changes)
                .into_iter()
                .map(|agency| {
                    let own = own(&common, catalogue, changes, agency);
                    (agency.id(), own)
                })
                .collect(),
            common,
            // The last holiday of a year falls some time before its end: the table covers that year.
            known_until: known
                .last_day()
                .and_then(|last| NaiveDate::from_ymd_opt(last.year(), 12, 31)),
        }
    }

    /// The calendar of an agency: its own, else that of the nearest agency above it that has one.
    pub(super) fn calendar(&self, catalogue: &Catalogue, agency: AgencyId) -> &Calendar {
        if self.own.is_empty() {
            return &self.common;
        }
        let chain = catalogue.agencies.by_id(agency);
        let mut chain = chain
            .into_iter()
            .flat_map(|agency| catalogue.agencies.chain(agency));
        chain
            .find_map(|agency| self.own.get(&agency.id()))
            .unwrap_or(&self.common)
    }

    /// The last day of the last year whose holidays are known.
    pub(super) const fn known_until(&self) -> Option<NaiveDate> {
        self.known_until
    }
}

/// Holidays that were added for every agency.
fn days_off(changes: &CalendarChanges) -> impl Iterator<Item = (NaiveDate, SpecialDay)> {
    let everybodys = changes.days.iter().filter(|day| day.agency.is_none());
    let off = everybodys.filter(|day| day.kind == SpecialDay::Off);
    off.map(|day| (day.day, day.kind))
}

/// The agencies that have something of their own.
fn named<'a>(catalogue: &'a Catalogue, changes: &CalendarChanges) -> Vec<&'a Agency> {
    let by_id = |id: AgencyId| catalogue.agencies.by_id(id);
    let days = changes.days.iter().filter_map(|day| day.agency);
    let hours = changes.hours.iter().filter_map(|hours| hours.agency);
    let set: BTreeSet<AgencyId> = days.chain(hours).collect();
    let of_catalogue = catalogue.office_hours.iter();
    let of_catalogue = of_catalogue.filter_map(|row| row.agency.as_ref());
    set.into_iter()
        .filter_map(by_id)
        .chain(of_catalogue.filter_map(|key| catalogue.agencies.by_key(key)))
        .collect()
}

/// What is set for the agencies above goes before what is set for all, and what is set for the agency
/// itself before that.
fn own(
    common: &Calendar,
    catalogue: &Catalogue,
    changes: &CalendarChanges,
    agency: &Agency,
) -> Calendar {
    let mut chain: Vec<&Agency> = catalogue.agencies.chain(agency).collect();
    chain.reverse();
    chain.into_iter().fold(common.clone(), |calendar, agency| {
        changed(calendar, catalogue, changes, Some(agency))
    })
}

/// A calendar with what the catalogue has for this agency, or for all, and with what was set for it.
fn changed(
    calendar: Calendar,
    catalogue: &Catalogue,
    changes: &CalendarChanges,
    agency: Option<&Agency>,
) -> Calendar {
    let (key, id) = (agency.map(|agency| &agency.key), agency.map(Agency::id));
    let days = changes.days.iter().filter(|day| day.agency == id);
    let in_catalogue = catalogue.office_hours.iter();
    let in_catalogue = in_catalogue
        .filter(|row| row.agency.as_ref() == key)
        .map(|row| HoursPeriod {
            validity: row.validity,
            hours: row.hours.clone(),
        });
    let set = changes.hours.iter().filter(|hours| hours.agency == id);
    let set = set.map(|hours| HoursPeriod {
        validity: hours.validity(),
        hours: hours.hours.clone(),
    });
    Calendar {
        hours: calendar.hours,
        periods: calendar
            .periods
            .into_iter()
            .chain(in_catalogue)
            .chain(set)
            .collect(),
        holidays: calendar
            .holidays
            .overlaid(days.map(|day| (day.day, day.kind))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ChangedDay, ChangedHours, Files};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn catalogue() -> Catalogue {
        Catalogue::read(&Files::BuiltIn).unwrap()
    }

    fn id(catalogue: &Catalogue, key: &str) -> AgencyId {
        let agency = catalogue.agencies.by_key(&key.parse().unwrap());
        agency.unwrap().id()
    }

    #[test]
    fn the_days_of_the_notices_are_in_the_table() {
        let catalogue = catalogue();
        let calendars = Calendars::of(&catalogue, &CalendarChanges::default());
        let calendar = calendars.calendar(&catalogue, id(&catalogue, "H26"));
        // Notice 12729/VPCP-KGVX of 25 December 2025.
        assert!(!calendar.is_working_day(day("2026-01-02")));
        assert!(calendar.is_working_day(day("2026-01-10")));
        assert_eq!(
            calendar.next_working_day(day("2025-12-31")),
            day("2026-01-05")
        );
        // Behind the table.
        assert!(!calendar.is_working_day(day("2028-01-03")));
        assert_eq!(calendars.known_until(), Some(day("2027-12-31")));
    }

    #[test]
    fn what_is_set_holds_for_an_agency_and_those_below_it() {
        let catalogue = catalogue();
        let province = id(&catalogue, "H26");
        let own = |agency, date: &str, kind| ChangedDay {
            agency,
            day: day(date),
            kind,
            name: "thử".parse().unwrap(),
        };
        let changes = CalendarChanges {
            days: vec![
                own(None, "2027-06-01", SpecialDay::Off),
                own(Some(province), "2027-06-02", SpecialDay::Off),
                own(Some(province), "2027-06-01", SpecialDay::Work),
                own(None, "2028-01-27", SpecialDay::Off),
            ],
            hours: vec![ChangedHours {
                agency: Some(province),
                from: day("2027-01-01"),
                until: None,
                hours: "08:00-12:00".parse().unwrap(),
                source: "thử".parse().unwrap(),
            }],
        };
        let calendars = Calendars::of(&catalogue, &changes);
        let below = catalogue.agencies.agencies().iter().find(|agency| {
            let parent = agency.parent.as_ref();
            parent.is_some_and(|parent| parent.id() == province)
        });
        let below = below.unwrap().id();
        for (agency, works, closes) in [
            (province, [true, false], "12:00:00"),
            (below, [true, false], "12:00:00"),
            (id(&catalogue, "H29"), [false, true], "17:00:00"),
        ] {
            let calendar = calendars.calendar(&catalogue, agency);
            let found = ["2027-06-01", "2027-06-02"].map(|date| calendar.is_working_day(day(date)));
            assert_eq!(found, works);
            let hours = calendar.hours_on(day("2027-06-03"));
            assert_eq!(hours.closes().to_string(), closes);
        }
        assert_eq!(calendars.known_until(), Some(day("2028-12-31")));
    }
}
