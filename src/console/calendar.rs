//! `/quan-tri/lich`: days off and office hours, as the catalogue has them and as operators set them.

use askama::Template;
use chrono::{Days, NaiveDate};

use super::paths;
use crate::agencies::{Agency, AgencyCode, AgencyKey, OfficeHours, SpecialDay, Validity};
use crate::catalogue;
use crate::catalogue::{
    CalendarChanges, CalendarError, ChangedDay, ChangedHours, Snapshot, calendar_changes,
};
use crate::kernel::{AgencyId, Reason, read_date};
use crate::web::{
    Choice, Faults, Fields, Frame, NavLink, PageError, PageResult, Posted, StaffRequest,
    page as answer, page_with_faults,
};

/// How far the list of days goes into the future.
const LISTED_DAYS: u64 = 730;

/// A day that differs from the week's rule.
struct DayRow {
    day: NaiveDate,
    kind: SpecialDay,
    name: String,
    /// The agency that has it; none: all.
    whose: Option<String>,
    /// What names it in a form, where it was set here and can be taken back.
    set: Option<(String, String)>,
}

/// Office hours for a while.
struct HoursRow {
    whose: Option<String>,
    validity: Validity,
    hours: String,
    source: String,
    set: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "console/calendar.html")]
struct CalendarPage {
    frame: Frame,
    known_until: Option<NaiveDate>,
    ends_soon: bool,
    days: Vec<DayRow>,
    hours: Vec<HoursRow>,
    kinds: Vec<Choice>,
    /// What was typed into the form of a day, or of hours.
    typed: Posted,
    day_faults: Faults,
    hours_faults: Faults,
}

impl CalendarPage {
    fn crumbs(&self) -> Vec<NavLink> {
        let title = self.frame.t("console.overview.title");
        vec![self.frame.link(paths::OVERVIEW, title)]
    }

    fn all_faults(&self) -> &Faults {
        match self.day_faults.is_empty() {
            true => &self.hours_faults,
            false => &self.day_faults,
        }
    }
}

pub(super) async fn page(console: StaffRequest) -> PageResult {
    answer(&open(&console, Posted::default()).await?)
}

async fn open(console: &StaffRequest, typed: Posted) -> Result<CalendarPage, PageError> {
    let changes = console.read(|conn, _| calendar_changes(conn)).await?;
    let (frame, snapshot) = (console.frame(), &console.cx.catalogue);
    let today = console.now().vietnam_date();
    let kind = |kind: SpecialDay| {
        Choice::new(
            kind.key(),
            frame.words.under("console.calendar.kind", kind.key()),
        )
    };
    Ok(CalendarPage {
        known_until: snapshot.holidays_known_until(),
        ends_soon: snapshot.holidays_end_soon(today).is_some(),
        days: days(snapshot, &changes, &frame, today),
        hours: hours(snapshot, &changes, &frame),
        kinds: SpecialDay::ALL.into_iter().map(kind).collect(),
        typed,
        day_faults: Faults::default(),
        hours_faults: Faults::default(),
        frame,
    })
}

/// What an agency is called, and what names it in a form.
fn named(snapshot: &Snapshot, frame: &Frame, id: AgencyId) -> (String, String) {
    match snapshot.agency(id) {
        Some(agency) => (agency.name.clone(), agency.key.to_string()),
        None => (frame.t("common.unknown_agency").to_owned(), id.to_string()),
    }
}

fn days(
    snapshot: &Snapshot,
    changes: &CalendarChanges,
    frame: &Frame,
    today: NaiveDate,
) -> Vec<DayRow> {
    let known = snapshot.catalogue.holidays.iter().map(|known| DayRow {
        day: known.date,
        kind: known.day,
        name: match frame.lang() {
            "en" => known.name_en.clone(),
            _ => known.name.clone(),
        },
        whose: None,
        set: None,
    });
    let set = changes.days.iter().map(|set| {
        let whose = set.agency.map(|id| named(snapshot, frame, id));
        let key = whose
            .as_ref()
            .map_or_else(String::new, |(_, key)| key.clone());
        DayRow {
            day: set.day,
            kind: set.kind,
            name: set.name.to_string(),
            whose: whose.map(|(name, _)| name),
            set: Some((key, set.day.to_string())),
        }
    });
    let end = today.checked_add_days(Days::new(LISTED_DAYS));
    let mut days: Vec<DayRow> = known
        .filter(|row| row.day >= today && end.is_none_or(|end| row.day <= end))
        .chain(set)
        .collect();
    days.sort_by_key(|row| row.day);
    days
}

/// The hours as people read them: “07:00–11:30 và 13:30–17:00”.
fn in_words(hours: &OfficeHours, frame: &Frame) -> String {
    let and = format!(" {} ", frame.t("console.calendar.and"));
    hours.to_string().replace('-', "–").replace(',', &and)
}

fn hours(snapshot: &Snapshot, changes: &CalendarChanges, frame: &Frame) -> Vec<HoursRow> {
    let known = snapshot
        .catalogue
        .office_hours
        .iter()
        .map(|known| HoursRow {
            whose: known
                .agency
                .as_ref()
                .and_then(|key| snapshot.agency_by_key(key))
                .map(|agency| agency.name.clone()),
            validity: known.validity,
            hours: in_words(&known.hours, frame),
            source: known.source.clone(),
            set: None,
        });
    let set = changes.hours.iter().map(|set| {
        let whose = set.agency.map(|id| named(snapshot, frame, id));
        let key = whose
            .as_ref()
            .map_or_else(String::new, |(_, key)| key.clone());
        HoursRow {
            whose: whose.map(|(name, _)| name),
            validity: set.validity(),
            hours: in_words(&set.hours, frame),
            source: set.source.to_string(),
            set: Some((key, set.from.to_string())),
        }
    });
    known.chain(set).collect()
}

/// The agency of a code or key; none of an empty field, which means all.
fn agency_typed(
    snapshot: &Snapshot,
    fields: &mut Fields<'_>,
    field: &'static str,
) -> Option<Option<AgencyId>> {
    let typed = fields.text(field);
    if typed.is_empty() {
        return Some(None);
    }
    let by_code = typed.parse::<AgencyCode>().ok();
    let by_code = by_code.and_then(|code| snapshot.agency_by_code(&code));
    let by_key = || snapshot.agency_by_key(&typed.parse::<AgencyKey>().ok()?);
    let found = by_code.or_else(by_key).map(Agency::id);
    fields.take(field, found.map(Some).ok_or("agency"))
}

fn day_typed(fields: &mut Fields<'_>, field: &'static str) -> Option<NaiveDate> {
    let typed = read_date(fields.text(field));
    fields.take(field, typed.map_err(|_| "day"))
}

fn reason_typed(fields: &mut Fields<'_>, field: &'static str) -> Option<Reason> {
    let typed = fields.text(field).parse::<Reason>();
    fields.take(field, typed.map_err(|_| "words"))
}

pub(super) async fn set_day(console: StaffRequest, posted: Posted) -> PageResult {
    let words = console.words();
    let mut fields = Fields::new(words, &posted, "console.calendar.fault");
    let agency = agency_typed(&console.cx.catalogue, &mut fields, "day_agency");
    let day = day_typed(&mut fields, "day");
    let kind = SpecialDay::from_key(fields.text("kind"));
    let kind = fields.take("kind", kind.ok_or("kind"));
    let name = reason_typed(&mut fields, "name");
    let read = || {
        Some(ChangedDay {
            agency: agency?,
            day: day?,
            kind: kind?,
            name: name?,
        })
    };
    let read = read();
    let day = match fields.finish(read) {
        Ok(day) => day,
        Err(faults) => {
            let mut page = open(&console, posted).await?;
            page.day_faults = faults;
            return page_with_faults(&page);
        }
    };
    let set = console.write(move |tx, cx| catalogue::set_day(tx, &cx.moment, cx.account(), &day));
    set.await.map_err(PageError::from)?;
    Ok(console.to_saying(paths::CALENDAR, "console.calendar.notice.day_set"))
}

pub(super) async fn set_hours(console: StaffRequest, posted: Posted) -> PageResult {
    let words = console.words();
    let mut fields = Fields::new(words, &posted, "console.calendar.fault");
    let agency = agency_typed(&console.cx.catalogue, &mut fields, "hours_agency");
    let from = day_typed(&mut fields, "from");
    let until = match fields.text("until") {
        "" => None,
        _ => day_typed(&mut fields, "until"),
    };
    let sessions = fields.text("hours").parse::<OfficeHours>();
    let sessions = fields.take("hours", sessions.map_err(|_| "hours"));
    let source = reason_typed(&mut fields, "source");
    let is_backward = from.zip(until).is_some_and(|(from, until)| until <= from);
    if is_backward {
        fields.refuse("until", "ends_before");
    }
    let read = || {
        Some(ChangedHours {
            agency: agency?,
            from: from?,
            until,
            hours: sessions?,
            source: source?,
        })
    };
    let read = read();
    let hours = match fields.finish(read) {
        Ok(hours) => hours,
        Err(faults) => {
            let mut page = open(&console, posted).await?;
            page.hours_faults = faults;
            return page_with_faults(&page);
        }
    };
    let set =
        console.write(move |tx, cx| catalogue::set_hours(tx, &cx.moment, cx.account(), &hours));
    set.await.map_err(PageError::from)?;
    Ok(console.to_saying(paths::CALENDAR, "console.calendar.notice.hours_set"))
}

/// The agency and the day of what is taken back.
fn taken_back(
    console: &StaffRequest,
    posted: &Posted,
) -> Result<(Option<AgencyId>, NaiveDate), PageError> {
    let day = posted.text("day").parse();
    let day = day.map_err(|_| PageError::BadRequest)?;
    let agency = match posted.text("agency") {
        "" => None,
        typed => {
            let key = typed.parse::<AgencyKey>().ok();
            let known = key.and_then(|key| Some(console.cx.catalogue.agency_by_key(&key)?.id()));
            let id = known.or_else(|| typed.parse().ok());
            Some(id.ok_or(PageError::BadRequest)?)
        }
    };
    Ok((agency, day))
}

pub(super) async fn unset_day(console: StaffRequest, posted: Posted) -> PageResult {
    let (agency, day) = taken_back(&console, &posted)?;
    let unset = console
        .write(move |tx, cx| catalogue::unset_day(tx, &cx.moment, cx.account(), agency, day));
    unset.await.map_err(PageError::from)?;
    Ok(console.to_saying(paths::CALENDAR, "console.calendar.notice.taken_back"))
}

pub(super) async fn unset_hours(console: StaffRequest, posted: Posted) -> PageResult {
    let (agency, from) = taken_back(&console, &posted)?;
    let unset = console
        .write(move |tx, cx| catalogue::unset_hours(tx, &cx.moment, cx.account(), agency, from));
    unset.await.map_err(PageError::from)?;
    Ok(console.to_saying(paths::CALENDAR, "console.calendar.notice.taken_back"))
}

impl From<CalendarError> for PageError {
    fn from(error: CalendarError) -> Self {
        match error {
            // Somebody else was faster.
            CalendarError::NotSet => Self::Conflict,
            CalendarError::EndsBefore => Self::BadRequest,
            CalendarError::Storage(error) => error.into(),
        }
    }
}
