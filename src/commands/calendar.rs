//! `motcua calendar`: days off, days worked in their stead, and office hours, of all agencies or of one and
//! those below it.

use chrono::{Datelike, Days, NaiveDate};
use clap::{Args, Subcommand, ValueEnum};

use super::table::Table;
use super::{Failure, agency, cleaned, say};
use crate::agencies::{Calendar, OfficeHours, SpecialDay};
use crate::app::App;
use crate::catalogue::{
    CalendarChanges, CalendarError, ChangedDay, ChangedHours, Snapshot, calendar_changes, set_day,
    set_hours, unset_day, unset_hours,
};
use crate::kernel::{AgencyId, Reason, TimeAndChance};
use crate::storage::Tx;

/// How far a list goes into the future.
const LISTED_DAYS: u64 = 730;

/// What can be done with the calendar.
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// List the special days from today on, and office hours.
    List {
        #[command(flatten)]
        whose: Whose,
    },
    /// Set a day off, or a Saturday or Sunday that is worked.
    Add {
        /// The day, as in 2028-01-27.
        day: NaiveDate,
        /// What it is.
        kind: DayKind,
        /// What it is called, or the notice that says so.
        #[arg(long, value_parser = cleaned::<Reason>)]
        name: Reason,
        #[command(flatten)]
        whose: Whose,
    },
    /// Take a day back that was set: the catalogue and the rule of the week hold again.
    Remove {
        /// The day.
        day: NaiveDate,
        #[command(flatten)]
        whose: Whose,
    },
    /// Set office hours from a day on.
    Hours {
        /// The sessions of a day, as in 07:30-11:30,13:00-17:00.
        hours: OfficeHours,
        /// The first day.
        #[arg(long)]
        from: NaiveDate,
        /// The first day on which they hold no longer.
        #[arg(long)]
        until: Option<NaiveDate>,
        /// Where they are laid down.
        #[arg(long, value_parser = cleaned::<Reason>)]
        source: Reason,
        #[command(flatten)]
        whose: Whose,
    },
    /// Take office hours back that were set.
    RemoveHours {
        /// The first day on which they hold.
        #[arg(long)]
        from: NaiveDate,
        #[command(flatten)]
        whose: Whose,
    },
}

/// Whose calendar it is.
#[derive(Debug, Args)]
pub struct Whose {
    /// The code or catalogue key of an agency, with those below it; all agencies without it.
    #[arg(long)]
    agency: Option<String>,
}

/// What makes a day special.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DayKind {
    /// Nobody works.
    Off,
    /// It is worked.
    Work,
}

impl Whose {
    fn id(&self, catalogue: &Snapshot) -> Result<Option<AgencyId>, Failure> {
        let typed = self.agency.as_deref();
        let found = typed.map(|typed| agency(catalogue, typed)).transpose()?;
        Ok(found.map(|agency| agency.id()))
    }
}

/// Runs the command.
pub fn run(app: &App, command: CalendarCommand) -> Result<(), Failure> {
    let catalogue = app.cache.current();
    match command {
        CalendarCommand::List { whose } => list(app, &catalogue, whose.id(&catalogue)?),
        CalendarCommand::Add {
            day,
            kind,
            name,
            whose,
        } => {
            let day = ChangedDay {
                agency: whose.id(&catalogue)?,
                day,
                kind: match kind {
                    DayKind::Off => SpecialDay::Off,
                    DayKind::Work => SpecialDay::Work,
                },
                name,
            };
            change(app, |tx, moment| set_day(tx, moment, None, &day))
        }
        CalendarCommand::Remove { day, whose } => {
            let agency = whose.id(&catalogue)?;
            change(app, |tx, moment| unset_day(tx, moment, None, agency, day))
        }
        CalendarCommand::Hours {
            hours,
            from,
            until,
            source,
            whose,
        } => {
            let hours = ChangedHours {
                agency: whose.id(&catalogue)?,
                from,
                until,
                hours,
                source,
            };
            change(app, |tx, moment| set_hours(tx, moment, None, &hours))
        }
        CalendarCommand::RemoveHours { from, whose } => {
            let agency = whose.id(&catalogue)?;
            change(app, |tx, moment| {
                unset_hours(tx, moment, None, agency, from)
            })
        }
    }
}

fn change(
    app: &App,
    act: impl Fn(&mut Tx<'_>, &TimeAndChance) -> Result<(), CalendarError>,
) -> Result<(), Failure> {
    let moment = app.env.moment();
    app.env.storage.write(|tx| act(tx, &moment))?;
    say!(
        "the calendar is changed; running portals follow within five seconds, promised dates stay"
    );
    Ok(())
}

fn list(app: &App, catalogue: &Snapshot, agency: Option<AgencyId>) -> Result<(), Failure> {
    let today = app.env.moment().now.vietnam_date();
    let changes = app.env.storage.read(calendar_changes)?;
    list_days(catalogue, &changes, agency, today)?;
    list_hours(catalogue, &changes, agency)?;
    if let Some(end) = catalogue.holidays_known_until() {
        say!("holidays are known until {end}");
    }
    if let Some(agency) = agency {
        let calendar: &Calendar = catalogue.calendar(agency);
        say!("office hours today: {}", calendar.hours_on(today));
    }
    Ok(())
}

fn list_days(
    catalogue: &Snapshot,
    changes: &CalendarChanges,
    agency: Option<AgencyId>,
    today: NaiveDate,
) -> Result<(), Failure> {
    let end = today.checked_add_days(Days::new(LISTED_DAYS));
    let is_listed = |day: NaiveDate| day >= today && end.is_none_or(|end| day <= end);
    let known = catalogue.catalogue.holidays.iter();
    let known = known.map(|known| (known.date, known.day, known.name.clone(), "catalogue"));
    let set = changes.days.iter();
    let set = set
        .filter(|day| day.agency.is_none() || day.agency == agency)
        .map(|day| {
            let whose = day.agency.map_or("set for all", |_| "set for the agency");
            (day.day, day.kind, day.name.to_string(), whose)
        });
    let mut days: Vec<_> = known.chain(set).filter(|day| is_listed(day.0)).collect();
    days.sort_by_key(|day| day.0);
    let mut table = Table::new(&["DAY", "WEEKDAY", "KIND", "FROM", "NAME"]);
    for (day, kind, name, from) in days {
        table.row(vec![
            day.to_string(),
            day.weekday().to_string(),
            kind.key().to_owned(),
            from.to_owned(),
            name,
        ]);
    }
    table.print()
}

fn list_hours(
    catalogue: &Snapshot,
    changes: &CalendarChanges,
    agency: Option<AgencyId>,
) -> Result<(), Failure> {
    let name = |id: Option<AgencyId>| {
        let known = id.and_then(|id| catalogue.agency(id));
        known.map_or_else(|| "all".to_owned(), |agency| agency.key.to_string())
    };
    let mut table = Table::new(&["AGENCY", "FROM", "UNTIL", "HOURS", "SOURCE"]);
    let text = |day: Option<NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    for row in &catalogue.catalogue.office_hours {
        let whose = row.agency.as_ref().map(ToString::to_string);
        table.row(vec![
            whose.unwrap_or_else(|| "all".to_owned()),
            text(row.validity.from),
            text(row.validity.until),
            row.hours.to_string(),
            row.source.clone(),
        ]);
    }
    let set = changes.hours.iter();
    for row in set.filter(|row| agency.is_none() || row.agency.is_none() || row.agency == agency) {
        table.row(vec![
            name(row.agency),
            row.from.to_string(),
            text(row.until),
            row.hours.to_string(),
            row.source.to_string(),
        ]);
    }
    table.print()
}
