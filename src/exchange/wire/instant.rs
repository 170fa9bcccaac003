//! Times on the wire: `yyyyMMddHHmmss` in Vietnam's time (docs/partners.md). Systems in the field send
//! other forms for some members, and what stands for no time at all.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::error::MessageError;
use super::object::Object;
use crate::kernel::Instant;

/// What is outside was mistyped.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// How far the clock of a sender may run ahead of the portal's.
const AHEAD_HOURS: i64 = 24;

/// Reads the time of something that was done. What lies further ahead than clocks differ was
/// mistyped, and would count as the latest news until then.
pub fn read_done(
    element: &Object<'_>,
    member: &str,
    now: Instant,
) -> Result<Option<Instant>, MessageError> {
    let at = element.instant(member)?;
    match at {
        Some(at) if at > now + TimeDelta::hours(AHEAD_HOURS) => {
            Err(MessageError::ahead(member, now))
        }
        at => Ok(at),
    }
}

/// Times in Vietnam, by how they are written; a form without a time of day means midnight.
const MOMENTS: [&str; 6] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M:%S%.f",
    "%d/%m/%Y %H:%M",
];
const DAYS: [&str; 2] = ["%Y-%m-%d", "%d/%m/%Y"];

/// A text that is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotInstant;

/// Reads a time; none for what systems send where they have none.
pub(super) fn read_instant(text: &str) -> Result<Option<Instant>, NotInstant> {
    let text = text.trim();
    if is_blank(text) {
        return Ok(None);
    }
    let at = match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => of_digits(text).map(Instant::from_vietnam),
        false => text.parse().ok().or_else(|| written(text)),
    };
    let at = at.ok_or(NotInstant)?;
    let local = at.vietnam();
    if is_placeholder(local) {
        return Ok(None);
    }
    match YEARS.contains(&local.year()) {
        true => Ok(Some(at)),
        false => Err(NotInstant),
    }
}

/// A date that somebody must keep: midnight stands for a day without a time, which is kept until its
/// end.
pub(super) fn end_of_day(at: Instant) -> Instant {
    let local = at.vietnam();
    match local.time() == NaiveTime::MIN {
        true => Instant::from_vietnam(local + TimeDelta::days(1) - TimeDelta::seconds(1)),
        false => at,
    }
}

fn is_blank(text: &str) -> bool {
    let is_zeros = || {
        let figures = text.bytes().filter(u8::is_ascii_alphanumeric);
        let mut others = figures.filter(|byte| !matches!(byte, b'0' | b'T'));
        text.starts_with("0000") && others.next().is_none()
    };
    matches!(text, "-" | "0") || text.eq_ignore_ascii_case("null") || is_zeros()
}

/// The first day of a calendar that begins with the year 1, and of one that begins with 1900.
fn is_placeholder(local: NaiveDateTime) -> bool {
    matches!(local.year(), 1 | 1900) && local.ordinal() == 1
}

fn of_digits(text: &str) -> Option<NaiveDateTime> {
    match text.len() {
        14 => NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok(),
        12 => NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M").ok(),
        8 => midnight(NaiveDate::parse_from_str(text, "%Y%m%d").ok()?),
        _ => None,
    }
}

fn written(text: &str) -> Option<Instant> {
    let moment = |form: &&str| NaiveDateTime::parse_from_str(text, form).ok();
    let day = |form: &&str| midnight(NaiveDate::parse_from_str(text, form).ok()?);
    let local = MOMENTS.iter().find_map(moment);
    let local = local.or_else(|| DAYS.iter().find_map(day))?;
    Some(Instant::from_vietnam(local))
}

fn midnight(day: NaiveDate) -> Option<NaiveDateTime> {
    day.and_hms_opt(0, 0, 0)
}

/// Writes a time.
pub fn write_instant(at: Instant) -> String {
    at.vietnam().format("%Y%m%d%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Option<String>, NotInstant> {
        read_instant(text).map(|at| at.map(write_instant))
    }

    #[test]
    fn every_form_of_the_field_is_the_same_time() {
        for (sent, meant) in [
            ("20261102083000", "20261102083000"),
            ("202611020830", "20261102083000"),
            ("20261102", "20261102000000"),
            (" 2026-11-02T08:30:00 ", "20261102083000"),
            ("2026-11-02T08:30:00.123", "20261102083000"),
            ("2026-11-02T08:30", "20261102083000"),
            ("2026-11-02 08:30:00", "20261102083000"),
            ("2026-11-02 08:30", "20261102083000"),
            ("2026-11-02", "20261102000000"),
            ("2026-11-02T08:30:00+07:00", "20261102083000"),
            ("2026-11-02T01:30:00Z", "20261102083000"),
            ("02/11/2026 08:30:00", "20261102083000"),
            ("02/11/2026 08:30", "20261102083000"),
            ("02/11/2026", "20261102000000"),
            ("20240229000000", "20240229000000"),
        ] {
            assert_eq!(read(sent), Ok(Some(meant.to_owned())), "{sent}");
        }
    }

    #[test]
    fn what_stands_for_no_time_is_none() {
        for sent in [
            "0001-01-01T00:00:00",
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+07:00",
            "0001-01-01",
            "01/01/0001",
            "01/01/0001 00:00:00",
            "00010101000000",
            "00010101",
            "1900-01-01",
            "1900-01-01T00:00:00",
            "19000101000000",
            "01/01/1900",
            "00000000000000",
            "0000-00-00 00:00:00",
            "0000-00-00T00:00:00",
            "null",
            "NULL",
            "-",
            "0",
        ] {
            assert_eq!(read(sent), Ok(None), "{sent}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for sent in [
            "abc",
            "1",
            "00:00",
            "2026",
            "20260230083000",
            "20261301083000",
            "20261102240000",
            "202611022400",
            "2026110208300",
            "261102083000",
            "26-11-02",
            "02/11/26",
            "11/31/2026",
            "30/02/2026",
            "02-11-2026",
            "2026/11/02",
            "02/11/2026 24:00",
            "18991231000000",
            "22010101000000",
            "2026-11-02T",
            "1-11-02",
        ] {
            assert_eq!(read(sent), Err(NotInstant), "{sent}");
        }
    }

    #[test]
    fn midnight_is_kept_until_the_end_of_the_day() {
        let end = |text: &str| write_instant(end_of_day(read_instant(text).unwrap().unwrap()));
        assert_eq!(end("20261120000000"), "20261120235959");
        assert_eq!(end("2026-11-20"), "20261120235959");
        assert_eq!(end("20261120170000"), "20261120170000");
        assert_eq!(end("20261120000001"), "20261120000001");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,24}|[0-9TZ:/. +-]{0,24}") {
            let _ = read_instant(&text).map(|at| at.map(end_of_day));
        }
    }
}
