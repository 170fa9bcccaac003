//! A dossier's whole past, put together without a database: each act by the same steps and in the
//! same chain of events as the operation of its name, for whoever writes history in bulk.

use super::deadline::{SUPPLEMENT_TERM, due_at};
use super::dossier::{Dossier, Fee};
use super::event::{EventKind, EventText, Source};
use super::lifecycle::{Act, NotNow, State};
use super::record::{NewEvent, chained, note};
use super::steps::{Application, suspensions};
use super::store::{CodeKind, FiledAnswers, Recorded, ResultDocument, SupplementRequest};
use crate::agencies::Calendar;
use crate::catalogue::FeeDue;
use crate::kernel::{AccountId, Dong, FeeId, HandlingUnitId, Instant, Moment, SupplementId};

/// Who did something, where that becomes known from, and when it is written here.
#[derive(Clone)]
pub struct Deed {
    /// When it happened, and where the ids of what it makes come from.
    pub moment: Moment,
    /// When it was recorded: later, where an agency's system sent it.
    pub recorded_at: Instant,
    /// Where it comes from.
    pub source: Source,
    /// Who did it; nobody for the clock and for agencies' systems.
    pub actor: Option<AccountId>,
    /// What makes a synced event the same event when it comes again.
    pub source_key: Option<String>,
}

/// A dossier with all that hangs on it.
#[derive(Debug, Clone)]
pub struct Chronicle {
    /// The dossier as it stands after the last event.
    pub dossier: Dossier,
    /// When its row was last written.
    pub updated_at: Instant,
    /// Since when its agency sees it.
    pub since: Instant,
    /// Its codes.
    pub codes: Vec<(String, CodeKind)>,
    /// What was answered; nothing for a dossier that began in an agency's own system.
    pub answers: Option<FiledAnswers>,
    /// Its events, in order.
    pub events: Vec<Recorded>,
    /// The texts of its events.
    pub notes: Vec<EventText>,
    /// What was asked for.
    pub supplements: Vec<SupplementRequest>,
    /// Its fees, and who marked them as paid.
    pub fees: Vec<(Fee, Option<AccountId>)>,
    /// What it led to.
    pub results: Vec<ResultDocument>,
}

impl Chronicle {
    /// Filed under a code of this kind.
    pub fn filed(
        application: Application,
        kind: CodeKind,
        answers: Option<FiledAnswers>,
        fees: Vec<Fee>,
        deed: Deed,
        calendar: &Calendar,
    ) -> Self {
        let code = application.code.clone();
        let dossier = Dossier::filed(application, deed.moment.now, calendar);
        let mut chronicle = Self {
            dossier,
            updated_at: deed.recorded_at,
            since: deed.recorded_at,
            codes: vec![(code, kind)],
            answers,
            events: Vec::new(),
            notes: Vec::new(),
            supplements: Vec::new(),
            fees: fees.into_iter().map(|fee| (fee, None)).collect(),
            results: Vec::new(),
        };
        chronicle.append(deed, EventKind::Submitted {}, None);
        chronicle
    }

    /// Accepted.
    pub fn accept(
        &mut self,
        deed: Deed,
        set_by_clerk: Option<Instant>,
        calendar: &Calendar,
    ) -> Result<(), NotNow> {
        let due_at = self
            .dossier
            .accept(set_by_clerk, deed.moment.now, calendar)?;
        self.change(deed, EventKind::Accepted { due_at }, None);
        Ok(())
    }

    /// Refused, withdrawn or stopped: ended by `act` for a reason.
    pub fn end(
        &mut self,
        deed: Deed,
        act: Act,
        reason: &str,
        calendar: &Calendar,
    ) -> Result<(), NotNow> {
        let kind = match act {
            Act::Refuse => EventKind::Refused {},
            Act::Withdraw => EventKind::Withdrawn {},
            _ => EventKind::Stopped {},
        };
        self.settle(&deed, act, calendar)?;
        let note = note(&deed.moment, reason);
        self.change(deed, kind, note);
        Ok(())
    }

    /// Handed to a unit or an officer.
    pub fn forward(
        &mut self,
        deed: Deed,
        unit: Option<HandlingUnitId>,
        officer: Option<AccountId>,
    ) -> Result<(), NotNow> {
        self.dossier.forward(unit, officer)?;
        self.change(deed, EventKind::Forwarded { unit, officer }, None);
        Ok(())
    }

    /// A supplement was asked for.
    pub fn request_supplement(
        &mut self,
        deed: Deed,
        what: &str,
        calendar: &Calendar,
    ) -> Result<(), NotNow> {
        let now = deed.moment.now;
        let due_at = due_at(now, SUPPLEMENT_TERM, calendar);
        self.dossier.await_supplement(due_at, now)?;
        let note = EventText {
            id: deed.moment.id(),
            text: what.to_owned(),
            salt: deed.moment.secret(),
        };
        let supplement = deed.moment.id();
        self.supplements.push(SupplementRequest {
            id: supplement,
            asked_at: now,
            due_at,
            note: note.id,
            answer_note: None,
            answered_at: None,
        });
        let kind = EventKind::SupplementRequested { supplement, due_at };
        self.change(deed, kind, Some(note));
        Ok(())
    }

    /// What was asked for last came.
    pub fn answer_supplement(
        &mut self,
        deed: Deed,
        answer: &str,
        calendar: &Calendar,
    ) -> Result<(), NotNow> {
        let now = deed.moment.now;
        let awaited = self.awaited().ok_or(NotNow {
            state: self.dossier.state(),
            act: Act::AnswerSupplement,
        })?;
        self.dossier.go_on(awaited.asked_at, false, now, calendar)?;
        let note = note(&deed.moment, answer);
        if let Some(request) = self.supplements.last_mut() {
            request.answered_at = Some(now);
            request.answer_note = note.as_ref().map(|note| note.id);
        }
        let kind = EventKind::SupplementAnswered {
            supplement: awaited.id,
            due_at: self.dossier.times.due_at,
        };
        self.change(deed, kind, note);
        Ok(())
    }

    /// What was asked for did not come by its term.
    pub fn end_supplement_term(&mut self, deed: Deed, calendar: &Calendar) -> Result<(), NotNow> {
        let supplement = self.awaited().map(|request| request.id).ok_or(NotNow {
            state: self.dossier.state(),
            act: Act::EndSupplementTerm,
        })?;
        self.settle(&deed, Act::EndSupplementTerm, calendar)?;
        self.change(deed, EventKind::SupplementTermEnded { supplement }, None);
        Ok(())
    }

    /// The applicant was asked to pay before the work goes on.
    pub fn request_payment(&mut self, deed: Deed, label: &str, amount: Dong) -> Result<(), NotNow> {
        self.dossier.turn_payment(Act::RequestPayment)?;
        let fee = Fee {
            id: deed.moment.id(),
            label: label.to_owned(),
            amount: Some(amount),
            due: FeeDue::BeforeDecision,
            paid_at: None,
        };
        let kind = EventKind::PaymentRequested {
            fee: fee.id,
            amount,
        };
        self.fees.push((fee, None));
        self.change(deed, kind, None);
        Ok(())
    }

    /// A fee was paid. The last that comes before acceptance starts the clock; the last that was
    /// asked for ends the wait.
    pub fn pay(
        &mut self,
        deed: Deed,
        fee: FeeId,
        amount: Dong,
        calendar: &Calendar,
    ) -> Result<(), NotNow> {
        self.dossier.standing = self.dossier.standing.after(Act::MarkFeePaid)?;
        for (owed, cashier) in &mut self.fees {
            if owed.id == fee {
                owed.amount = Some(amount);
                owed.paid_at = Some(deed.moment.now);
                *cashier = deed.actor;
            }
        }
        match self.dossier.state() {
            State::Submitted if !self.owes(FeeDue::BeforeAcceptance) => {
                self.dossier.start_clock(deed.moment.now, calendar);
            }
            State::PaymentRequested if !self.owes(FeeDue::BeforeDecision) => {
                self.dossier.turn_payment(Act::SettlePayment)?;
            }
            _ => {}
        }
        self.change(deed, EventKind::FeePaid { fee, amount }, None);
        Ok(())
    }

    /// Decided, with a result on paper.
    pub fn decide(&mut self, deed: Deed, title: &str, calendar: &Calendar) -> Result<(), NotNow> {
        self.settle(&deed, Act::Decide, calendar)?;
        let result = ResultDocument {
            id: deed.moment.id(),
            title: title.to_owned(),
            file: None,
            decided_at: deed.moment.now,
        };
        let kind = EventKind::Decided {
            results: vec![result.id],
            is_electronic: false,
        };
        self.results.push(result);
        self.change(deed, kind, None);
        Ok(())
    }

    /// The result was handed over.
    pub fn return_result(&mut self, deed: Deed) -> Result<(), NotNow> {
        self.dossier.return_result(deed.moment.now)?;
        self.change(deed, EventKind::Returned {}, None);
        Ok(())
    }

    /// Whether a fee that falls due at `due` or before is not paid.
    pub fn owes(&self, due: FeeDue) -> bool {
        self.fees
            .iter()
            .any(|(fee, _)| fee.paid_at.is_none() && fee.due <= due)
    }

    fn awaited(&self) -> Option<Awaited> {
        self.supplements
            .iter()
            .rfind(|request| request.answered_at.is_none())
            .map(|request| Awaited {
                id: request.id,
                asked_at: request.asked_at,
            })
    }

    fn settle(&mut self, deed: &Deed, act: Act, calendar: &Calendar) -> Result<(), NotNow> {
        let now = deed.moment.now;
        self.dossier
            .settle(act, &suspensions(&self.supplements, now), now, calendar)
    }

    /// A new version of the row, as each operation makes one.
    fn change(&mut self, deed: Deed, kind: EventKind, note: Option<EventText>) {
        self.dossier.version = self.dossier.version.saturating_add(1);
        self.append(deed, kind, note);
    }

    fn append(&mut self, deed: Deed, kind: EventKind, note: Option<EventText>) {
        let event = NewEvent {
            kind,
            source: deed.source,
            actor: deed.actor,
            note,
            source_key: deed.source_key,
        };
        let (recorded, note) = chained(&mut self.dossier, event, deed.moment.now, deed.recorded_at);
        self.updated_at = deed.recorded_at;
        self.events.push(recorded);
        self.notes.extend(note);
    }
}

/// The supplement request that waits for its answer.
struct Awaited {
    id: SupplementId,
    asked_at: Instant,
}
