//! The examples of the design, and the edges of each rule.

use chrono::NaiveDateTime;

use super::*;
use crate::agencies::SpecialDay;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_vietnam(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

fn term(text: &str) -> Term {
    text.parse().unwrap()
}

fn due(received: &str, of: &str) -> Instant {
    due_at(at(received), term(of), &Calendar::default())
}

/// Wednesday 2 September 2026 is National Day; Saturday 22 August is worked for Monday 31.
fn national_day() -> Calendar {
    let special = [
        ("2026-08-22", SpecialDay::Work),
        ("2026-08-31", SpecialDay::Off),
        ("2026-09-01", SpecialDay::Off),
        ("2026-09-02", SpecialDay::Off),
    ];
    Calendar {
        holidays: special
            .map(|(text, kind)| (day(text), kind))
            .into_iter()
            .collect(),
        ..Calendar::default()
    }
}

#[test]
fn the_examples_of_the_design_hold() {
    // Filed on a Friday, answer in eight working hours: Monday.
    let filed = at("2026-11-20 16:00");
    assert_eq!(
        due_at(filed, ANSWER_TERM, &Calendar::default()),
        at("2026-11-23 16:00")
    );
    // Accepted on a Tuesday: Friday.
    assert_eq!(
        due("2026-11-24 10:00", "3 working_day"),
        at("2026-11-27 17:00")
    );
    // Accepted on a Wednesday, ten days end on a Saturday: Monday.
    assert_eq!(due("2026-11-25 10:00", "10 day"), at("2026-12-07 17:00"));
}

#[test]
fn the_day_of_reception_does_not_count_whatever_its_hour() {
    for received in [
        "2026-11-24 00:00",
        "2026-11-24 06:59",
        "2026-11-24 16:59",
        "2026-11-24 23:59",
    ] {
        assert_eq!(
            due(received, "1 working_day"),
            at("2026-11-25 17:00"),
            "{received}"
        );
        assert_eq!(due(received, "1 day"), at("2026-11-25 17:00"), "{received}");
    }
    assert_eq!(
        due("2026-11-21 09:00", "1 working_day"),
        at("2026-11-23 17:00")
    );
}

#[test]
fn months_end_on_the_same_day_or_the_last() {
    assert_eq!(due("2026-10-24 10:00", "1 month"), at("2026-11-24 17:00"));
    assert_eq!(due("2028-01-31 10:00", "1 month"), at("2028-02-29 17:00"));
    // 28 February 2027 is a Sunday.
    assert_eq!(due("2027-01-31 10:00", "1 month"), at("2027-03-01 17:00"));
    assert_eq!(due("2026-11-24 10:00", "12 month"), at("2027-11-24 17:00"));
}

#[test]
fn hours_run_by_the_clock_but_do_not_end_on_a_day_off() {
    assert_eq!(due("2026-11-24 10:00", "24 hour"), at("2026-11-25 10:00"));
    assert_eq!(due("2026-11-24 20:00", "2 hour"), at("2026-11-24 22:00"));
    assert_eq!(due("2026-11-20 10:00", "24 hour"), at("2026-11-23 17:00"));
}

#[test]
fn parts_of_a_working_day_end_within_it() {
    assert_eq!(
        due("2026-11-24 10:00", "2.5 working_day"),
        at("2026-11-27 11:00")
    );
    assert_eq!(
        due("2026-11-24 10:00", "0.75 working_day"),
        at("2026-11-25 15:00")
    );
    assert_eq!(
        due("2026-11-20 10:00", "0.25 working_day"),
        at("2026-11-23 09:00")
    );
}

#[test]
fn holidays_and_days_worked_for_them_count_as_what_they_are() {
    let calendar = national_day();
    let due = |received: &str, of: &str| due_at(at(received), term(of), &calendar);
    assert_eq!(
        due("2026-08-28 10:00", "1 working_day"),
        at("2026-09-03 17:00")
    );
    assert_eq!(
        due("2026-08-21 10:00", "1 working_day"),
        at("2026-08-22 17:00")
    );
    assert_eq!(due("2026-08-28 10:00", "3 day"), at("2026-09-03 17:00"));
    assert_eq!(
        due("2026-08-28 16:00", "8 working_hour"),
        at("2026-09-03 16:00")
    );
    assert_eq!(due("2026-08-12 10:00", "10 day"), at("2026-08-22 17:00"));
}

#[test]
fn what_comes_late_in_the_day_is_forwarded_next_morning() {
    let by = |received: &str| forward_by(at(received), &Calendar::default());
    assert_eq!(by("2026-11-20 06:00"), at("2026-11-20 17:00"));
    assert_eq!(by("2026-11-20 15:00"), at("2026-11-20 17:00"));
    assert_eq!(by("2026-11-20 15:01"), at("2026-11-23 07:00"));
    assert_eq!(by("2026-11-21 09:00"), at("2026-11-23 07:00"));
    let mornings = Calendar {
        hours: "07:00-12:00".parse().unwrap(),
        ..Calendar::default()
    };
    assert_eq!(
        forward_by(at("2026-11-20 12:00"), &mornings),
        at("2026-11-23 07:00")
    );
    // The term does not mind.
    assert_eq!(
        due("2026-11-20 15:01", "1 working_day"),
        due("2026-11-20 08:00", "1 working_day")
    );
}

fn moved(from: &str, until: &str, due: &str, unit: TermUnit) -> Instant {
    let suspension = Suspension {
        from: at(from),
        until: at(until),
    };
    due_after(suspension, at(due), unit, &Calendar::default())
}

#[test]
fn a_suspension_moves_the_due_date_in_the_unit_of_the_term() {
    // Asked on Tuesday, answered the Monday after: Wednesday, Thursday, Friday, Monday.
    let (asked, answered) = ("2026-11-24 10:00", "2026-11-30 09:00");
    let friday = "2026-11-27 17:00";
    assert_eq!(
        moved(asked, answered, friday, TermUnit::WorkingDay),
        at("2026-12-03 17:00")
    );
    // Six days, from Friday to Thursday.
    assert_eq!(
        moved(asked, answered, friday, TermUnit::Day),
        at("2026-12-03 17:00")
    );
    assert_eq!(
        moved(asked, answered, "2026-11-30 17:00", TermUnit::Month),
        at("2026-12-07 17:00")
    );
    // Working time: 5.5 hours of Tuesday, three days, 2 hours of Monday.
    assert_eq!(
        moved(asked, answered, friday, TermUnit::WorkingHour),
        at("2026-12-03 16:00")
    );
    // 143 hours after Friday 17:00.
    assert_eq!(
        moved(asked, answered, friday, TermUnit::Hour),
        at("2026-12-03 16:00")
    );
}

#[test]
fn a_suspension_within_a_day_or_backwards_moves_no_day() {
    for unit in [TermUnit::WorkingDay, TermUnit::Day, TermUnit::Month] {
        let due = "2026-11-27 17:00";
        assert_eq!(
            moved("2026-11-24 08:00", "2026-11-24 16:00", due, unit),
            at(due)
        );
        assert_eq!(
            moved("2026-11-24 08:00", "2026-11-20 08:00", due, unit),
            at(due)
        );
    }
    assert_eq!(
        moved(
            "2026-11-24 08:00",
            "2026-11-24 16:00",
            "2026-11-24 17:00",
            TermUnit::WorkingHour
        ),
        at("2026-11-25 15:00")
    );
}

#[test]
fn punctuality_goes_by_the_due_date_and_else_by_active_time() {
    let suspensions = [Suspension {
        from: at("2026-11-24 11:00"),
        until: at("2026-11-26 11:00"),
    }];
    let settled = |settled: &str| Course {
        received: at("2026-11-23 10:00"),
        settled: at(settled),
        suspensions: &suspensions,
    };
    let calendar = Calendar::default();
    let term = Some(term("2 working_day"));
    let judge =
        |due: Option<&str>, term, end| punctuality(due.map(at), term, &settled(end), &calendar);
    let due = Some("2026-11-25 17:00");
    assert_eq!(judge(due, term, "2026-11-25 17:00"), Punctuality::OnTime);
    assert_eq!(judge(due, term, "2026-11-25 17:01"), Punctuality::Late);
    // Two working days end on Wednesday; two of suspension make that Friday.
    assert_eq!(judge(None, term, "2026-11-27 17:00"), Punctuality::OnTime);
    assert_eq!(judge(None, term, "2026-11-27 17:01"), Punctuality::Late);
    assert_eq!(
        judge(None, None, "2026-11-27 17:00"),
        Punctuality::Unmeasured
    );
}
