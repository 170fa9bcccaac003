//! SQL of days off and office hours that operators set.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::SpecialDay;
use crate::catalogue::{CalendarChanges, ChangedDay, ChangedHours};
use crate::kernel::{AccountId, AgencyId, Instant};
use crate::storage::schema::{calendar_days, office_hours};
use crate::storage::{Conn, Error, Result, Tx};

/// How a row names whose it is: no key of a table may be null.
fn scope(agency: Option<AgencyId>) -> String {
    agency.map_or_else(String::new, |agency| agency.to_string())
}

fn agency(table: &'static str, scope: &str) -> Result<Option<AgencyId>> {
    if scope.is_empty() {
        return Ok(None);
    }
    let nonsense = |_| Error::nonsense(table, "scope", scope);
    scope.parse().map(Some).map_err(nonsense)
}

/// Everything that was set.
pub fn calendar_changes(conn: &mut Conn) -> Result<CalendarChanges> {
    Ok(CalendarChanges {
        days: days(conn)?,
        hours: hours(conn)?,
    })
}

fn days(conn: &mut Conn) -> Result<Vec<ChangedDay>> {
    let rows: Vec<(String, NaiveDate, i16, String)> = calendar_days::table
        .select((
            calendar_days::scope,
            calendar_days::day,
            calendar_days::kind,
            calendar_days::name,
        ))
        .order((calendar_days::day, calendar_days::scope))
        .load(conn.engine())?;
    let nonsense = |column, what: String| Error::nonsense("calendar_days", column, what);
    rows.into_iter()
        .map(|(scope, day, kind, name)| {
            Ok(ChangedDay {
                agency: agency("calendar_days", &scope)?,
                day,
                kind: SpecialDay::from_number(kind)
                    .ok_or_else(|| nonsense("kind", kind.to_string()))?,
                name: name.parse().map_err(|_| nonsense("name", name))?,
            })
        })
        .collect()
}

fn hours(conn: &mut Conn) -> Result<Vec<ChangedHours>> {
    type Row = (String, NaiveDate, Option<NaiveDate>, String, String);
    let rows: Vec<Row> = office_hours::table
        .select((
            office_hours::scope,
            office_hours::valid_from,
            office_hours::valid_until,
            office_hours::hours,
            office_hours::source,
        ))
        .order((office_hours::valid_from, office_hours::scope))
        .load(conn.engine())?;
    let nonsense = |column, what: String| Error::nonsense("office_hours", column, what);
    rows.into_iter()
        .map(|(scope, from, until, hours, source)| {
            Ok(ChangedHours {
                agency: agency("office_hours", &scope)?,
                from,
                until,
                hours: hours.parse().map_err(|_| nonsense("hours", hours))?,
                source: source.parse().map_err(|_| nonsense("source", source))?,
            })
        })
        .collect()
}

/// Sets a day in the place of the one that was set.
pub(in crate::catalogue) fn put_day(
    tx: &mut Tx<'_>,
    day: &ChangedDay,
    by: Option<AccountId>,
    now: Instant,
) -> Result<()> {
    remove_day(tx, day.agency, day.day)?;
    diesel::insert_into(calendar_days::table)
        .values((
            calendar_days::scope.eq(scope(day.agency)),
            calendar_days::day.eq(day.day),
            calendar_days::kind.eq(day.kind.number()),
            calendar_days::name.eq(day.name.as_str()),
            calendar_days::set_at.eq(now),
            calendar_days::set_by.eq(by),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// False where none was set.
pub(in crate::catalogue) fn remove_day(
    tx: &mut Tx<'_>,
    agency: Option<AgencyId>,
    day: NaiveDate,
) -> Result<bool> {
    let row = calendar_days::table.find((scope(agency), day));
    Ok(diesel::delete(row).execute(tx.engine())? > 0)
}

/// Sets office hours in the place of those that began on the same day.
pub(in crate::catalogue) fn put_hours(
    tx: &mut Tx<'_>,
    hours: &ChangedHours,
    by: Option<AccountId>,
    now: Instant,
) -> Result<()> {
    remove_hours(tx, hours.agency, hours.from)?;
    diesel::insert_into(office_hours::table)
        .values((
            office_hours::scope.eq(scope(hours.agency)),
            office_hours::valid_from.eq(hours.from),
            office_hours::valid_until.eq(hours.until),
            office_hours::hours.eq(hours.hours.to_string()),
            office_hours::source.eq(hours.source.as_str()),
            office_hours::set_at.eq(now),
            office_hours::set_by.eq(by),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// False where none were set.
pub(in crate::catalogue) fn remove_hours(
    tx: &mut Tx<'_>,
    agency: Option<AgencyId>,
    from: NaiveDate,
) -> Result<bool> {
    let row = office_hours::table.find((scope(agency), from));
    Ok(diesel::delete(row).execute(tx.engine())? > 0)
}
