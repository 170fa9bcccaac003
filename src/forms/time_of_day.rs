//! Times of day, as people write them: `7:30`, `7h30`, `7 giờ 30`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kernel::{fold, half_width, is_dash};

/// Hour and minute, stored and shown as `07:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

/// The text is not a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time of day")]
pub struct TimeOfDayError;

impl TimeOfDay {
    /// The time, if a day has it.
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { hour, minute })
    }
}

/// `7:30`, `7.30`, `7 30`, `0730`, `7h30`, `7h`, `7 giờ 30 phút`, `7 giờ rưỡi`, `7 giờ`. A number alone is
/// no time: it may be an hour or minutes.
impl FromStr for TimeOfDay {
    type Err = TimeOfDayError;

    fn from_str(text: &str) -> Result<Self, TimeOfDayError> {
        if text.chars().any(is_dash) {
            return Err(TimeOfDayError);
        }
        let text: String = text.chars().map(half_width).take(40).collect();
        let text = fold(&text.replace([':', '.', ',', '/'], " "));
        let text = text.replace("ruoi", "30");
        let mut spaced = String::new();
        let mut before = ' ';
        for c in text.chars() {
            if c.is_ascii_digit() != before.is_ascii_digit() {
                spaced.push(' ');
            }
            spaced.push(c);
            before = c;
        }
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let number = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
        let read = match *words.as_slice() {
            [joined] if joined.len() == 4 => {
                let (hour, minute) = joined.split_at_checked(2).ok_or(TimeOfDayError)?;
                number(hour).zip(number(minute))
            }
            [hour, "h" | "g" | "gio"] => number(hour).zip(Some(0)),
            [hour, minute]
            | [hour, "h" | "g" | "gio", minute]
            | [hour, "h" | "g" | "gio", minute, "p" | "ph" | "phut"] => {
                number(hour).zip(number(minute))
            }
            _ => None,
        };
        read.and_then(|(hour, minute)| Self::new(hour, minute))
            .ok_or(TimeOfDayError)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

crate::kernel::text_form!(TimeOfDay);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings_are_read() {
        let read = |text: &str| text.parse().map(|time: TimeOfDay| time.to_string());
        for text in [
            "7:30",
            "07:30",
            "7h30",
            "7 h 30",
            "7g30",
            "7.30",
            "0730",
            "7 giờ 30",
            "7 giờ 30 phút",
            "7 giờ rưỡi",
            "７：３０",
        ] {
            assert_eq!(read(text).as_deref(), Ok("07:30"), "{text}");
        }
        assert_eq!(read("23 giờ").as_deref(), Ok("23:00"));
        for wrong in [
            "", "7", "24:00", "7:60", "730", "h", "7:30:00", "-7:30", "sáng",
        ] {
            assert_eq!(read(wrong), Err(TimeOfDayError), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_reads_back(hour in 0_u8..24, minute in 0_u8..60) {
            let time = TimeOfDay::new(hour, minute).unwrap();
            proptest::prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            let _ = text.parse::<TimeOfDay>();
        }
    }
}
