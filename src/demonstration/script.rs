//! The script by which the demonstration's dossiers come to their states.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::dossiers::{Act, State};

/// What the script file holds.
#[derive(Debug, Deserialize)]
pub(super) struct Script {
    #[serde(rename = "service")]
    pub(super) services: Vec<Scene>,
}

/// One service with its people and texts.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Scene {
    pub(super) procedure: String,
    pub(super) agency: String,
    pub(super) applicant: String,
    pub(super) intake: String,
    pub(super) approver: String,
    pub(super) delivery: Way,
    pub(super) address: Option<String>,
    pub(super) supplement: String,
    pub(super) reason: String,
    pub(super) fee: String,
    pub(super) result: String,
    answers: BTreeMap<String, String>,
}

/// How the result should come.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    Portal,
    Desk,
    Post,
}

impl Scene {
    /// The answers as pairs of a post, with the days of one filing.
    pub(super) fn typed(&self, filed_on: NaiveDate) -> Vec<(String, String)> {
        self.answers
            .iter()
            .map(|(name, value)| (name.clone(), with_days(value, filed_on)))
            .collect()
    }
}

/// `{+10}` and `{-10}` become days around the filing.
fn with_days(value: &str, filed_on: NaiveDate) -> String {
    let inner = value
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let Some(offset) = inner.and_then(|text| text.parse::<i64>().ok()) else {
        return value.to_owned();
    };
    let days = Days::new(offset.unsigned_abs());
    let day = if offset < 0 {
        filed_on.checked_sub_days(days)
    } else {
        filed_on.checked_add_days(days)
    };
    day.unwrap_or(filed_on).format("%d/%m/%Y").to_string()
}

/// The acts that lead a filed dossier to a state.
pub(super) const fn acts_to(state: State) -> &'static [Act] {
    match state {
        State::Submitted => &[],
        State::Accepted => &[Act::Accept],
        State::Refused => &[Act::Refuse],
        State::Processing => &[Act::Accept, Act::Forward],
        State::SupplementRequested => &[Act::Accept, Act::Forward, Act::RequestSupplement],
        State::PaymentRequested => &[Act::Accept, Act::Forward, Act::RequestPayment],
        State::Withdrawn => &[Act::Withdraw],
        State::Stopped => &[Act::Accept, Act::Stop],
        State::Decided => &[Act::Accept, Act::Forward, Act::Decide],
        State::Returned => &[
            Act::Accept,
            Act::Forward,
            Act::MarkFeePaid,
            Act::Decide,
            Act::Return,
        ],
    }
}

/// How many working hours ago the dossier of a state was filed, so that the queue shows all that a
/// queue can show: new ones, ones that press, ones that are late.
pub(super) const fn filed_hours_ago(state: State, service: usize) -> i64 {
    let base = match state {
        State::Submitted => 3,
        State::Accepted | State::Refused => 12,
        State::Processing => 20,
        State::SupplementRequested | State::PaymentRequested => 28,
        State::Withdrawn | State::Stopped => 36,
        State::Decided => 44,
        State::Returned => 60,
    };
    // The second service's dossiers are older, so that some of them are overdue.
    if service == 1 {
        base * 2 + 8
    } else {
        base + service as i64
    }
}
