//! Every standing with every act, against the table of the design written down once more by hand.

use proptest::prelude::*;

use super::State::{
    Accepted, Decided, PaymentRequested, Processing, Refused, Returned, Stopped, Submitted,
    SupplementRequested, Withdrawn,
};
use super::{Act, NotNow, Resumable, Standing, State};
use crate::speech::{Locale, Words};

/// From, by, to. A supplement's "to" and "from" name where it leads back to.
const TABLE: &[(&str, Act, &str)] = &[
    ("1", Act::Accept, "2"),
    ("1", Act::Refuse, "3"),
    ("1", Act::RequestSupplement, "5 back to 1"),
    ("1", Act::MarkFeePaid, "1"),
    ("1", Act::Withdraw, "7"),
    ("2", Act::RequestSupplement, "5 back to 2"),
    ("2", Act::Forward, "4"),
    ("2", Act::MarkFeePaid, "2"),
    ("2", Act::Withdraw, "7"),
    ("2", Act::Stop, "8"),
    ("2", Act::Decide, "9"),
    ("4", Act::RequestSupplement, "5 back to 4"),
    ("4", Act::Forward, "4"),
    ("4", Act::RequestPayment, "6"),
    ("4", Act::MarkFeePaid, "4"),
    ("4", Act::Withdraw, "7"),
    ("4", Act::Stop, "8"),
    ("4", Act::Decide, "9"),
    ("5 back to 1", Act::AnswerSupplement, "1"),
    ("5 back to 1", Act::EndSupplementTerm, "8"),
    ("5 back to 1", Act::MarkFeePaid, "5 back to 1"),
    ("5 back to 1", Act::Withdraw, "7"),
    ("5 back to 1", Act::Stop, "8"),
    ("5 back to 2", Act::AnswerSupplement, "2"),
    ("5 back to 2", Act::EndSupplementTerm, "8"),
    ("5 back to 2", Act::MarkFeePaid, "5 back to 2"),
    ("5 back to 2", Act::Withdraw, "7"),
    ("5 back to 2", Act::Stop, "8"),
    ("5 back to 4", Act::AnswerSupplement, "4"),
    ("5 back to 4", Act::EndSupplementTerm, "8"),
    ("5 back to 4", Act::MarkFeePaid, "5 back to 4"),
    ("5 back to 4", Act::Withdraw, "7"),
    ("5 back to 4", Act::Stop, "8"),
    ("6", Act::SettlePayment, "4"),
    ("6", Act::MarkFeePaid, "6"),
    ("6", Act::Withdraw, "7"),
    ("6", Act::Stop, "8"),
    ("9", Act::MarkFeePaid, "9"),
    ("9", Act::Return, "10"),
    ("1", Act::AddNote, "1"),
    ("2", Act::AddNote, "2"),
    ("4", Act::AddNote, "4"),
    ("5 back to 1", Act::AddNote, "5 back to 1"),
    ("5 back to 2", Act::AddNote, "5 back to 2"),
    ("5 back to 4", Act::AddNote, "5 back to 4"),
    ("6", Act::AddNote, "6"),
    ("9", Act::AddNote, "9"),
];

/// Every standing there is, by the name that the table gives it.
fn standings() -> Vec<(String, Standing)> {
    let plain = State::ALL
        .into_iter()
        .filter(|state| *state != SupplementRequested)
        .map(|state| (state, None));
    let waiting = [Submitted, Accepted, Processing]
        .into_iter()
        .map(|resume| (SupplementRequested, Some(resume)));
    plain
        .chain(waiting)
        .map(|(state, resume)| {
            let standing = Standing::new(state, resume).unwrap();
            (name(standing), standing)
        })
        .collect()
}

fn name(standing: Standing) -> String {
    let number = standing.state().number();
    standing.resume().map_or_else(
        || number.to_string(),
        |resume| format!("{number} back to {}", resume.number()),
    )
}

#[test]
fn every_state_with_every_act_does_what_the_table_says() {
    let mut allowed = 0;
    for (from, standing) in standings() {
        for act in Act::ALL {
            let wanted = TABLE
                .iter()
                .find(|(before, by, _)| *before == from && *by == act)
                .map(|(_, _, after)| (*after).to_owned());
            let state = standing.state();
            match standing.after(act) {
                Ok(after) => assert_eq!(Some(name(after)), wanted, "{from} {act:?}"),
                Err(refused) => {
                    assert_eq!(wanted, None, "{from} {act:?}");
                    assert_eq!(refused, NotNow { state, act });
                }
            }
            allowed += usize::from(standing.after(act).is_ok());
        }
    }
    assert_eq!(allowed, TABLE.len(), "the table names each step once");
}

#[test]
fn clerks_can_read_what_their_acts_are() {
    let acts = Act::ALL.into_iter().filter(|act| !act.roles().is_empty());
    // It has no button: it follows from the last fee that is marked.
    for act in acts.filter(|act| *act != Act::SettlePayment) {
        for words in ["desk.act", "desk.act_lead", "desk.notice"] {
            let key = format!("{words}.{}", act.key());
            assert!(Words::new(Locale::Vi).has(&key), "{key}");
        }
    }
}

#[test]
fn what_is_final_and_what_is_settled() {
    let numbers = |test: fn(State) -> bool| {
        State::ALL
            .into_iter()
            .filter(|state| test(*state))
            .map(State::number)
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(State::is_final), [3, 7, 8, 10]);
    assert_eq!(numbers(State::is_settled), [3, 7, 8, 9, 10]);
}

#[test]
fn numbers_and_names_are_the_portals_own() {
    let numbered = [
        (1, Submitted, "submitted"),
        (2, Accepted, "accepted"),
        (3, Refused, "refused"),
        (4, Processing, "processing"),
        (5, SupplementRequested, "supplement_requested"),
        (6, PaymentRequested, "payment_requested"),
        (7, Withdrawn, "withdrawn"),
        (8, Stopped, "stopped"),
        (9, Decided, "decided"),
        (10, Returned, "returned"),
    ];
    for (number, state, key) in numbered {
        assert_eq!(state.number(), number);
        assert_eq!(State::from_number(number), Some(state));
        assert_eq!(state.key(), key);
    }
    for nonsense in [i16::MIN, -1, 0, 11, i16::MAX] {
        assert_eq!(State::from_number(nonsense), None);
    }
}

#[test]
fn columns_that_contradict_each_other_are_no_standing() {
    for state in State::ALL {
        for resume in State::ALL {
            let makes_sense = state == SupplementRequested && Resumable::of(resume).is_some();
            let standing = Standing::new(state, Some(resume));
            assert_eq!(standing.is_some(), makes_sense, "{state:?} {resume:?}");
        }
        let alone = Standing::new(state, None);
        assert_eq!(alone.is_some(), state != SupplementRequested, "{state:?}");
    }
}

#[test]
fn only_clerks_acts_have_roles() {
    let without: Vec<Act> = Act::ALL
        .into_iter()
        .filter(|act| act.roles().is_empty())
        .collect();
    let of_others = [Act::AnswerSupplement, Act::EndSupplementTerm, Act::Withdraw];
    assert_eq!(without, of_others);
}

proptest! {
    /// However a dossier is treated: what is final stays, a settled clock starts no more, and a
    /// supplement leads back to where it interrupted.
    #[test]
    fn walks_keep_the_rules(acts in prop::collection::vec(prop::sample::select(&Act::ALL[..]), 0..60)) {
        let mut standing = Standing::FILED;
        let mut interrupted = None;
        for act in acts {
            let before = standing;
            if let Ok(after) = standing.after(act) {
                prop_assert!(!before.state().is_final());
                prop_assert!(!before.state().is_settled() || after.state().is_settled());
                if act == Act::RequestSupplement {
                    interrupted = Some(before.state());
                }
                if act == Act::AnswerSupplement {
                    prop_assert_eq!(Some(after.state()), interrupted);
                }
                standing = after;
            }
        }
    }
}
