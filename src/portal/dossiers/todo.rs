//! What a dossier asks of its applicant now: the act, by when, and what follows. It stands first on the
//! page and in the list; nothing is louder.

use crate::dossiers::{
    Authority, CaseFile, DeskList, Dossier, FeeDue, Line, ResultDelivery, State,
};
use crate::kernel::{Dong, Instant};
use crate::speech::Words;

/// One thing to do, or an apology.
pub struct Todo {
    /// The name of its icon.
    pub icon: &'static str,
    /// A date has passed, or passes soon with a loss.
    pub is_bad: bool,
    pub title: String,
    /// What the agency wrote, or what the fees are called, as it was written.
    pub said: Option<String>,
    pub text: Option<String>,
    /// By when.
    pub when: Option<String>,
    /// What follows from it, or from leaving it.
    pub note: Option<String>,
    /// Whether it is answered on a page of its own.
    pub is_answered_here: bool,
}

impl Todo {
    fn new(icon: &'static str, title: impl Into<String>) -> Self {
        Self {
            icon,
            is_bad: false,
            title: title.into(),
            said: None,
            text: None,
            when: None,
            note: None,
            is_answered_here: false,
        }
    }
}

/// What a line of the list asks for, where it waits for its applicant.
pub fn of_line(words: Words, line: &Line, now: Instant) -> Option<Todo> {
    if !line.waits() {
        return None;
    }
    let is_elsewhere = line.list == DeskList::Elsewhere;
    if line.state != State::SupplementRequested {
        let todo = Todo::new("card", words.t("dossiers.todo.pay_some"));
        return Some(todo);
    }
    let mut todo = Todo::new("edit", words.t("dossiers.todo.supplement"));
    todo.is_answered_here = !is_elsewhere;
    // An agency with a system of its own sets no term that this portal knows.
    todo.when = (!is_elsewhere).then(|| give_by(words, &line.sort_at));
    todo.is_bad = !is_elsewhere && now > line.sort_at;
    Some(todo)
}

/// What the dossier asks for, the most urgent first. `asked` is what the agency wrote when it asked for
/// a supplement.
pub fn of_dossier(
    words: Words,
    case: &CaseFile,
    asked: Option<&str>,
    may_answer: bool,
    is_overdue: bool,
) -> Vec<Todo> {
    let dossier = &case.dossier;
    let mut todos = Vec::new();
    todos.extend(apology(words, dossier, is_overdue));
    match dossier.state() {
        State::SupplementRequested => todos.push(supplement(words, case, asked, may_answer)),
        State::PaymentRequested => todos.push(Todo {
            note: is_overdue.then(|| words.t("dossiers.todo.clock_runs").to_owned()),
            ..payment(words, case, FeeDue::BeforeDecision, "pay_before_decision")
        }),
        State::Submitted if dossier.place.list == DeskList::AwaitingPayment => {
            let due = FeeDue::BeforeAcceptance;
            todos.push(payment(words, case, due, "pay_before_acceptance"));
        }
        State::Decided => todos.extend(collection(words, case)),
        _ => {}
    }
    todos
}

/// The agency is late, and nothing is the applicant's to do about it.
fn apology(words: Words, dossier: &Dossier, is_overdue: bool) -> Option<Todo> {
    let due = dossier.times.due_at.filter(|_| is_overdue)?;
    Some(Todo {
        is_bad: true,
        text: Some(words.t("dossiers.todo.late_text").to_owned()),
        when: Some(words.with(
            "dossiers.todo.late_when",
            &[("at", &words.day_and_time(&due))],
        )),
        note: Some(words.t("dossiers.todo.late_note").to_owned()),
        ..Todo::new("clock", words.t("dossiers.todo.late"))
    })
}

fn supplement(words: Words, case: &CaseFile, asked: Option<&str>, may_answer: bool) -> Todo {
    let is_elsewhere = case.dossier.authority == Authority::Partner;
    let unsaid = || words.t("dossiers.asked_without_words");
    let awaited = case.awaited().filter(|_| !is_elsewhere);
    Todo {
        said: asked.map(str::to_owned),
        text: asked.is_none().then(|| unsaid().to_owned()),
        when: awaited.map(|request| give_by(words, &request.due_at)),
        note: Some(words.t("dossiers.todo.stands_still").to_owned()),
        is_answered_here: may_answer,
        ..Todo::new("edit", words.t("dossiers.todo.supplement"))
    }
}

/// What must be paid by then; `text` names what follows.
fn payment(words: Words, case: &CaseFile, due: FeeDue, text: &str) -> Todo {
    let owed = case.fees.iter().filter(|fee| fee.is_owed_by(due));
    let labels: Vec<&str> = owed.map(|fee| fee.label.as_str()).collect();
    Todo {
        said: (!labels.is_empty()).then(|| labels.join("; ")),
        text: Some(words.under("dossiers.todo", text)),
        ..Todo::new("card", sum(words, case, due))
    }
}

/// A result that waits until it is collected or paid for.
fn collection(words: Words, case: &CaseFile) -> Option<Todo> {
    let owes = case.owes(FeeDue::AtReturn);
    let is_sent = case.dossier.delivery == ResultDelivery::Post;
    match (owes, is_sent) {
        (true, true) => Some(payment(words, case, FeeDue::AtReturn, "pay_for_post")),
        (true, false) => Some(payment(words, case, FeeDue::AtReturn, "pay_at_return")),
        (false, true) => None,
        (false, false) => Some(Todo {
            text: Some(words.t("dossiers.todo.collect_text").to_owned()),
            ..Todo::new("office", words.t("dossiers.todo.collect"))
        }),
    }
}

/// What is to be paid, in words.
fn sum(words: Words, case: &CaseFile, due: FeeDue) -> String {
    let mut total = Some(Dong::ZERO);
    for fee in case.fees.iter().filter(|fee| fee.is_owed_by(due)) {
        let both = total.zip(fee.amount);
        total = both.and_then(|(total, amount)| total.checked_add(amount));
    }
    match total.filter(|total| *total > Dong::ZERO) {
        Some(total) => words.with("dossiers.todo.pay", &[("amount", &words.dong(&total))]),
        None => words.t("dossiers.todo.pay_some").to_owned(),
    }
}

fn give_by(words: Words, at: &Instant) -> String {
    words.with("dossiers.todo.by", &[("at", &words.day_and_time(at))])
}
