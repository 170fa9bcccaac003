//! Dates, numbers and sizes in the way of each language. Times are Vietnam's. All take references,
//! because that is what a template passes.

use chrono::{Datelike, NaiveDate, Timelike};

use super::{Locale, Words};
use crate::kernel::{Dong, Instant};

impl Words {
    /// An amount of money: `135.000 đ`.
    pub fn dong(self, amount: &Dong) -> String {
        let number = self.number(&amount.amount());
        self.with("common.dong", &[("n", &number)])
    }

    /// A whole number with its thousands parted: `5.738`, in English `5,738`.
    pub fn number(self, n: &i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mut written = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if *n < 0 {
            written.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push(self.thousands_mark());
            }
            written.push(digit);
        }
        written
    }

    /// A count that is not worth counting out: `999+` above 999.
    pub fn capped(self, n: &i64) -> String {
        if *n > 999 {
            "999+".to_owned()
        } else {
            self.number(n)
        }
    }

    /// The size of a file, with one decimal above a megabyte: `640 KB`, `1,2 MB`.
    pub fn file_size(self, bytes: &u64) -> String {
        const KILO: u64 = 1024;
        const MEGA: u64 = KILO * KILO;
        if *bytes < MEGA {
            return format!("{} KB", bytes.div_ceil(KILO));
        }
        let tenths = bytes.saturating_mul(10).saturating_add(MEGA / 2) / MEGA;
        match (tenths / 10, tenths % 10) {
            (whole, 0) => format!("{whole} MB"),
            (whole, tenth) => format!("{whole}{}{tenth} MB", self.decimal_mark()),
        }
    }

    /// A date in figures: `30/11/2026`, in English `30 November 2026`.
    pub fn date(self, date: &NaiveDate) -> String {
        match self.locale() {
            Locale::Vi => date.format("%d/%m/%Y").to_string(),
            Locale::En => date.format("%-d %B %Y").to_string(),
        }
    }

    /// A date with its weekday: `thứ Hai 30/11/2026`.
    pub fn day(self, date: &NaiveDate) -> String {
        let number = date.weekday().number_from_monday().to_string();
        format!(
            "{} {}",
            self.under("common.weekday", &number),
            self.date(date)
        )
    }

    /// The time of day: `09:12`.
    pub fn time(self, at: &Instant) -> String {
        let at = at.vietnam();
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// Date and time: `30/11/2026, 17:00`.
    pub fn moment(self, at: &Instant) -> String {
        format!("{}, {}", self.date(&at.vietnam_date()), self.time(at))
    }

    /// The same to the second, for what machines do: `30/11/2026, 17:00:05`.
    pub fn moment_to_the_second(self, at: &Instant) -> String {
        format!("{}:{:02}", self.moment(at), at.vietnam().second())
    }

    /// Weekday, date and time, for what a person must keep: `thứ Hai 30/11/2026, 17:00`.
    pub fn day_and_time(self, at: &Instant) -> String {
        format!("{}, {}", self.day(&at.vietnam_date()), self.time(at))
    }

    /// How long ago `at` was: `2 ngày trước`; a date beyond thirty days, and for what is to come.
    pub fn ago(self, at: &Instant, now: &Instant) -> String {
        let minutes = now.since(*at).num_minutes();
        match minutes {
            0 => self.t("common.ago.now").to_owned(),
            1..60 => self.count("common.ago.minutes", &minutes),
            60..1_440 => self.count("common.ago.hours", &(minutes / 60)),
            1_440..43_200 => self.count("common.ago.days", &(minutes / 1_440)),
            _ => self.date(&at.vietnam_date()),
        }
    }

    /// The `datetime` attribute of a `<time>` (HTML, section 4.5.14), in Vietnam's time.
    pub fn machine_time(self, at: &Instant) -> String {
        at.vietnam().format("%Y-%m-%dT%H:%M+07:00").to_string()
    }

    const fn thousands_mark(self) -> char {
        match self.locale() {
            Locale::Vi => '.',
            Locale::En => ',',
        }
    }

    const fn decimal_mark(self) -> char {
        match self.locale() {
            Locale::Vi => ',',
            Locale::En => '.',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VI: Words = Words::new(Locale::Vi);
    const EN: Words = Words::new(Locale::En);

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn moments_are_said_in_vietnams_time() {
        let due = at("2026-11-30T10:00:00Z");
        assert_eq!(VI.day_and_time(&due), "thứ Hai 30/11/2026, 17:00");
        assert_eq!(EN.day_and_time(&due), "Monday 30 November 2026, 17:00");
        assert_eq!(VI.machine_time(&due), "2026-11-30T17:00+07:00");
        assert_eq!(VI.moment(&at("2026-11-30T17:30:00Z")), "01/12/2026, 00:30");
    }

    #[test]
    fn the_past_is_said_in_the_unit_that_fits() {
        let now = at("2026-11-22T03:00:00Z");
        assert_eq!(VI.ago(&at("2026-11-22T02:59:40Z"), &now), "vừa xong");
        assert_eq!(EN.ago(&at("2026-11-22T02:58:40Z"), &now), "1 minute ago");
        assert_eq!(EN.ago(&at("2026-11-22T00:30:00Z"), &now), "2 hours ago");
        assert_eq!(VI.ago(&at("2026-11-20T02:00:00Z"), &now), "2 ngày trước");
        assert_eq!(VI.ago(&at("2026-09-20T02:00:00Z"), &now), "20/09/2026");
        assert_eq!(VI.ago(&at("2026-11-23T02:00:00Z"), &now), "23/11/2026");
    }

    #[test]
    fn sizes_are_rounded_for_people() {
        assert_eq!(VI.file_size(&1), "1 KB");
        assert_eq!(VI.file_size(&1_300_000), "1,2 MB");
        assert_eq!(EN.file_size(&1_300_000), "1.2 MB");
        assert_eq!(VI.file_size(&(20 * 1024 * 1024)), "20 MB");
        assert_eq!(VI.file_size(&u64::MAX).chars().last(), Some('B'));
    }

    proptest! {
        #[test]
        fn a_number_keeps_its_digits_in_groups_of_three(n: i64) {
            let written = VI.number(&n);
            let bare: String = written.chars().filter(|c| *c != '.').collect();
            prop_assert_eq!(bare, n.to_string());
            let mut groups = written.trim_start_matches('-').split('.');
            prop_assert!(groups.next().is_some_and(|first| (1..=3).contains(&first.len())));
            prop_assert!(groups.all(|group| group.len() == 3));
            prop_assert_eq!(EN.number(&n), written.replace('.', ","));
        }
    }
}
