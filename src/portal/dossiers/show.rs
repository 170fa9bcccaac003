//! A dossier's page: how it stands, who has it and since when, when it is due, what happened, and
//! what the applicant can do now.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::standing::{at, in_words, remaining_in_words};
use super::time_line::{self, Entry, Told};
use crate::accounts;
use crate::catalogue::{CatalogueCache, Snapshot};
use crate::dossiers::{
    self, Act, AsFiled, Attachment, DeskList, Dossier, EventKind, Fee, FeeDue, Remaining,
    ResultDocument, State, Told as ToldByAgency,
};
use crate::forms::ReviewView;
use crate::kernel::{AccountId, DossierId, Instant};
use crate::portal::paths;
use crate::storage::Conn;
use crate::web::{Environment, Frame, NavLink, PageError, SignedIn, page as answer, see_other};

/// All that is read of a dossier for its page.
struct Read {
    dossier: Dossier,
    told: Vec<Told>,
    papers: Vec<Attachment>,
    fees: Vec<Fee>,
    results: Vec<ResultDocument>,
    filed: AsFiled,
    /// What the agency's own system tells beside.
    told_by_agency: Option<ToldByAgency>,
    /// The unit that has it, in an agency's own system as that calls it. Who there works on it is
    /// the agency's own matter.
    unit: Option<String>,
}

fn read(
    conn: &mut Conn,
    catalogue: &Snapshot,
    id: DossierId,
    account: AccountId,
) -> dossiers::Result<Option<Read>> {
    let Some(dossier) = dossiers::dossier_of_person(conn, id, account)? else {
        return Ok(None);
    };
    let unit = match dossier.place.unit {
        Some(unit) => accounts::unit_name(conn, unit)?,
        None => dossiers::handled_by(conn, id)?,
    };
    Ok(Some(Read {
        told: time_line::told(conn, id)?,
        papers: dossiers::attachments_of(conn, id)?,
        fees: dossiers::fees_of(conn, id)?,
        results: dossiers::results_of(conn, id)?,
        filed: dossiers::as_filed(conn, catalogue, &dossier)?,
        told_by_agency: dossiers::told_by_agency(conn, &dossier)?,
        unit,
        dossier,
    }))
}

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
    remaining: Option<String>,
    is_overdue: bool,
    time_line: Vec<Entry>,
    papers: Vec<Attachment>,
    filed: AsFiled,
    fees: Vec<Fee>,
    results: Vec<ResultDocument>,
    told: Option<ToldByAgency>,
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

    fn fee_moment(&self, fee: &Fee) -> &'static str {
        match fee.due {
            FeeDue::BeforeAcceptance => "dossiers.fee.before_acceptance",
            FeeDue::BeforeDecision => "dossiers.fee.before_decision",
            FeeDue::AtReturn => "dossiers.fee.at_return",
        }
    }

    /// Who asked for a supplement: the office as its own system calls it, else the agency.
    fn office<'a>(&'a self, told: &'a ToldByAgency) -> &'a str {
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

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let account = viewer.0.account;
    let catalogue = cache.current();
    let known = Arc::clone(&catalogue);
    let (found, draft) = env
        .storage
        .reading(move |conn| -> dossiers::Result<_> {
            let found = read(conn, &known, id, account)?;
            let draft = match found {
                Some(_) => None,
                None => dossiers::draft_owned_by(conn, id, account)?,
            };
            Ok((found, draft))
        })
        .await?;
    if draft.is_some() {
        return Ok(see_other(&request, &paths::below(id, "to-khai")));
    }
    let read = found.ok_or(PageError::NotFound)?;
    let shown = compose(Frame::of(&request), &catalogue, read, env.clock.now())?;
    answer(&shown)
}

fn compose(
    frame: Frame,
    catalogue: &Snapshot,
    read: Read,
    now: Instant,
) -> Result<ShowPage, PageError> {
    let Read {
        dossier,
        told,
        mut papers,
        fees,
        results,
        filed,
        told_by_agency,
        unit,
    } = read;
    let words = frame.words;
    filed.put_in_order(&mut papers);
    let review = filed.review(&words);
    let answers = review.map(|review| ReviewView::new(&review, None, &words).render());
    let left =
        due(&dossier).map(|due| Remaining::until(due, now, catalogue.calendar(dossier.agency)));
    let owes = match dossier.state() {
        State::Submitted => dossier.place.list == DeskList::AwaitingPayment,
        _ => fees.iter().any(|fee| fee.paid_at.is_none()),
    };
    let code = dossier.procedure.code.parse().ok();
    let service = code.and_then(|code| catalogue.service(&code));
    Ok(ShowPage {
        new_path: service.map(|service| paths::start(&service.procedure)),
        crumbs: vec![frame.link(paths::DOSSIERS, frame.t("frame.nav.dossiers"))],
        agency: catalogue.agency_name(dossier.agency),
        unit: unit.filter(|unit| *unit != catalogue.agency_name(dossier.agency)),
        said: in_words(words, &dossier, owes),
        since: since(&told),
        remaining: left.map(|left| remaining_in_words(words, left)),
        is_overdue: left.is_some_and(Remaining::is_overdue),
        answers: answers.transpose().map_err(PageError::internal)?,
        time_line: time_line::entries(told, &frame, |agency| catalogue.agency_name(agency)),
        filed,
        frame,
        dossier,
        papers,
        fees,
        results,
        told: told_by_agency,
        now,
    })
}

/// When the result is due, while the clock runs.
fn due(dossier: &Dossier) -> Option<Instant> {
    let runs = !dossier.state().is_settled() && dossier.times.suspended_at.is_none();
    dossier.times.due_at.filter(|_| runs)
}

/// Since when the dossier lies where it lies.
fn since(told: &[Told]) -> Option<Instant> {
    let events = told.iter().map(|told| &told.recorded.event);
    let arrivals = events.filter(|event| {
        matches!(
            event.kind,
            EventKind::Submitted {}
                | EventKind::Forwarded { .. }
                | EventKind::Progressed { moved: true, .. }
        )
    });
    arrivals.map(|event| event.occurred_at).max()
}
