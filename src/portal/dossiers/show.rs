//! A dossier's page: how it stands, who has it and since when, when it is due, what happened, and
//! what the applicant can do now.

use askama::Template;

use super::standing::{at, in_words, remaining_in_words};
use super::time_line::{TimeLineEntry, entries};
use super::todo::{self, Todo};
use crate::context::Context;
use crate::dossiers::{
    Act, AgencyReport, AsFiled, Attachment, CaseFile, DeskList, Dossier, Event, EventKind, Fee,
    FeeDue, History, OpenDossier, Remaining, ResultDocument, State, may_start_again,
};
use crate::forms::ReviewView;
use crate::kernel::Instant;
use crate::portal::paths;
use crate::portal::person_request::{Own, PersonRequest};
use crate::vault::telling_title;
use crate::web::{Frame, NavLink, PageError, PageResult, page as answer};

#[derive(Template)]
#[template(path = "portal/dossiers/show.html")]
struct ShowPage {
    frame: Frame,
    crumbs: Vec<NavLink>,
    dossier: Dossier,
    agency: String,
    unit: Option<String>,
    since: Option<Instant>,
    said: String,
    /// What the agency's own system remarks.
    remark: Option<String>,
    remaining: Option<String>,
    is_overdue: bool,
    time_line: Vec<TimeLineEntry>,
    papers: Vec<Attachment>,
    filed: AsFiled,
    fees: Vec<Fee>,
    /// What the applicant must do, most urgent first, and an apology.
    todos: Vec<Todo>,
    results: Vec<ResultDocument>,
    told: Option<AgencyReport>,
    answers: Option<String>,
    /// Whether it can be filed once more with what was declared.
    may_start_again: bool,
    now: Instant,
}

impl ShowPage {
    fn below(&self, page: &str) -> String {
        self.frame.path(&paths::below(self.dossier.id, page))
    }

    fn paper_name(&self, paper: &Attachment) -> &str {
        self.filed.paper_name(&paper.component).unwrap_or_default()
    }

    fn size(&self, bytes: &i64) -> String {
        self.frame
            .words
            .file_size(&u64::try_from(*bytes).unwrap_or(0))
    }

    /// What the applicant may still do follows the table of the lifecycle.
    fn may(&self, act: Act) -> bool {
        self.dossier.is_open_here() && self.dossier.standing.after(act).is_ok()
    }

    fn may_withdraw(&self) -> bool {
        self.may(Act::Withdraw)
    }

    /// A result belongs to the applicant once it was handed over.
    fn has_results(&self) -> bool {
        self.dossier.state() == State::Returned && !self.results.is_empty()
    }

    /// What a result is called: an agency's system may call every one by the name of its file.
    fn result_title<'a>(&'a self, result: &'a ResultDocument) -> &'a str {
        telling_title(&result.title).unwrap_or(&self.dossier.procedure.name)
    }

    /// The next thing that is known to come.
    fn next_at(&self) -> Option<Instant> {
        let is_open = !self.dossier.state().is_settled();
        let runs = self.dossier.times.suspended_at.is_none();
        self.dossier.times.due_at.filter(|_| is_open && runs)
    }

    /// The fees that were known from the filing on: what an agency's own system tells of them takes
    /// their place.
    fn own_fees(&self) -> Vec<&Fee> {
        let told = self.told.as_ref().map(|told| &told.details.fees);
        let is_told = told.is_some_and(|fees| !fees.is_empty());
        let fees = self.fees.iter();
        // Of a dossier that ended without a result nothing more is owed.
        let is_open = !matches!(
            self.dossier.state(),
            State::Refused | State::Withdrawn | State::Stopped
        );
        fees.filter(|fee| fee.paid_at.is_some() || (is_open && !is_told))
            .collect()
    }

    fn fee_due(&self, fee: &Fee) -> &'static str {
        match fee.due {
            FeeDue::BeforeAcceptance => "dossiers.fee.before_acceptance",
            FeeDue::BeforeDecision => "dossiers.fee.before_decision",
            FeeDue::AtReturn => "dossiers.fee.at_return",
        }
    }

    /// Who asked for a supplement: the office as its own system calls it, else the agency.
    fn office<'a>(&'a self, told: &'a AgencyReport) -> &'a str {
        match told.office.is_empty() {
            true => &self.agency,
            false => &told.office,
        }
    }

    fn delivery(&self) -> String {
        let way = self.dossier.delivery.key();
        self.frame.words.under("common.delivery", way)
    }

    /// Whether nobody has it any more.
    const fn has_ended(&self) -> bool {
        self.dossier.state().is_final()
    }

    /// What the agency is to it.
    const fn at(&self) -> &'static str {
        at(self.dossier.state())
    }

    /// When nobody had it any more.
    fn ended_at(&self) -> Option<Instant> {
        let times = &self.dossier.times;
        times.returned_at.or(times.settled_at)
    }
}

pub(super) async fn page(request: PersonRequest) -> PageResult {
    match request.own().await? {
        Own::Draft => Ok(request.to_page("to-khai")),
        Own::Dossier(opened) => answer(&compose(request.frame(), &request.cx, *opened)?),
    }
}

fn compose(frame: Frame, cx: &Context, opened: OpenDossier) -> Result<ShowPage, PageError> {
    let (words, catalogue, now) = (frame.words, &cx.catalogue, cx.now());
    let unit = unit(&opened);
    let asked = asked(&opened).map(str::to_owned);
    let calendar = cx.calendar(opened.dossier().clock_agency());
    let left = due(opened.dossier()).map(|due| Remaining::until(due, now, calendar));
    let is_overdue = left.is_some_and(Remaining::is_overdue);
    let may_answer = opened.dossier().is_open_here()
        && opened
            .dossier()
            .standing
            .after(Act::AnswerSupplement)
            .is_ok();
    let asked = asked.as_deref();
    let todos = todo::of_dossier(words, &opened.case, asked, may_answer, is_overdue);
    let CaseFile { dossier, fees, .. } = opened.case;
    let review = opened.filed.review(words);
    let answers = review.map(|review| ReviewView::new(&review, None, words).render());
    let owes = match dossier.state() {
        State::Submitted => dossier.place.list == DeskList::AwaitingPayment,
        _ => fees.iter().any(|fee| fee.paid_at.is_none()),
    };
    let code = dossier.procedure.code.parse().ok();
    let is_taken = code.is_some_and(|code| catalogue.service(&code).is_some());
    let account = cx.account();
    let office = opened.office;
    let agency = office.agency(catalogue.agency_name(dossier.agency, now), words);
    Ok(ShowPage {
        may_start_again: is_taken
            && account.is_some_and(|account| may_start_again(&dossier, account)),
        todos,
        crumbs: vec![frame.link(paths::DOSSIERS, frame.t("frame.nav.dossiers"))],
        unit: unit.filter(|unit| *unit != agency),
        agency: agency.to_owned(),
        said: in_words(words, &dossier, owes, is_overdue),
        since: since(&opened.history),
        remark: opened.history.remark.clone(),
        remaining: left.map(|left| remaining_in_words(words, left)),
        is_overdue,
        answers: answers.transpose().map_err(PageError::internal)?,
        time_line: entries(&opened.history, &frame, |event| {
            let known = catalogue.agency_name(event.agency, event.occurred_at);
            office.agency(known, words).to_owned()
        }),
        filed: opened.filed,
        frame,
        dossier,
        papers: opened.papers,
        fees,
        results: opened.results,
        told: opened.told,
        now,
    })
}

/// What was written when a supplement was asked for, while it is awaited.
fn asked(opened: &OpenDossier) -> Option<&str> {
    if let Some(note) = opened.case.awaited().and_then(|request| request.note) {
        return opened.history.text(note);
    }
    let is_asked = |event: &&Event| event.state_after == State::SupplementRequested;
    let newest = opened.history.events.iter().rfind(is_asked)?;
    opened.history.text(newest.note?)
}

/// The unit that has it, in an agency's own system as that calls it. Who there works on it is the
/// agency's own matter.
fn unit(opened: &OpenDossier) -> Option<String> {
    match opened.dossier().place.unit {
        Some(unit) => opened.history.unit(unit).map(str::to_owned),
        None => opened.office.sent.clone(),
    }
}

/// When the result is due, while the clock runs.
fn due(dossier: &Dossier) -> Option<Instant> {
    let runs = !dossier.state().is_settled() && dossier.times.suspended_at.is_none();
    dossier.times.due_at.filter(|_| runs)
}

/// Since when the dossier lies where it lies.
fn since(history: &History) -> Option<Instant> {
    let arrivals = history.events.iter().filter(|event| {
        matches!(
            event.kind,
            EventKind::Submitted {}
                | EventKind::Forwarded { .. }
                | EventKind::Progressed { moved: true, .. }
                | EventKind::Synced { moved: true, .. }
        )
    });
    arrivals.map(|event| event.occurred_at).max()
}
