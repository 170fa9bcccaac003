//! What filing and acts make of a dossier's times and of its place in the queue. The state is the
//! table's matter, and what may be done is asked before.

use chrono::Duration;

use super::deadline::{
    ANSWER_TERM, Course, Punctuality, Suspension, due_after, due_at, punctuality,
};
use super::dossier::{
    Authority, ChainEnd, DeskList, DeskPosition, Dossier, FiledUnder, Holder, Times,
};
use super::event::Source;
use super::lifecycle::{Standing, State};
use crate::agencies::Calendar;
use crate::catalogue::ResultDelivery;
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant, TermUnit};

/// Without a due date a dossier in work lies behind those that have one, oldest first.
const BEHIND_THE_DUE_DAYS: i64 = 3_650;

/// What is known of a dossier at the moment of filing.
#[derive(Debug, Clone)]
pub struct Application {
    pub id: DossierId,
    /// The code by which people know it.
    pub code: String,
    /// The agency that has it.
    pub agency: AgencyId,
    /// Whose word decides.
    pub authority: Authority,
    /// Where it was filed.
    pub source: Source,
    pub procedure: FiledUnder,
    /// Who filed it.
    pub applicant: Option<AccountId>,
    pub holder: Holder,
    /// What it asks for, in a line.
    pub summary: String,
    /// How the result should come.
    pub delivery: ResultDelivery,
    /// Where the post brings it.
    pub address: Option<String>,
    /// Whether a fee must be paid before it is accepted.
    pub pays_first: bool,
}

impl Dossier {
    /// The dossier that an application becomes.
    pub(super) fn filed(application: Application, now: Instant, calendar: &Calendar) -> Self {
        let list = DeskList::of(Standing::FILED, application.pays_first);
        let mut dossier = Self {
            id: application.id,
            version: 1,
            code: application.code,
            agency: application.agency,
            authority: application.authority,
            source: application.source,
            standing: Standing::FILED,
            chain: ChainEnd {
                seq: 0,
                digest: Vec::new(),
            },
            procedure: application.procedure,
            applicant: application.applicant,
            holder: application.holder,
            summary: application.summary,
            delivery: application.delivery,
            address: application.address,
            times: Times {
                submitted_at: now,
                clock_started_at: now,
                accepted_at: None,
                due_at: None,
                suspended_at: None,
                settled_at: None,
                returned_at: None,
            },
            on_time: None,
            place: DeskPosition {
                list,
                sort_at: now,
                unit: None,
                officer: None,
            },
        };
        dossier.put_on(list, due_at(now, ANSWER_TERM, calendar));
        dossier
    }

    /// The last fee that comes before acceptance is paid: only now the clock starts.
    /// A supplement that is awaited meanwhile keeps its own term.
    pub(super) fn start_clock(&mut self, now: Instant, calendar: &Calendar) {
        self.times.clock_started_at = now;
        if self.state() == State::Submitted {
            self.put_on_own_list(due_at(now, ANSWER_TERM, calendar));
        }
    }

    /// When it is due by the law, were it accepted now.
    pub(super) fn due_by_law(&self, now: Instant, calendar: &Calendar) -> Option<Instant> {
        self.procedure.term.map(|term| due_at(now, term, calendar))
    }

    /// Accepted, with the date for which the result is appointed, if there is one.
    pub(super) fn accept(&mut self, due_at: Option<Instant>, now: Instant) {
        self.times.accepted_at = Some(now);
        self.times.due_at = due_at;
        self.put_on_own_list(self.work_by());
    }

    /// Handed to a unit or an officer.
    pub(super) fn forward(&mut self, unit: Option<HandlingUnitId>, officer: Option<AccountId>) {
        self.place.unit = unit;
        self.place.officer = officer;
        self.put_on_own_list(self.work_by());
    }

    /// A supplement is asked for, to come by `due_at`; the clock stands still.
    pub(super) fn await_supplement(&mut self, due_at: Instant, now: Instant) {
        self.times.suspended_at = Some(now);
        self.put_on_own_list(due_at);
    }

    /// The supplement that was asked for at `asked_at` came; the due date moves by the time that
    /// the clock stood. What was not accepted yet still waits for a fee that comes first.
    pub(super) fn go_on(
        &mut self,
        asked_at: Instant,
        must_pay_first: bool,
        now: Instant,
        calendar: &Calendar,
    ) {
        let suspension = Suspension {
            from: asked_at,
            until: now,
        };
        let unit = self
            .procedure
            .term
            .map_or(TermUnit::WorkingDay, |term| term.unit());
        self.times.suspended_at = None;
        // An agency with a system of its own sets the new date itself.
        if self.authority == Authority::Desk {
            self.times.due_at = self
                .times
                .due_at
                .map(|due| due_after(suspension, due, unit, calendar));
        }
        let by = if self.state() == State::Submitted {
            due_at(now, ANSWER_TERM, calendar)
        } else {
            self.work_by()
        };
        self.put_on(DeskList::of(self.standing, must_pay_first), by);
    }

    /// It lies on the list of its state until it is due: the clock goes on. A payment suspends it
    /// only where the procedure says so.
    pub(super) fn put_in_work(&mut self) {
        self.put_on_own_list(self.work_by());
    }

    /// An act that ends the clock; says whether it ended in time.
    pub(super) fn settle(&mut self, suspensions: &[Suspension], now: Instant, calendar: &Calendar) {
        let course = Course {
            received: self
                .times
                .accepted_at
                .unwrap_or(self.times.clock_started_at),
            settled: now,
            suspensions,
        };
        let outcome = punctuality(self.times.due_at, self.procedure.term, &course, calendar);
        self.on_time = match outcome {
            Punctuality::OnTime => Some(true),
            Punctuality::Late => Some(false),
            Punctuality::Unmeasured => None,
        };
        self.times.settled_at = Some(now);
        self.times.suspended_at = None;
        self.put_on_own_list(now);
    }

    /// The result is handed over.
    pub(super) fn return_result(&mut self, now: Instant) {
        self.times.returned_at = Some(now);
        self.put_on_own_list(now);
    }

    /// The moment by which a dossier in work must be finished.
    fn work_by(&self) -> Instant {
        let begun = self.times.accepted_at.unwrap_or(self.times.submitted_at);
        self.times
            .due_at
            .unwrap_or(begun + Duration::days(BEHIND_THE_DUE_DAYS))
    }

    fn put_on_own_list(&mut self, sort_at: Instant) {
        self.put_on(DeskList::of(self.standing, false), sort_at);
    }

    /// A dossier that an agency's own system decides is on none of our lists.
    fn put_on(&mut self, list: DeskList, sort_at: Instant) {
        self.place.list = match self.authority {
            Authority::Desk => list,
            Authority::Partner => DeskList::Elsewhere,
        };
        self.place.sort_at = sort_at;
    }
}
