//! Times on the wire: `yyyyMMddHHmmss` in Vietnam's time (docs/partners.md). Some
//! members of one client come in ISO 8601 instead, so that is read as well.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};

use super::error::MessageError;
use super::object::Object;
use crate::kernel::Instant;

/// What is outside was mistyped, or is a placeholder.
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
        Some(at) if at > now + Duration::hours(AHEAD_HOURS) => {
            Err(MessageError::ahead(member, now))
        }
        at => Ok(at),
    }
}

/// Reads a time.
pub fn read_instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    let local = if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok()
    } else if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let day = NaiveDate::parse_from_str(text, "%Y%m%d").ok()?;
        day.and_hms_opt(0, 0, 0)
    } else {
        return iso(text);
    };
    in_range(Instant::from_vietnam(local?))
}

fn iso(text: &str) -> Option<Instant> {
    if let Ok(at) = text.parse::<Instant>() {
        return in_range(at);
    }
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    in_range(Instant::from_vietnam(local))
}

fn in_range(at: Instant) -> Option<Instant> {
    YEARS.contains(&at.vietnam().year()).then_some(at)
}

/// Writes a time.
pub fn write_instant(at: Instant) -> String {
    at.vietnam().format("%Y%m%d%H%M%S").to_string()
}
