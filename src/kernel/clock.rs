//! Time. Storage keeps UTC cut to microseconds, so that both engines give back what was put in;
//! pages and the wire speak Vietnam's time, which has been UTC+7 without daylight saving since 1975.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

const SECONDS_EAST_OF_UTC: i32 = 7 * 3600;

/// The offset of Vietnam's time.
pub fn vietnam_offset() -> FixedOffset {
    // The constant is in range, so the fallback cannot be reached; it spares a panic path.
    FixedOffset::east_opt(SECONDS_EAST_OF_UTC).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// A moment, to the microsecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "DateTime<Utc>", from = "DateTime<Utc>")]
pub struct Instant(DateTime<Utc>);

/// The text is not an RFC 3339 moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a moment in RFC 3339 form")]
pub struct InstantError;

impl Instant {
    /// The moment at which Vietnam's clocks show `local`.
    pub fn from_vietnam(local: NaiveDateTime) -> Self {
        Self::from(local.and_utc() - Duration::seconds(i64::from(SECONDS_EAST_OF_UTC)))
    }

    /// What Vietnam's clocks show.
    pub fn vietnam(self) -> NaiveDateTime {
        self.0.with_timezone(&vietnam_offset()).naive_local()
    }

    pub fn vietnam_date(self) -> NaiveDate {
        self.vietnam().date()
    }

    /// The moment in UTC.
    pub const fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// When the hour began.
    #[must_use]
    pub fn start_of_hour(self) -> Self {
        let into = self.0.timestamp_micros().rem_euclid(3_600_000_000);
        self - Duration::microseconds(into)
    }

    /// Time from `earlier` to `self`; negative when it is later.
    pub fn since(self, earlier: Self) -> Duration {
        self.0 - earlier.0
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(at: Instant) -> Self {
        at.0
    }
}

impl std::ops::Add<Duration> for Instant {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self::from(self.0 + span)
    }
}

impl std::ops::Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self::from(self.0 - span)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").fmt(f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, InstantError> {
        DateTime::parse_from_rfc3339(text)
            .map(|at| Self::from(at.with_timezone(&Utc)))
            .map_err(|_| InstantError)
    }
}

/// Where the present moment comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Instant {
        Instant::from(Utc::now())
    }
}

/// A clock that stands still until it is moved, for tests and for making the past.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `at`.
    pub fn at(at: Instant) -> Self {
        Self(AtomicI64::new(at.utc().timestamp_micros()))
    }

    /// Sets the clock.
    pub fn set(&self, at: Instant) {
        self.0.store(at.utc().timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub fn advance(&self, span: Duration) {
        self.0
            .fetch_add(span.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        let micros = self.0.load(Ordering::SeqCst);
        Instant::from(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    }
}
