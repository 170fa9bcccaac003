//! The hours at which an agency's desk is open on a working day.

use std::fmt;
use std::str::FromStr;

use chrono::{Duration, NaiveTime};

/// The sessions of a working day: in order, apart from each other, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHours(Vec<Session>);

/// A stretch of a working day during which the desk is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Session {
    opens: NaiveTime,
    closes: NaiveTime,
}

/// The text is not a list of sessions such as `07:00-11:30,13:30-17:00`, in order and apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("office hours are sessions in order, like 07:00-11:30,13:30-17:00")]
pub struct OfficeHoursError;

impl OfficeHours {
    /// When the day begins.
    pub fn opens(&self) -> NaiveTime {
        self.0
            .first()
            .map_or(NaiveTime::MIN, |session| session.opens)
    }

    /// When the day ends.
    pub fn closes(&self) -> NaiveTime {
        self.0
            .last()
            .map_or(NaiveTime::MIN, |session| session.closes)
    }

    /// Working time of a whole day.
    pub fn per_day(&self) -> Duration {
        self.worked_by(self.closes())
    }

    /// Working time of the day that has passed at `time`.
    pub(super) fn worked_by(&self, time: NaiveTime) -> Duration {
        self.0
            .iter()
            .map(|session| time.clamp(session.opens, session.closes) - session.opens)
            .sum()
    }

    /// The first time of day at which `worked` has passed; closing time when the day is shorter.
    pub(super) fn time_when(&self, worked: Duration) -> NaiveTime {
        let mut rest = worked;
        for session in &self.0 {
            let length = session.closes - session.opens;
            if rest <= length {
                return session.opens + rest;
            }
            rest -= length;
        }
        self.closes()
    }
}

/// 07:00–11:30 and 13:30–17:00: eight hours.
impl Default for OfficeHours {
    fn default() -> Self {
        let at = |minutes: i64| NaiveTime::MIN + Duration::minutes(minutes);
        let morning = Session {
            opens: at(7 * 60),
            closes: at(11 * 60 + 30),
        };
        let afternoon = Session {
            opens: at(13 * 60 + 30),
            closes: at(17 * 60),
        };
        Self(vec![morning, afternoon])
    }
}

impl FromStr for OfficeHours {
    type Err = OfficeHoursError;

    fn from_str(text: &str) -> Result<Self, OfficeHoursError> {
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let session = |text: &str| {
            let (opens, closes) = text.split_once('-')?;
            let session = Session {
                opens: time(opens)?,
                closes: time(closes)?,
            };
            (session.opens < session.closes).then_some(session)
        };
        let sessions: Vec<Session> = text
            .split(',')
            .map(session)
            .collect::<Option<_>>()
            .ok_or(OfficeHoursError)?;
        if sessions.is_sorted_by(|earlier, later| earlier.closes < later.opens) {
            Ok(Self(sessions))
        } else {
            Err(OfficeHoursError)
        }
    }
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Session { opens, closes }) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(
                f,
                "{comma}{}-{}",
                opens.format("%H:%M"),
                closes.format("%H:%M")
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn office_hours_are_read_and_written() {
        let hours: OfficeHours = "07:00-11:30, 13:30-17:00".parse().unwrap();
        assert_eq!(hours, OfficeHours::default());
        assert_eq!(hours.to_string(), "07:00-11:30,13:30-17:00");
        assert_eq!(hours.per_day(), Duration::hours(8));
        for text in [
            "",
            "07:00",
            "11:30-07:00",
            "13:30-17:00,07:00-11:30",
            "07:00-12:00,11:00-17:00",
            "7h-11h",
        ] {
            assert_eq!(text.parse::<OfficeHours>(), Err(OfficeHoursError), "{text}");
        }
    }

    #[test]
    fn noon_does_not_count() {
        let hours = OfficeHours::default();
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        for (now, minutes) in [
            ("06:00", 0),
            ("08:00", 60),
            ("12:00", 270),
            ("14:00", 300),
            ("23:00", 480),
        ] {
            assert_eq!(
                hours.worked_by(time(now)),
                Duration::minutes(minutes),
                "{now}"
            );
        }
        for (minutes, then) in [
            (60, "08:00"),
            (270, "11:30"),
            (271, "13:31"),
            (480, "17:00"),
            (999, "17:00"),
        ] {
            assert_eq!(hours.time_when(Duration::minutes(minutes)), time(then));
        }
    }
}
