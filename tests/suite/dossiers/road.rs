//! The road of a dossier: filed, accepted, supplemented, decided, returned, and its times.

use chrono::Duration;
use motcua::dossiers::{
    self, Act, ActBlocked, DeskList, Error, EventKind, FeeDue, LookupEnding, ResultDelivery, State,
    TrackingQuestion, fees_of,
};
use motcua::kernel::Instant;

use super::office::{Case, act, after, clerk, dossier, end_term, filed, lan, read};
use crate::support::{Database, on_both_engines};

on_both_engines!(
    the_whole_road,
    a_supplement_stops_the_clock_and_moves_the_due_date,
    a_supplement_that_does_not_come_stops_the_dossier,
    a_timer_of_an_answered_supplement_does_nothing,
    a_fee_before_acceptance_holds_the_acceptance_and_its_clock,
    a_fee_that_comes_first_is_awaited_through_a_supplement,
    a_fee_paid_early_leaves_the_clock_of_the_acceptance_alone,
    a_payment_that_was_asked_for_leads_back,
    a_fee_that_is_asked_for_is_the_fee_of_the_procedure,
    a_fee_at_return_holds_the_result_back,
    whoever_acts_on_an_old_version_is_told,
    tracking_shows_state_and_dates_to_whoever_has_both,
);

async fn the_whole_road(database: &Database) {
    let dossier = filed(database, &Case::default());
    assert_eq!(dossier.state(), State::Submitted);
    assert_eq!(dossier.place.list, DeskList::ToAccept);
    // Filed Monday 08:30: eight working hours end the next morning at the same time.
    assert_eq!(dossier.place.sort_at, at("2026-11-24T08:30"));

    let dossier = after(database, dossier, &[Act::Accept]);
    // Three working days from Monday, the first not counted: Thursday at closing time.
    assert_eq!(dossier.times.due_at, Some(at("2026-11-26T17:00")));
    assert_eq!(dossier.place.list, DeskList::InWork);

    let dossier = after(database, dossier, &[Act::Forward, Act::Decide]);
    assert_eq!(dossier.state(), State::Decided);
    assert_eq!(dossier.on_time, Some(true));
    assert_eq!(dossier.place.list, DeskList::ToReturn);

    let dossier = after(database, dossier, &[Act::Return]);
    assert_eq!(dossier.state(), State::Returned);
    assert_eq!(dossier.place.list, DeskList::Done);
    let names: Vec<&str> = read(database, |conn| dossiers::events(conn, dossier.id))
        .iter()
        .map(|recorded| recorded.event.kind.name())
        .collect();
    let wanted = [
        "submitted",
        "accepted",
        "handed_over",
        "decided",
        "returned",
    ];
    assert_eq!(names, wanted);
}

async fn a_supplement_stops_the_clock_and_moves_the_due_date(database: &Database) {
    let accepted = after(database, filed(database, &Case::default()), &[Act::Accept]);
    let asked = after(database, accepted, &[Act::RequestSupplement]);
    assert_eq!(asked.times.suspended_at, Some(database.now()));
    assert_eq!(asked.place.list, DeskList::AwaitingSupplement);
    database.clock.advance(Duration::days(2));
    let answered = after(database, asked, &[Act::AnswerSupplement]);
    assert_eq!(answered.state(), State::Accepted);
    assert_eq!(answered.times.suspended_at, None);
    // Thursday, and the two working days that the clock stood: Monday.
    assert_eq!(answered.times.due_at, Some(at("2026-11-30T17:00")));
}

async fn a_supplement_that_does_not_come_stops_the_dossier(database: &Database) {
    let asked = after(
        database,
        filed(database, &Case::default()),
        &[Act::Accept, Act::RequestSupplement],
    );
    database.clock.set(asked.place.sort_at);
    end_term(database, &asked);
    let stopped = dossier(database, asked.id);
    assert_eq!(stopped.state(), State::Stopped);
    assert_eq!(stopped.times.settled_at, Some(database.now()));
    let events = read(database, |conn| dossiers::events(conn, asked.id));
    let last = &events.last().unwrap().event;
    assert!(matches!(last.kind, EventKind::SupplementTermEnded { .. }));
    assert_eq!((last.actor, last.source), (None, dossiers::Source::Clock));
}

async fn a_timer_of_an_answered_supplement_does_nothing(database: &Database) {
    let asked = after(
        database,
        filed(database, &Case::default()),
        &[Act::RequestSupplement],
    );
    let answered = after(database, asked.clone(), &[Act::AnswerSupplement]);
    end_term(database, &asked);
    assert_eq!(dossier(database, asked.id), answered);
    // The first timer does not end the second request either.
    let again = after(database, answered, &[Act::RequestSupplement]);
    end_term(database, &asked);
    assert_eq!(dossier(database, asked.id), again);
}

async fn a_fee_before_acceptance_holds_the_acceptance_and_its_clock(database: &Database) {
    let case = Case {
        fee: Some(FeeDue::BeforeAcceptance),
        ..Case::default()
    };
    let dossier = filed(database, &case);
    assert_eq!(dossier.place.list, DeskList::AwaitingPayment);
    let refused = act(database, &clerk(), &dossier, Act::Accept);
    assert!(
        matches!(refused, Err(Error::Blocked(ActBlocked::Unpaid))),
        "{refused:?}"
    );
    database.clock.advance(Duration::days(1));
    let paid = after(database, dossier, &[Act::MarkFeePaid]);
    assert_eq!(paid.times.clock_started_at, database.now());
    assert_eq!(paid.place.list, DeskList::ToAccept);
    assert_eq!(paid.place.sort_at, at("2026-11-25T08:30"));
    let accepted = after(database, paid, &[Act::Accept]);
    assert_eq!(accepted.state(), State::Accepted);
}

async fn a_fee_that_comes_first_is_awaited_through_a_supplement(database: &Database) {
    let case = Case {
        fee: Some(FeeDue::BeforeAcceptance),
        ..Case::default()
    };
    let round = [Act::RequestSupplement, Act::AnswerSupplement];
    let unpaid = after(database, filed(database, &case), &round);
    assert_eq!(unpaid.place.list, DeskList::AwaitingPayment);

    let asked = after(database, filed(database, &case), &round[..1]);
    database.clock.advance(Duration::hours(2));
    let paid = after(database, asked.clone(), &[Act::MarkFeePaid]);
    assert_eq!(paid.times.clock_started_at, database.now());
    assert_eq!(paid.place, asked.place, "the supplement keeps its term");
    let answered = after(database, paid, &round[1..]);
    assert_eq!(answered.place.list, DeskList::ToAccept);
}

async fn a_fee_paid_early_leaves_the_clock_of_the_acceptance_alone(database: &Database) {
    let case = Case {
        fee: Some(FeeDue::AtReturn),
        ..Case::default()
    };
    let dossier = filed(database, &case);
    database.clock.advance(Duration::hours(2));
    let paid = after(database, dossier.clone(), &[Act::MarkFeePaid]);
    assert_eq!(paid.times, dossier.times);
    assert_eq!(paid.place, dossier.place);
}

async fn a_payment_that_was_asked_for_leads_back(database: &Database) {
    let acts = [Act::Accept, Act::Forward, Act::RequestPayment];
    let waiting = after(database, filed(database, &Case::default()), &acts);
    assert_eq!(waiting.state(), State::PaymentRequested);
    assert_eq!(waiting.place.list, DeskList::AwaitingPayment);
    let paid = after(database, waiting, &[Act::MarkFeePaid]);
    assert_eq!(paid.state(), State::Processing);
    assert_eq!(paid.place.list, DeskList::InWork);
}

async fn a_fee_that_is_asked_for_is_the_fee_of_the_procedure(database: &Database) {
    let case = Case {
        fee: Some(FeeDue::AtReturn),
        ..Case::default()
    };
    let waiting = after(
        database,
        filed(database, &case),
        &[Act::Accept, Act::Forward, Act::RequestPayment],
    );
    let fees = read(database, |conn| fees_of(conn, waiting.id));
    assert_eq!(fees.len(), 1, "{fees:?}");
    assert_eq!(fees[0].due, FeeDue::BeforeDecision);
    let paid = after(database, waiting, &[Act::MarkFeePaid]);
    assert_eq!(paid.state(), State::Processing, "nothing is owed twice");
}

async fn a_fee_at_return_holds_the_result_back(database: &Database) {
    let case = Case {
        fee: Some(FeeDue::AtReturn),
        delivery: ResultDelivery::Desk,
        ..Case::default()
    };
    let decided = after(
        database,
        filed(database, &case),
        &[Act::Accept, Act::Decide],
    );
    let refused = act(database, &clerk(), &decided, Act::Return);
    assert!(
        matches!(refused, Err(Error::Blocked(ActBlocked::Unpaid))),
        "{refused:?}"
    );
    let paid = after(database, decided, &[Act::MarkFeePaid]);
    assert_eq!(paid.state(), State::Decided);
    assert_eq!(
        after(database, paid, &[Act::Return]).state(),
        State::Returned
    );
}

async fn whoever_acts_on_an_old_version_is_told(database: &Database) {
    let seen = filed(database, &Case::default());
    let accepted = after(database, seen.clone(), &[Act::Accept]);
    for late in [Act::Accept, Act::Refuse, Act::Stop, Act::Forward] {
        let outcome = act(database, &clerk(), &seen, late);
        assert!(
            matches!(outcome, Err(Error::Stale)),
            "{late:?}: {outcome:?}"
        );
    }
    let outcome = act(database, &lan(), &seen, Act::Withdraw);
    assert!(matches!(outcome, Err(Error::Stale)), "{outcome:?}");
    assert_eq!(dossier(database, seen.id), accepted, "nothing was written");
}

async fn tracking_shows_state_and_dates_to_whoever_has_both(database: &Database) {
    let dossier = filed(database, &Case::default());
    let ask = |code: &str, typed: &str| {
        let question = TrackingQuestion {
            code: code.into(),
            ending: LookupEnding::typed(typed)?,
        };
        database
            .storage
            .read(|conn| dossiers::track(conn, &question))
            .unwrap()
    };
    let shown = ask(&dossier.code, "4017").unwrap();
    assert_eq!(shown.state, State::Submitted);
    assert_eq!(shown.submitted_at, dossier.times.submitted_at);
    assert!(
        ask(&dossier.code.to_lowercase(), "4017").is_some(),
        "any spelling"
    );
    for (code, digits) in [
        (&*dossier.code, "4018"),
        (&*dossier.code, ""),
        ("H26.1-1", "4017"),
    ] {
        assert_eq!(ask(code, digits), None, "{code} {digits}");
    }
}

/// What Vietnam's clocks show.
fn at(local: &str) -> Instant {
    Instant::from_vietnam(format!("{local}:00").parse().unwrap())
}
