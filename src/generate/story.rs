//! The life of one dossier, as lives go: most are accepted, worked on and decided in time, some wait
//! for a supplement or a payment, a few are refused, withdrawn, stopped or forgotten. What has not
//! happened yet is left out, so that late dossiers are in every state.

use chrono::Duration;

use super::GenerateError;
use super::clerks::Clerks;
use super::days::part_of;
use super::draw::Draw;
use super::words::Words;
use crate::agencies::Calendar;
use crate::dossiers::{
    self, Act, ActInput, Authority, BulkDossier, FeeDue, PastAct, ResultDelivery, Source, State,
};
use crate::kernel::{AccountId, Dong, Instant, Role};

/// Of a thousand dossiers: what becomes of them.
const REFUSED: u64 = 35;
const WITHDRAWN: u64 = 12;
const SUPPLEMENTED: u64 = 90;
const UNANSWERED: u64 = 100;
const PAYMENT_ASKED: u64 = 40;
const STOPPED: u64 = 10;
const FORGOTTEN: u64 = 8;
const LATE: u64 = 70;
const NOT_COLLECTED: u64 = 60;

/// Minutes by which an agency's system sends an event after it happened.
const LONGEST_LAG: i64 = 90;
/// Working minutes of a day.
const DAY: i64 = 480;

/// Whoever acts, and the present that nothing passes.
pub(super) struct Story<'a> {
    pub(super) draw: Draw,
    pub(super) calendar: &'a Calendar,
    pub(super) words: &'a Words,
    /// The clerks of the agency; none where its own system decides.
    pub(super) clerks: Option<&'a Clerks>,
    pub(super) applicant: Option<AccountId>,
    pub(super) now: Instant,
    recorded: Instant,
}

/// The story goes no further: the next event has not happened yet.
enum StoryProgress {
    On,
    ToThePresent,
}

type Step = Result<StoryProgress, dossiers::Error>;

impl<'a> Story<'a> {
    pub(super) const fn new(
        draw: Draw,
        calendar: &'a Calendar,
        words: &'a Words,
        clerks: Option<&'a Clerks>,
        applicant: Option<AccountId>,
        now: Instant,
    ) -> Self {
        // The recorded times of one dossier go up from its first event.
        let recorded = now;
        Self {
            draw,
            calendar,
            words,
            clerks,
            applicant,
            now,
            recorded,
        }
    }

    /// The filing at `at`.
    pub(super) fn filing(&mut self, at: Instant) -> PastAct {
        self.recorded = at;
        let source = match self.clerks {
            Some(_) => Source::Portal,
            None => Source::Agency,
        };
        self.past_act(at, source, self.applicant, State::Submitted)
    }

    /// Tells the rest.
    pub(super) fn tell(&mut self, dossier: &mut BulkDossier) -> Result<(), GenerateError> {
        self.reception(dossier)
            .map(|_| ())
            .map_err(GenerateError::from)
    }

    fn reception(&mut self, dossier: &mut BulkDossier) -> Step {
        let filed = dossier.case.dossier.times.submitted_at;
        let minutes = self.draw.between(15, DAY - 10);
        let Some(at) = self.happens(self.later(filed, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        if self.draw.per_mille(WITHDRAWN) {
            return self.end(dossier, Act::Withdraw, "withdraw", at);
        }
        if self.draw.per_mille(REFUSED) {
            return self.end(dossier, Act::Refuse, "refuse", at);
        }
        self.pay_all(dossier, at, FeeDue::BeforeAcceptance)?;
        let by = self.clerk(Role::Intake);
        let by_whom = self.past_act(at, self.desk(), by, State::Accepted);
        // Where the law gives no term, or several, the clerk mostly promises a day.
        let days = u32::try_from(self.draw.between(0, 15)).unwrap_or(0);
        let has_term = dossier.case.dossier.procedure.term.is_some();
        let promised = (days > 2 && !has_term)
            .then(|| self.calendar.add_working_days(at.vietnam_date(), days));
        let input = ActInput::Accept {
            due_on: promised,
            note: String::new(),
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        self.work(dossier, at)
    }

    fn work(&mut self, dossier: &mut BulkDossier, accepted: Instant) -> Step {
        let minutes = self.draw.between(5, DAY / 2);
        let Some(at) = self.happens(self.later(accepted, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        let by = self.clerk(Role::Intake);
        let by_whom = self.past_act(at, self.desk(), by, State::Processing);
        let input = ActInput::Forward {
            unit: None,
            officer: self.clerk(Role::Officer),
            note: String::new(),
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        if self.draw.per_mille(SUPPLEMENTED)
            && let StoryProgress::ToThePresent = self.supplement(dossier, at)?
        {
            return Ok(StoryProgress::ToThePresent);
        }
        if self.draw.per_mille(PAYMENT_ASKED)
            && let StoryProgress::ToThePresent = self.payment(dossier)?
        {
            return Ok(StoryProgress::ToThePresent);
        }
        self.decision(dossier)
    }

    fn supplement(&mut self, dossier: &mut BulkDossier, after: Instant) -> Step {
        let minutes = self.draw.between(30, 2 * DAY);
        let Some(asked) = self.happens(self.later(after, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        let by = self.clerk(Role::Officer);
        let by_whom = self.past_act(asked, self.desk(), by, State::SupplementRequested);
        let what = self.words.one("supplement", &mut self.draw);
        let input = ActInput::RequestSupplement {
            what: what.to_owned(),
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        let term = dossier
            .case
            .supplements
            .last()
            .map_or(asked, |last| last.due_at);
        if self.draw.per_mille(UNANSWERED) {
            let Some(at) = self.happens(term) else {
                return Ok(StoryProgress::ToThePresent);
            };
            let by_whom = self.past_act(at, self.or_agency(Source::Clock), None, State::Stopped);
            let awaited = dossier.case.awaited().map(|awaited| awaited.id);
            if let Some(supplement) = awaited {
                let input = ActInput::EndSupplementTerm { supplement };
                dossier.carry_out(by_whom, &input, self.calendar)?;
            }
            return Ok(StoryProgress::ToThePresent);
        }
        let part = self.draw.fraction();
        let Some(at) = self.happens(asked + part_of(term.since(asked), part)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        let by_whom = self.past_act(
            at,
            self.or_agency(Source::Portal),
            self.applicant,
            State::Processing,
        );
        let answer = self.words.one("answer", &mut self.draw);
        let input = ActInput::AnswerSupplement {
            answer: answer.to_owned(),
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        Ok(StoryProgress::On)
    }

    fn payment(&mut self, dossier: &mut BulkDossier) -> Step {
        let minutes = self.draw.between(20, DAY);
        let Some(asked) = self.happens(self.later(dossier.updated_at, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        let amount = Dong::new(self.draw.between(1, 60) * 5_000).unwrap_or(Dong::ZERO);
        let by = self.clerk(Role::Officer);
        let by_whom = self.past_act(asked, self.desk(), by, State::PaymentRequested);
        let label = self.words.one("fee", &mut self.draw);
        let input = ActInput::RequestPayment {
            label: label.to_owned(),
            amount,
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        let minutes = self.draw.between(60, 4 * DAY);
        let Some(paid) = self.happens(self.later(asked, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        self.pay_all(dossier, paid, FeeDue::BeforeDecision)?;
        Ok(StoryProgress::On)
    }

    fn decision(&mut self, dossier: &mut BulkDossier) -> Step {
        if self.draw.per_mille(FORGOTTEN) {
            return Ok(StoryProgress::ToThePresent);
        }
        let begun = dossier.updated_at;
        let due = dossier
            .case
            .dossier
            .times
            .due_at
            .unwrap_or_else(|| self.later(begun, 5 * DAY));
        let left = self.calendar.working_minutes_between(begun, due).max(30);
        let part = if self.draw.per_mille(LATE) {
            1.0 + self.draw.fraction()
        } else {
            0.2 + 0.79 * self.draw.fraction()
        };
        let minutes = part_of(Duration::minutes(left), part).num_minutes();
        let Some(at) = self.happens(self.later(begun, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        if self.draw.per_mille(STOPPED) {
            return self.end(dossier, Act::Stop, "stop", at);
        }
        self.pay_all(dossier, at, FeeDue::BeforeDecision)?;
        let by = self.clerk(Role::Approver);
        let by_whom = self.past_act(at, self.desk(), by, State::Decided);
        let title = self.words.one("result", &mut self.draw);
        // Whoever waits for a file on the portal is told why there is none.
        let note = match dossier.case.dossier.delivery {
            ResultDelivery::Portal => self.words.one("on_paper", &mut self.draw),
            ResultDelivery::Desk | ResultDelivery::Post => "",
        };
        let input = ActInput::Decide {
            title: title.to_owned(),
            file: None,
            note: note.to_owned(),
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        self.hand_out(dossier, at)
    }

    fn hand_out(&mut self, dossier: &mut BulkDossier, decided: Instant) -> Step {
        if self.draw.per_mille(NOT_COLLECTED) {
            return Ok(StoryProgress::ToThePresent);
        }
        let minutes = self.draw.between(10, 4 * DAY);
        let Some(at) = self.happens(self.later(decided, minutes)) else {
            return Ok(StoryProgress::ToThePresent);
        };
        self.pay_all(dossier, at, FeeDue::AtReturn)?;
        let by = self.clerk(Role::Intake);
        let by_whom = self.past_act(at, self.desk(), by, State::Returned);
        dossier.carry_out(by_whom, &ActInput::Return, self.calendar)?;
        Ok(StoryProgress::On)
    }

    /// Pays what is owed up to a moment, at the desk.
    fn pay_all(
        &mut self,
        dossier: &mut BulkDossier,
        at: Instant,
        up_to: FeeDue,
    ) -> Result<(), dossiers::Error> {
        let fees = dossier.case.fees.iter();
        let owed: Vec<_> = fees
            .filter(|fee| fee.is_owed_by(up_to))
            .map(|fee| (fee.id, fee.amount.unwrap_or(Dong::ZERO)))
            .collect();
        for (fee, amount) in owed {
            let by = self.clerk(Role::Cashier);
            let mut by_whom = self.past_act(at, self.desk(), by, dossier.case.dossier.state());
            // An agency's system names the payment apart from the step that it goes with.
            by_whom.source_key = by_whom.source_key.map(|key| format!("{key}/{fee}"));
            let input = ActInput::MarkFeePaid { fee, amount };
            dossier.carry_out(by_whom, &input, self.calendar)?;
        }
        Ok(())
    }

    fn end(&mut self, dossier: &mut BulkDossier, act: Act, words: &str, at: Instant) -> Step {
        let (source, by, state) = match act {
            Act::Withdraw => (
                self.or_agency(Source::Portal),
                self.applicant,
                State::Withdrawn,
            ),
            Act::Refuse => (self.desk(), self.clerk(Role::Intake), State::Refused),
            _ => (self.desk(), self.clerk(Role::Approver), State::Stopped),
        };
        let by_whom = self.past_act(at, source, by, state);
        let reason = self.words.one(words, &mut self.draw).to_owned();
        let input = match act {
            Act::Withdraw => ActInput::Withdraw { reason },
            Act::Refuse => ActInput::Refuse { reason },
            _ => ActInput::Stop { reason },
        };
        dossier.carry_out(by_whom, &input, self.calendar)?;
        Ok(StoryProgress::ToThePresent)
    }

    /// An act at `at`; what agencies' systems tell comes a while later, and in order.
    fn past_act(
        &mut self,
        at: Instant,
        source: Source,
        actor: Option<AccountId>,
        state: State,
    ) -> PastAct {
        let sent = self.clerks.is_none();
        if sent {
            let lag = self.draw.between(1, LONGEST_LAG * 60);
            self.recorded = self.recorded.max(at + Duration::seconds(lag));
        } else {
            self.recorded = at;
        }
        PastAct {
            moment: self.draw.moment(at),
            recorded_at: self.recorded,
            source,
            actor: actor.filter(|_| !sent),
            source_key: sent.then(|| source_key(at, state)),
        }
    }

    /// The time, unless it has not come or may not have been sent yet.
    fn happens(&self, at: Instant) -> Option<Instant> {
        let known = match self.clerks {
            Some(_) => at,
            None => at + Duration::minutes(LONGEST_LAG),
        };
        (known <= self.now && self.recorded <= self.now).then_some(at)
    }

    fn later(&self, from: Instant, working_minutes: i64) -> Instant {
        let span = Duration::minutes(working_minutes.max(1));
        self.calendar.add_working_time(from, span)
    }

    const fn desk(&self) -> Source {
        self.or_agency(Source::Desk)
    }

    const fn or_agency(&self, source: Source) -> Source {
        match self.clerks {
            Some(_) => source,
            None => Source::Agency,
        }
    }

    fn clerk(&self, role: Role) -> Option<AccountId> {
        self.clerks.and_then(|clerks| clerks.of_role(role))
    }
}

/// Progress is keyed by its time and the state that it leads to.
fn source_key(at: Instant, state: State) -> String {
    format!("{}/{}", at.vietnam().format("%Y%m%d%H%M%S"), state.number())
}

/// Whose word decides on a side.
pub(super) const fn authority(clerks: Option<&Clerks>) -> Authority {
    match clerks {
        Some(_) => Authority::Desk,
        None => Authority::Partner,
    }
}
