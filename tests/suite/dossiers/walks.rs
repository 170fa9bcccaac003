//! Random walks by the operations: whatever people do in whatever order, the row, the events, the
//! clock and the jobs hold together.

use chrono::Duration;
use motcua::dossiers::{
    self, Act, ActBlocked, DeskList, Dossier, Error, FeeDue, News, ResultDelivery, State,
};
use motcua::jobs;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::chain::verifies;
use super::office::{Case, act, clerk, dossier, end_term, filed, is_applicants, lan, read};
use crate::support::{Database, on_both_engines};

on_both_engines!(a_dossier_holds_together_whatever_is_done);

async fn a_dossier_holds_together_whatever_is_done(database: &Database) {
    let fee = prop::sample::select(vec![
        None,
        Some(FeeDue::BeforeAcceptance),
        Some(FeeDue::BeforeDecision),
        Some(FeeDue::AtReturn),
    ]);
    let case =
        (fee, prop::sample::select(vec![Some("3 working_day"), None])).prop_map(|(fee, term)| {
            Case {
                fee,
                term,
                delivery: ResultDelivery::Desk,
            }
        });
    let acts = prop::collection::vec((prop::sample::select(&Act::ALL[..]), 0..3_i64), 1..14);
    let config = Config {
        cases: 25,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&(case, acts), |(case, acts)| {
        let mut now = filed(database, &case);
        for (step, days) in acts {
            database.clock.advance(Duration::days(days));
            now = take(database, &now, step)?;
            holds_together(database, &now)?;
        }
        Ok(())
    });
    outcome.unwrap();
}

/// Tries a step; it succeeds exactly if the machine allows it and nothing is owed.
fn take(database: &Database, before: &Dossier, step: Act) -> Result<Dossier, TestCaseError> {
    let jobs_before = open_jobs(database);
    if step == Act::EndSupplementTerm {
        end_term(database, before);
        let after = dossier(database, before.id);
        let was_waiting = before.state() == State::SupplementRequested;
        prop_assert_eq!(
            after.state() == State::Stopped,
            was_waiting || is(before, State::Stopped)
        );
        return Ok(after);
    }
    // Nobody settles a payment but by marking the fee.
    let step = if step == Act::SettlePayment {
        Act::MarkFeePaid
    } else {
        step
    };
    let by = if is_applicants(step) { lan() } else { clerk() };
    let allowed = before.standing.after(step);
    match act(database, &by, before, step) {
        Ok(after) => {
            prop_assert!(allowed.is_ok(), "{step:?} on {:?}", before.state());
            // What is no news to anybody here causes nothing.
            let seq = before.chain.seq + 1;
            let recorded = read(database, |conn| dossiers::event(conn, after.id, seq)).unwrap();
            let is_news = recorded.event.kind.rule().news != News::Nobody;
            prop_assert_eq!(open_jobs(database) > jobs_before, is_news, "{:?}", step);
            Ok(after)
        }
        Err(Error::Blocked(ActBlocked::NotNow(refused))) => {
            prop_assert_eq!(allowed.unwrap_err(), refused);
            Ok(dossier(database, before.id))
        }
        // A fee comes first; or there is none left to be marked.
        Err(Error::Blocked(ActBlocked::Unpaid) | Error::Stale) if allowed.is_ok() => {
            Ok(dossier(database, before.id))
        }
        Err(error) => Err(TestCaseError::fail(format!("{step:?}: {error}"))),
    }
}

fn is(dossier: &Dossier, state: State) -> bool {
    dossier.state() == state
}

fn holds_together(database: &Database, shown: &Dossier) -> Result<(), TestCaseError> {
    let stored = dossier(database, shown.id);
    prop_assert_eq!(&stored, shown);
    prop_assert!(read(database, |conn| verifies(conn, &stored)));
    let events = read(database, |conn| dossiers::events(conn, stored.id));
    let last = &events.last().unwrap().event;
    prop_assert_eq!(last.state_after, stored.state());
    prop_assert_eq!(stored.version, stored.chain.seq);

    let state = stored.state();
    let waits = state == State::SupplementRequested;
    prop_assert_eq!(stored.times.suspended_at.is_some(), waits);
    prop_assert_eq!(stored.times.settled_at.is_some(), state.is_settled());
    prop_assert_eq!(stored.times.returned_at.is_some(), state == State::Returned);
    prop_assert_eq!(stored.place.list == DeskList::Done, state.is_final());
    prop_assert!(stored.on_time.is_none() || state.is_settled());
    if let Some(due) = stored.times.due_at {
        prop_assert!(
            stored
                .times
                .accepted_at
                .is_some_and(|accepted| accepted < due)
        );
    }
    Ok(())
}

fn open_jobs(database: &Database) -> i64 {
    read(database, jobs::counts).open
}
