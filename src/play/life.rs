//! What the played agency does with a dossier, step by step. Pure: no clock, no store, no wire.

use super::dossier::{Dossier, Row, State};
use super::draw::{Draw, digest};
use super::words;
use crate::kernel::Instant;

/// How often the agency does what it need not do, in a hundred dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Habits {
    pub(super) refuse: u8,
    pub(super) supplement: u8,
    pub(super) stop: u8,
}

/// Every fourth paper dossier has a result that can be fetched; the portal's own all have.
const PAPER_RESULTS_PERCENT: u8 = 25;

/// Something that is done with a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Accept,
    Refuse,
    HandOn,
    AskSupplement,
    TakeSupplement,
    Stop,
    Finish,
    Return,
    Withdraw,
    /// Says once more how it stands, because it is too late to withdraw.
    Remain,
}

/// What the agency does next by itself; nothing where it waits for the portal, or is done.
pub(super) fn next_act(dossier: &Dossier, habits: Habits, draw: &mut Draw) -> Option<Act> {
    match dossier.state {
        State::Submitted if draw.percent(habits.refuse) => Some(Act::Refuse),
        State::Submitted => Some(Act::Accept),
        State::Accepted => Some(Act::HandOn),
        State::Processing => Some(decision(dossier, habits, draw)),
        // Whoever handed in paper brings the rest to the desk; the portal's answer is pushed.
        State::SupplementRequested if dossier.is_paper() => Some(Act::TakeSupplement),
        State::SupplementRequested => None,
        State::Finished => Some(Act::Return),
        State::Refused | State::Withdrawn | State::Stopped | State::Returned => None,
    }
}

fn decision(dossier: &Dossier, habits: Habits, draw: &mut Draw) -> Act {
    let asked_before = dossier.reached(State::SupplementRequested).is_some();
    if !asked_before && draw.percent(habits.supplement) {
        Act::AskSupplement
    } else if draw.percent(habits.stop) {
        Act::Stop
    } else {
        Act::Finish
    }
}

/// What an answer to a supplement comes to: it may come late, when nobody waits for it any more.
pub(super) fn on_supplement(dossier: &Dossier) -> Option<Act> {
    (dossier.state == State::SupplementRequested).then_some(Act::TakeSupplement)
}

/// What a withdrawal comes to. What is decided stays so, and the portal is told again.
pub(super) const fn on_withdrawal(dossier: &Dossier) -> Option<Act> {
    match dossier.state {
        State::Withdrawn => None,
        State::Submitted | State::Accepted | State::Processing | State::SupplementRequested => {
            Some(Act::Withdraw)
        }
        State::Refused | State::Stopped | State::Finished | State::Returned => Some(Act::Remain),
    }
}

impl Dossier {
    /// Does it: the state moves and a row says so.
    pub(super) fn act(&mut self, act: Act, now: Instant, seed: u64, draw: &mut Draw) {
        let (state, officer, text) = match act {
            Act::Accept => (State::Accepted, words::ONE_STOP_CLERK, words::ACCEPTED),
            Act::Refuse => (
                State::Refused,
                words::ONE_STOP_CLERK,
                draw.one(&words::REFUSALS),
            ),
            Act::HandOn => (State::Processing, words::ONE_STOP_CLERK, words::HANDED_ON),
            Act::AskSupplement => (
                State::SupplementRequested,
                draw.one(&words::OFFICERS),
                draw.one(&words::SUPPLEMENTS),
            ),
            Act::TakeSupplement => (
                State::Processing,
                words::ONE_STOP_CLERK,
                words::SUPPLEMENTED,
            ),
            Act::Stop => (
                State::Stopped,
                draw.one(&words::OFFICERS),
                draw.one(&words::STOPS),
            ),
            Act::Finish => (State::Finished, draw.one(&words::OFFICERS), words::FINISHED),
            Act::Return => (State::Returned, words::ONE_STOP_CLERK, words::RETURNED),
            Act::Withdraw => (State::Withdrawn, words::ONE_STOP_CLERK, words::WITHDRAWN),
            Act::Remain => (
                self.state,
                words::ONE_STOP_CLERK,
                words::TOO_LATE_TO_WITHDRAW,
            ),
        };
        if act == Act::Finish && (!self.is_paper() || draw.percent(PAPER_RESULTS_PERCENT)) {
            self.result = Some(result_name(seed, &self.code));
        }
        self.rows.push(Row {
            at: self.next_time(now),
            state,
            officer: officer.to_owned(),
            text: text.to_owned(),
        });
        self.state = state;
    }
}

/// A name for a result's file that nobody guesses who knows the dossier's code.
fn result_name(seed: u64, code: &str) -> String {
    let digest = digest(seed, &["result", code]);
    hex::encode(digest.first_chunk::<16>().unwrap_or(&[0; 16]))
}

#[cfg(test)]
mod tests;
