//! What each act makes of a dossier: pure, so that operations and the generator of dossiers write
//! the same rows. Who may act is asked before.

use chrono::{Months, NaiveDate};

use super::Act;
use super::case_file::{CaseFile, RowChange};
use super::input::ActInput;
use crate::agencies::Calendar;
use crate::catalogue::{FeeDue, ResultDelivery};
use crate::dossiers::deadline::{SUPPLEMENT_TERM, due_at};
use crate::dossiers::dossier::{Dossier, Fee};
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::EventText;
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::file_name::presentable;
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::{ResultDocument, ResultFile, SupplementRequest};
use crate::kernel::{AccountId, Dong, FeeId, Instant, TimeAndChance};

/// The longest text that a clerk or applicant may write, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// The longest terms of the law are of months; a day further away than this is a slip of the pen.
const LONGEST_APPOINTMENT: Months = Months::new(36);

/// When an act is done, by which calendar, and by whom.
#[derive(Clone, Copy)]
pub(in crate::dossiers) struct Acting<'a> {
    pub(in crate::dossiers) moment: &'a TimeAndChance,
    pub(in crate::dossiers) calendar: &'a Calendar,
    /// Nobody for the clock and for agencies' own systems.
    pub(in crate::dossiers) actor: Option<AccountId>,
}

/// What an act leads to.
#[derive(Debug)]
pub(in crate::dossiers) struct Outcome {
    /// The dossier afterwards, with the version and chain of before.
    pub(in crate::dossiers) dossier: Dossier,
    /// What is recorded of it.
    pub(in crate::dossiers) kind: EventKind,
    /// What was written with it.
    pub(in crate::dossiers) text: Option<EventText>,
    /// The row beside the dossier's own that comes of it.
    pub(in crate::dossiers) row: Option<RowChange>,
    /// What follows at once.
    pub(in crate::dossiers) next: Option<ActInput>,
}

/// Decides an act by the table: the state first, then what is owed, then what was given.
///
/// # Errors
/// `Blocked` by the state or an unpaid fee; `Invalid` for a field of the input; `Stale` for a fee or
/// a supplement that is not there any more.
pub(in crate::dossiers) fn decide(
    case: &CaseFile,
    input: &ActInput,
    by: Acting<'_>,
) -> Result<Outcome> {
    let act = input.act();
    let mut dossier = case.dossier.clone();
    dossier.standing = dossier.standing.after(act)?;
    if act.rule().paid_before.is_some_and(|due| case.owes(due)) {
        return Err(Error::unpaid());
    }
    let step = Step { case, dossier, by };
    match input {
        ActInput::Accept { due_on, note } => step.accept(*due_on, note),
        ActInput::Return => Ok(step.hand_result()),
        ActInput::Decide { title, file, note } => step.decide(title, file.as_ref(), note),
        ActInput::Forward {
            unit,
            officer,
            note,
        } => {
            // An agency's own system does not tell whom it gave the dossier to.
            if by.actor.is_some() && unit.is_none() && officer.is_none() {
                return Err(Error::invalid("officer", Problem::Missing));
            }
            step.forward(*unit, *officer, note)
        }
        ActInput::RequestSupplement { what } => step.request_supplement(what),
        ActInput::RequestPayment { label, amount } => step.request_payment(label, *amount),
        ActInput::AddNote { text } => {
            let text = required("text", text)?;
            Ok(step.outcome(EventKind::InternalNote {}).saying(by, text))
        }
        ActInput::Refuse { reason } => {
            let reason = required("reason", reason)?;
            Ok(step.settled(EventKind::Refused {}).saying(by, reason))
        }
        ActInput::Stop { reason } => {
            let reason = required("reason", reason)?;
            Ok(step.settled(EventKind::Stopped {}).saying(by, reason))
        }
        ActInput::MarkFeePaid { fee, amount } => step.mark_fee_paid(*fee, *amount),
        ActInput::AnswerSupplement { answer } => step.answer_supplement(answer),
        ActInput::EndSupplementTerm { supplement } => {
            let supplement = *supplement;
            Ok(step.settled(EventKind::SupplementTermEnded { supplement }))
        }
        ActInput::Withdraw { reason } => {
            let reason = within_bounds("reason", reason)?;
            Ok(step.settled(EventKind::Withdrawn {}).saying(by, reason))
        }
    }
}

/// An act that the table allows, with the dossier in its new state.
struct Step<'a> {
    case: &'a CaseFile,
    dossier: Dossier,
    by: Acting<'a>,
}

impl Step<'_> {
    fn outcome(self, kind: EventKind) -> Outcome {
        Outcome {
            dossier: self.dossier,
            kind,
            text: None,
            row: None,
            next: None,
        }
    }

    /// The clock ends.
    fn settled(mut self, kind: EventKind) -> Outcome {
        let now = self.by.moment.now;
        let suspensions = self.case.suspensions(now);
        self.dossier.settle(&suspensions, now, self.by.calendar);
        self.outcome(kind)
    }

    fn accept(mut self, due_on: Option<NaiveDate>, note: &str) -> Result<Outcome> {
        let (by, now) = (self.by, self.by.moment.now);
        let by_law = self.dossier.due_by_law(now, by.calendar);
        let chosen = due_on
            .map(|day| appointment(day, by_law, now, by.calendar))
            .transpose()
            .map_err(|problem| Error::invalid("due_at", problem))?;
        let note = within_bounds("note", note)?;
        let due_at = chosen.or(by_law);
        self.dossier.accept(due_at, now);
        Ok(self
            .outcome(EventKind::Accepted { due_at })
            .saying(by, note))
    }

    fn hand_result(mut self) -> Outcome {
        self.dossier.return_result(self.by.moment.now);
        self.outcome(EventKind::Returned {})
    }

    fn decide(self, title: &str, file: Option<&ResultFile>, note: &str) -> Result<Outcome> {
        let (by, case) = (self.by, self.case);
        let title = required("title", title)?.to_owned();
        let note = within_bounds("note", note)?;
        check_result_file(file, self.dossier.delivery, note)?;
        let named = |file: &ResultFile| ResultFile {
            name: presentable(&file.name, file.media),
            ..file.clone()
        };
        let result = ResultDocument {
            id: by.moment.id(),
            title,
            file: file.map(named),
            decided_at: by.moment.now,
        };
        let is_electronic = result.file.is_some();
        let at_once = is_electronic && self.dossier.delivery == ResultDelivery::Portal;
        let decided = self.settled(EventKind::Decided {
            results: vec![result.id],
            is_electronic,
        });
        Ok(Outcome {
            row: Some(RowChange::ResultAdded(result)),
            next: (at_once && !case.owes(FeeDue::AtReturn)).then_some(ActInput::Return),
            ..decided.saying(by, note)
        })
    }

    fn forward(
        mut self,
        unit: Option<crate::kernel::HandlingUnitId>,
        officer: Option<AccountId>,
        note: &str,
    ) -> Result<Outcome> {
        let by = self.by;
        let note = within_bounds("note", note)?;
        self.dossier.forward(unit, officer);
        let forwarded = EventKind::Forwarded { unit, officer };
        Ok(self.outcome(forwarded).saying(by, note))
    }

    fn request_supplement(mut self, what: &str) -> Result<Outcome> {
        let (by, now) = (self.by, self.by.moment.now);
        let due_at = due_at(now, SUPPLEMENT_TERM, by.calendar);
        self.dossier.await_supplement(due_at, now);
        let text = EventText::new(by.moment, required("what", what)?);
        let request = SupplementRequest {
            id: by.moment.id(),
            asked_at: now,
            due_at,
            note: Some(text.id),
            answer_note: None,
            answered_at: None,
        };
        let supplement = request.id;
        Ok(Outcome {
            text: Some(text),
            row: Some(RowChange::SupplementAsked(request)),
            ..self.outcome(EventKind::SupplementRequested { supplement, due_at })
        })
    }

    fn answer_supplement(mut self, answer: &str) -> Result<Outcome> {
        let (by, case, now) = (self.by, self.case, self.by.moment.now);
        let awaited = case.awaited().ok_or(Error::Stale)?;
        let answer = within_bounds("answer", answer)?;
        if answer.trim().is_empty() && !case.has_new_papers {
            return Err(Error::invalid("answer", Problem::Missing));
        }
        let must_pay_first = case.owes(FeeDue::BeforeAcceptance);
        self.dossier
            .go_on(awaited.asked_at, must_pay_first, now, by.calendar);
        let answered = EventKind::SupplementAnswered {
            supplement: awaited.id,
            due_at: self.dossier.times.due_at,
        };
        let outcome = self.outcome(answered).saying(by, answer);
        Ok(Outcome {
            row: Some(RowChange::SupplementAnswered {
                id: awaited.id,
                text: outcome.text.as_ref().map(|text| text.id),
                at: now,
            }),
            ..outcome
        })
    }

    fn request_payment(mut self, label: &str, amount: Dong) -> Result<Outcome> {
        let label = required("label", label)?.to_owned();
        if amount == Dong::ZERO {
            return Err(Error::invalid("amount", Problem::NotPositive));
        }
        if amount > Dong::MOST_AT_ONCE {
            return Err(Error::invalid("amount", Problem::TooMuch));
        }
        let due = FeeDue::BeforeDecision;
        let mut fees = self.case.fees.iter();
        // The fee of the procedure and the one that the agency asks for are one obligation.
        let (fee, row) = match fees.find(|fee| fee.is_meant_by(&label)) {
            Some(known) => {
                let id = known.id;
                let asked = RowChange::FeeAsked {
                    id,
                    label,
                    amount,
                    due,
                };
                (id, asked)
            }
            None => {
                let fee = Fee {
                    id: self.by.moment.id(),
                    label,
                    amount: Some(amount),
                    due,
                    paid_at: None,
                    marked_by: None,
                };
                (fee.id, RowChange::FeeAdded(fee))
            }
        };
        self.dossier.put_in_work();
        Ok(Outcome {
            row: Some(row),
            ..self.outcome(EventKind::PaymentRequested { fee, amount })
        })
    }

    /// The last fee that comes before acceptance starts the clock; the last that was asked for ends
    /// the wait.
    fn mark_fee_paid(mut self, id: FeeId, amount: Dong) -> Result<Outcome> {
        let (by, case, now) = (self.by, self.case, self.by.moment.now);
        let mut unpaid = case.fees.iter().filter(|fee| fee.paid_at.is_none());
        let fee = unpaid.find(|fee| fee.id == id).ok_or(Error::Stale)?;
        fee.takes(amount)?;
        let paid = RowChange::FeePaid {
            id,
            amount,
            at: now,
            by: by.actor,
        };
        let mut after = case.clone();
        after.apply(&paid);
        let first = FeeDue::BeforeAcceptance;
        if case.owes(first) && !after.owes(first) {
            self.dossier.start_clock(now, by.calendar);
        }
        let waits = self.dossier.state() == State::PaymentRequested;
        if waits && !after.owes(FeeDue::BeforeDecision) {
            self.dossier.standing = self.dossier.standing.after(Act::SettlePayment)?;
            self.dossier.put_in_work();
        }
        Ok(Outcome {
            row: Some(paid),
            ..self.outcome(EventKind::FeePaid { fee: id, amount })
        })
    }
}

impl Outcome {
    /// The same with a text, unless that is empty.
    fn saying(self, by: Acting<'_>, text: &str) -> Self {
        Self {
            text: EventText::unless_empty(by.moment, text),
            ..self
        }
    }
}

/// When a dossier is due that a clerk appoints for `day`: closing time, but never later than the law
/// has it. What the law gives more time for is told with an apology, which is another act.
///
/// # Errors
/// What is wrong with the day.
fn appointment(
    day: NaiveDate,
    by_law: Option<Instant>,
    now: Instant,
    calendar: &Calendar,
) -> std::result::Result<Instant, Problem> {
    let closing = calendar.closing(day);
    if closing <= now {
        return Err(Problem::InThePast);
    }
    let last = now.vietnam_date().checked_add_months(LONGEST_APPOINTMENT);
    if last.is_some_and(|last| day > last) {
        return Err(Problem::TooFar);
    }
    if !calendar.is_working_day(day) {
        return Err(Problem::DayOff);
    }
    match by_law {
        Some(by_law) if day > by_law.vietnam_date() => Err(Problem::BeyondTerm),
        Some(by_law) => Ok(closing.min(by_law)),
        None => Ok(closing),
    }
}

/// Who chose to get the result on the portal waits for a file there.
fn check_result_file(
    file: Option<&ResultFile>,
    delivery: ResultDelivery,
    note: &str,
) -> Result<()> {
    let problem = match file {
        Some(file) if !file.media.is_viewable() => Problem::NotAResult,
        None if delivery == ResultDelivery::Portal && note.trim().is_empty() => {
            Problem::NoFileForPortal
        }
        Some(_) | None => return Ok(()),
    };
    Err(Error::invalid("file", problem))
}

/// A text that must be given.
fn required<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, Problem::Missing));
    }
    within_bounds(field, text)
}

/// A text that is not too long.
fn within_bounds<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(Error::invalid(field, Problem::TooLong));
    }
    Ok(text)
}
