//! What a service costs, as a page says it: nothing uncertain as certain.

use chrono::NaiveDate;

use crate::catalogue::{FeeDue, FeeKnowledge, FeeRule, Method, NoteSubject, Procedure, Service};
use crate::kernel::{Dong, is_cut};
use crate::speech::Words;

use super::wording;

/// How an application through this portal is made.
const FILED: Method = Method::Online;

/// All that is known of what an application costs.
pub(in crate::portal) struct Costs {
    /// It costs nothing in any case.
    pub is_free: bool,
    pub lines: Vec<FeeLine>,
    /// Remarks of the procedure's text, with how sure they are.
    pub notes: Vec<(String, Option<String>)>,
}

impl Costs {
    /// What an application made today costs. The service's own entry says with each fee when it is
    /// charged, so that the procedure's remarks would only say it again.
    pub fn of(
        words: Words,
        procedure: &Procedure,
        service: Option<&Service>,
        today: NaiveDate,
    ) -> Self {
        let is_free = is_free(service);
        let has_rules = service.is_some_and(|service| !service.fees.is_empty());
        let details = procedure.details.as_ref().filter(|_| !has_rules);
        let notes = details
            .into_iter()
            .flat_map(|details| details.notes_about(NoteSubject::Fee));
        Self {
            is_free,
            lines: lines(words, procedure, service, today),
            notes: notes
                .map(|note| (note.text.clone(), wording::remark(words, note.status)))
                .collect(),
        }
    }
}

pub(in crate::portal) struct FeeLine {
    pub name: String,
    /// How much, or that a province sets it.
    pub amount: String,
    pub condition: Option<String>,
    /// When it is paid.
    pub moment: Option<String>,
    pub remark: Option<String>,
    /// The text goes on in the official database.
    pub is_cut: bool,
}

/// The fees of an application made today: of the service's entry, else of the procedure's text.
fn lines(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
    today: NaiveDate,
) -> Vec<FeeLine> {
    let rules = service.map_or(&[][..], |service| &service.fees);
    if !rules.is_empty() {
        let due = rules.iter().filter(|rule| rule.applies(FILED, today));
        return due.map(|rule| of_rule(words, rule)).collect();
    }
    let Some(details) = &procedure.details else {
        return Vec::new();
    };
    let Some(stated) = &details.fee else {
        return Vec::new();
    };
    let amounts: Vec<String> = stated
        .amounts
        .iter()
        .map(|amount| words.dong(amount))
        .collect();
    vec![FeeLine {
        name: stated.words.clone().unwrap_or_default(),
        amount: amounts.join(" · "),
        condition: None,
        moment: None,
        remark: wording::remark(words, details.fee_status()),
        is_cut: stated.words.as_deref().is_some_and(is_cut),
    }]
}

fn of_rule(words: Words, rule: &FeeRule) -> FeeLine {
    let moment = match rule.due {
        FeeDue::BeforeAcceptance => "before_acceptance",
        FeeDue::BeforeDecision => "before_decision",
        FeeDue::AtReturn => "at_return",
    };
    FeeLine {
        name: rule.name.clone(),
        amount: rule.amount.map_or_else(
            || words.t("find.fee.set_locally").to_owned(),
            |amount| words.dong(&amount),
        ),
        condition: rule.condition.clone(),
        moment: Some(words.under("find.fee.moment", moment)),
        remark: wording::remark(words, rule.status),
        is_cut: false,
    }
}

/// What must be said beside the fee in a few words: how sure the least sure of its lines is, or that
/// one of them goes on.
pub(super) fn remark(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
    today: NaiveDate,
) -> Option<String> {
    if is_free(service) {
        return None;
    }
    let mut lines = lines(words, procedure, service, today);
    let unsure = lines.iter_mut().find_map(|line| line.remark.take());
    let cut = || words.t("find.cut_short").to_owned();
    unsure.or_else(|| lines.iter().any(|line| line.is_cut).then(cut))
}

/// Whether it is known to cost nothing in any case.
fn is_free(service: Option<&Service>) -> bool {
    service.is_some_and(|service| service.fee_knowledge == FeeKnowledge::Free)
}

/// The fee in a few words, for a list; none where nothing is known.
pub(super) fn short(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
    today: NaiveDate,
) -> Option<String> {
    if is_free(service) {
        return Some(words.t("find.fee.free").to_owned());
    }
    let rules = service.map_or(&[][..], |service| &service.fees);
    let due = rules.iter().filter(|rule| rule.applies(FILED, today));
    let of_rules = due.filter_map(|rule| rule.amount);
    let details = procedure.details.as_ref().filter(|_| rules.is_empty());
    let of_text = details
        .and_then(|details| details.fee.as_ref())
        .into_iter()
        .flat_map(|fee| fee.amounts.iter().copied());
    let mut amounts: Vec<Dong> = of_rules
        .chain(of_text)
        .filter(|it| *it > Dong::ZERO)
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    match amounts.as_slice() {
        [] => None,
        [only] => Some(words.dong(only)),
        [least, ..] => {
            let least = words.dong(least);
            Some(words.with("find.fee.from", &[("amount", &least)]))
        }
    }
}
