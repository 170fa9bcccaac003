//! What a service costs, as a page says it: nothing uncertain as certain, no amount twice.

use chrono::NaiveDate;

use crate::agencies::UnitCode;
use crate::catalogue::{
    FeeDue, FeeKnowledge, FeeRule, FeeStanding, Method, NoteSubject, Procedure, Service,
};
use crate::forms::Answers;
use crate::kernel::{Dong, is_cut};
use crate::speech::Words;

use super::wording;

/// How an application through this portal is made.
const FILED: Method = Method::Online;
/// How one at the desk is made.
const AT_DESK: Method = Method::Direct;

/// All that is known of what an application costs.
pub(in crate::portal) struct Costs {
    /// It costs nothing in any case.
    pub is_free: bool,
    pub lines: Vec<FeeLine>,
    /// Remarks of the procedure's text, and whether each is unsure.
    pub notes: Vec<(String, bool)>,
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
        Self::told(words, procedure, service, |rule| rule.applies(FILED, today))
    }

    /// What an application with these answers costs, filed today with an agency of `province`: what its
    /// answers rule out is left out.
    pub fn of_application(
        words: Words,
        procedure: &Procedure,
        service: &Service,
        today: NaiveDate,
        (province, answers): (Option<&UnitCode>, &Answers),
    ) -> Self {
        let costs = Self::told(words, procedure, Some(service), |rule| {
            rule.standing(FILED, today, province, answers) != FeeStanding::NotDue
        });
        let nothing_due = costs.lines.is_empty() && !service.fees.is_empty();
        Self {
            is_free: costs.is_free || nothing_due,
            ..costs
        }
    }

    fn told(
        words: Words,
        procedure: &Procedure,
        service: Option<&Service>,
        is_told: impl Fn(&FeeRule) -> bool,
    ) -> Self {
        let has_rules = service.is_some_and(|service| !service.fees.is_empty());
        let details = procedure.details.as_ref().filter(|_| !has_rules);
        let notes = details
            .into_iter()
            .flat_map(|details| details.notes_about(NoteSubject::Fee));
        Self {
            is_free: is_free(service),
            lines: lines(words, procedure, service, is_told),
            notes: notes
                .map(|note| (note.text.clone(), wording::is_unsure(note.status)))
                .collect(),
        }
    }

    /// Whether something in it is marked as unsure.
    pub fn is_unsure(&self) -> bool {
        let notes = self.notes.iter().any(|(_, is_unsure)| *is_unsure);
        notes || !self.is_free && self.lines.iter().any(|line| line.is_unsure)
    }

    /// Whether there is more to say than one amount.
    pub fn has_more(&self) -> bool {
        let line_says = |line: &FeeLine| !line.name.is_empty() || line.condition.is_some();
        !self.notes.is_empty() || !self.is_free && self.lines.iter().any(line_says)
    }
}

pub(in crate::portal) struct FeeLine {
    /// What it is for; may name its amounts.
    pub name: String,
    /// How much, or that a province sets it; empty where the name says it.
    pub amount: String,
    pub condition: Option<String>,
    /// When it is paid.
    pub moment: Option<String>,
    /// No agency has confirmed it.
    pub is_unsure: bool,
    /// The text goes on in the official database.
    pub is_cut: bool,
}

/// The fees of an application made today: of the service's entry, else of the procedure's text.
fn lines(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
    is_told: impl Fn(&FeeRule) -> bool,
) -> Vec<FeeLine> {
    let rules = service.map_or(&[][..], |service| &service.fees);
    if !rules.is_empty() {
        let told = rules.iter().filter(|rule| is_told(rule));
        return told.map(|rule| of_rule(words, rule)).collect();
    }
    let Some(details) = &procedure.details else {
        return Vec::new();
    };
    let Some(stated) = &details.fee else {
        return Vec::new();
    };
    let name = stated.words.clone().unwrap_or_default();
    let amounts = stated
        .amounts
        .iter()
        .filter(|amount| !names(&name, **amount));
    let amounts: Vec<String> = amounts.map(|amount| words.dong(amount)).collect();
    vec![FeeLine {
        amount: amounts.join(" · "),
        condition: None,
        moment: None,
        is_unsure: wording::is_unsure(details.fee_status()),
        is_cut: is_cut(&name),
        name,
    }]
}

/// Whether a text names an amount, with points between its thousands or without.
fn names(text: &str, amount: Dong) -> bool {
    let wanted = amount.amount().to_string();
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    numbers
        .map(|number| number.trim_matches('.').replace('.', ""))
        .any(|number| number == wanted)
}

fn of_rule(words: Words, rule: &FeeRule) -> FeeLine {
    let moment = match rule.due {
        FeeDue::BeforeAcceptance => "before_acceptance",
        FeeDue::BeforeDecision => "before_decision",
        FeeDue::AtReturn => "at_return",
    };
    let said: Vec<&str> = [&rule.group, &rule.condition]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let costs = rule.amount != Some(Dong::ZERO);
    FeeLine {
        name: rule.name.clone(),
        amount: amount(words, rule),
        condition: (!said.is_empty()).then(|| said.join(". ")),
        moment: costs.then(|| words.under("find.fee.moment", moment)),
        is_unsure: wording::is_unsure(rule.status),
        is_cut: false,
    }
}

/// How much a fee is.
fn amount(words: Words, rule: &FeeRule) -> String {
    match (rule.amount, rule.per_in(words.locale())) {
        (None, _) => words.t("find.fee.set_locally").to_owned(),
        (Some(Dong::ZERO), _) => words.t("find.fee.free").to_owned(),
        (Some(amount), None) => words.dong(&amount),
        (Some(amount), Some(per)) => {
            let parts: [(&str, &dyn std::fmt::Display); 2] =
                [("amount", &words.dong(&amount)), ("per", &per)];
            words.with("find.fee.each", &parts)
        }
    }
}

/// Whether the fee in a few words must be marked as unsure.
pub(super) fn is_unsure(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
    today: NaiveDate,
) -> bool {
    let lines = lines(words, procedure, service, |rule| rule.applies(FILED, today));
    !is_free(service) && lines.iter().any(|line| line.is_unsure || line.is_cut)
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
    if !rules.is_empty() {
        return short_of_rules(words, rules, FILED, today);
    }
    let stated = procedure.details.as_ref()?.fee.as_ref()?;
    least(words, stated.amounts.clone())
}

/// The fee of a method in a few words; none where an amount is not known, or depends on how many of
/// something are asked for.
fn short_of_rules(
    words: Words,
    rules: &[FeeRule],
    method: Method,
    today: NaiveDate,
) -> Option<String> {
    let due = || rules.iter().filter(|rule| rule.applies(method, today));
    let of_all: Vec<&FeeRule> = due().filter(|rule| rule.per.is_none()).collect();
    if of_all.is_empty() {
        let each: Vec<&FeeRule> = due().collect();
        return match each.as_slice() {
            [only] if only.condition.is_none() && only.when.is_none() => Some(amount(words, only)),
            _ => None,
        };
    }
    let amounts: Option<Vec<Dong>> = of_all.iter().map(|rule| rule.amount).collect();
    let amounts = amounts?;
    match amounts.iter().all(|amount| *amount == Dong::ZERO) {
        true => Some(words.t("find.fee.free").to_owned()),
        false => least(words, amounts),
    }
}

/// What an application at the desk costs, where that is known and differs from one online.
pub(super) fn short_at_desk(
    words: Words,
    service: Option<&Service>,
    today: NaiveDate,
) -> Option<String> {
    let rules = &service?.fees;
    let online = short_of_rules(words, rules, FILED, today);
    let at_desk = short_of_rules(words, rules, AT_DESK, today);
    let differs = at_desk.is_some() && at_desk != online;
    at_desk.filter(|_| differs)
}

fn least(words: Words, mut amounts: Vec<Dong>) -> Option<String> {
    amounts.retain(|amount| *amount > Dong::ZERO);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_that_the_text_names_is_not_said_again() {
        let dong = |amount: i64| Dong::new(amount).unwrap();
        assert!(names("Lệ phí: 135.000 đồng/lần", dong(135_000)));
        assert!(names("400000 đồng", dong(400_000)));
        assert!(names("mức 70.000.", dong(70_000)));
        assert!(!names("1.135.000 đồng", dong(135_000)));
        assert!(!names("135.000.000 đồng", dong(135_000)));
        assert!(!names("mỗi thẻ", dong(50_000)));
    }
}
