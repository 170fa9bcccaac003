//! A dossier's page: how it stands, who has it and since when, when it is due, what happened, and
//! what the applicant can do now.

use askama::Template;

use super::standing::{at, in_words, remaining_in_words};
use super::time_line::{TimeLineEntry, entries};
use crate::context::Context;
use crate::dossiers::{
    Act, AgencyReport, AsFiled, Attachment, CaseFile, DeskList, Dossier, EventKind, Fee, FeeDue,
    History, OpenDossier, Remaining, ResultDocument, State,
};
use crate::forms::ReviewView;
use crate::kernel::Instant;
use crate::portal::paths;
use crate::portal::person_request::{Own, PersonRequest};
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
    results: Vec<ResultDocument>,
    told: Option<AgencyReport>,
    answers: Option<String>,
    /// Where the procedure is applied for.
    new_path: Option<String>,
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

    /// Whether there is something to do that leads on; withdrawing does not.
    fn can_do_next(&self) -> bool {
        self.may_answer() || self.has_results() || self.anew().is_some()
    }

    fn may_answer(&self) -> bool {
        self.may(Act::AnswerSupplement)
    }

    /// A result belongs to the applicant once it was handed over.
    fn has_results(&self) -> bool {
        self.dossier.state() == State::Returned
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

    /// Where a new application begins after a refusal, while the portal takes the procedure.
    fn anew(&self) -> Option<String> {
        let is_refused = self.dossier.state() == State::Refused;
        let path = self.new_path.as_deref().filter(|_| is_refused)?;
        Some(self.frame.path(path))
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
    let CaseFile { dossier, fees, .. } = opened.case;
    let review = opened.filed.review(words);
    let answers = review.map(|review| ReviewView::new(&review, None, words).render());
    let calendar = cx.calendar(dossier.clock_agency());
    let left = due(&dossier).map(|due| Remaining::until(due, now, calendar));
    let owes = match dossier.state() {
        State::Submitted => dossier.place.list == DeskList::AwaitingPayment,
        _ => fees.iter().any(|fee| fee.paid_at.is_none()),
    };
    let code = dossier.procedure.code.parse().ok();
    let service = code.and_then(|code| catalogue.service(&code));
    let office = opened.office;
    let agency = office.agency(catalogue.agency_name(dossier.agency, now), words);
    Ok(ShowPage {
        new_path: service.map(|service| paths::start(&service.procedure)),
        crumbs: vec![frame.link(paths::DOSSIERS, frame.t("frame.nav.dossiers"))],
        unit: unit.filter(|unit| *unit != agency),
        agency: agency.to_owned(),
        said: in_words(words, &dossier, owes),
        since: since(&opened.history),
        remark: opened.history.remark.clone(),
        remaining: left.map(|left| remaining_in_words(words, left)),
        is_overdue: left.is_some_and(Remaining::is_overdue),
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
