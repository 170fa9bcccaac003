//! The page of a dossier.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::act_blocked::{blocked_text, roles_text};
use super::history::{HistoryEntry, entries};
use super::reading::{Reading, size};
use crate::desk::due::{DueTag, of_dossier};
use crate::desk::office::Offices;
use crate::desk::paths;
use crate::desk::queue::ListPosition;
use crate::dossiers::{
    self, Act, ActBlocked, AgencyReport, Authority, Dossier, Fee, FeeDue, HolderKind, OpenDossier,
    ResultDocument, State, Target, can_do, forward_by,
};
use crate::kernel::{DossierId, Instant};
use crate::speech::Words;
use crate::web::{Frame, NavLink, PageError, PageResult, StaffRequest, page_with_frame};

#[derive(Template)]
#[template(path = "desk/dossier/page.html")]
struct DossierPage {
    frame: Frame,
    crumbs: Vec<NavLink>,
    dossier: Dossier,
    agency: String,
    due: DueTag,
    officer: Option<String>,
    unit: Option<String>,
    applicant: Option<String>,
    doings: Vec<Doing>,
    /// What the state allows and somebody else does, or what must come first.
    others: Vec<OtherDoing>,
    /// Why the clerk can do nothing at all to it.
    barred: Option<String>,
    next: String,
    /// The list from which it was opened.
    list: String,
    receipt: Option<String>,
    /// By when what was accepted is handed to whoever works on it.
    forward_by: Option<Instant>,
    reading: Reading,
    fees: Vec<FeeRow>,
    supplements: Vec<SupplementRow>,
    results: Vec<ResultRow>,
    told: Option<AgencyReport>,
    /// What the agency's own system remarks.
    remark: Option<String>,
    history: Vec<HistoryEntry>,
}

impl DossierPage {
    /// Who asked for a supplement: the office as its own system calls it, else the agency.
    fn office<'a>(&'a self, told: &'a AgencyReport) -> &'a str {
        match told.office.is_empty() {
            true => &self.agency,
            false => &told.office,
        }
    }

    fn holder_kind(&self) -> &'static str {
        match self.dossier.holder.kind {
            HolderKind::Citizen => "citizen",
            HolderKind::Business => "business",
            HolderKind::StateAgency => "state_agency",
            HolderKind::Organisation => "organisation",
        }
    }
}

struct Doing {
    href: String,
    label: String,
    /// The fee that it is about.
    fee: Option<String>,
    is_danger: bool,
}

struct OtherDoing {
    label: String,
    why: String,
}

struct FeeRow {
    label: String,
    amount: Option<String>,
    due: String,
    paid_at: Option<Instant>,
    /// Where it is marked as paid, if this clerk may.
    mark: Option<String>,
}

struct SupplementRow {
    asked_at: Instant,
    due_at: Instant,
    what: String,
    answered_at: Option<Instant>,
    answer: Option<String>,
}

struct ResultRow {
    title: String,
    decided_at: Instant,
    file: Option<ResultFileRow>,
}

struct ResultFileRow {
    href: String,
    /// The file by itself in the browser; none for what browsers do not show.
    show: Option<String>,
    name: String,
    size: String,
}

pub(in crate::desk) async fn page(desk: StaffRequest, id: Path<DossierId>) -> PageResult {
    let opened = open(&desk, id.into_inner()).await?;
    // Of their own dossier clerks see what any applicant sees, and no note of their colleagues.
    if opened.dossier().belongs_to(desk.viewer.account) {
        return Ok(desk.to(&format!("/ho-so/{}", opened.dossier().id)));
    }
    page_with_frame(StatusCode::OK, &dossier_page(&desk, opened))
}

/// Opens a dossier, which leaves a line in the journal; without it there is no look.
pub(super) async fn open(desk: &StaffRequest, id: DossierId) -> Result<OpenDossier, PageError> {
    let cx = desk.cx.clone();
    let storage = &desk.env.storage;
    let opened = storage
        .writing(move |tx| dossiers::open_for_staff(tx, &cx, id))
        .await?;
    Ok(opened)
}

fn dossier_page(desk: &StaffRequest, opened: OpenDossier) -> DossierPage {
    let dossier = opened.dossier();
    let frame = office_frame(desk, dossier);
    let catalogue = &desk.cx.catalogue;
    let place = ListPosition::asked(desk).unwrap_or_else(|| ListPosition::of(dossier));
    let office = office_key(desk, dossier);
    let next = paths::with_query(
        paths::NEXT,
        &[(paths::OFFICE, &office), (paths::FROM, &place.to_string())],
    );
    let calendar = catalogue.calendar(dossier.clock_agency());
    let history = &opened.history;
    let name = |account| history.person(account).map(str::to_owned);
    let (doings, others, barred) = doings(desk, &frame, &opened);
    let list = paths::list(&office, place.list, place.scope);
    let waits_for_forwarding = dossier.state() == State::Accepted && barred.is_none();
    let accepted_at = dossier.times.accepted_at.filter(|_| waits_for_forwarding);
    DossierPage {
        crumbs: vec![frame.link(&list, &frame.words.under("desk.list", place.list.key()))],
        list: frame.path(&list),
        forward_by: accepted_at.map(|at| forward_by(at, calendar)),
        agency: agency_name(desk, &frame, &opened),
        due: of_dossier(frame.words, dossier, desk.cx.moment.now, calendar),
        officer: dossier.place.officer.and_then(name),
        unit: dossier
            .place
            .unit
            .and_then(|unit| history.unit(unit))
            .map(str::to_owned),
        applicant: dossier.applicant.and_then(name),
        doings,
        others,
        barred,
        next: frame.path(&next),
        receipt: dossier
            .times
            .accepted_at
            .map(|_| frame.path(&paths::receipt(dossier.id))),
        reading: Reading::of(desk, &frame, &opened, &paths::dossier(dossier.id)),
        fees: fees(desk, &frame, &opened),
        supplements: supplements(&opened, frame.words),
        results: results(&frame, &opened),
        history: entries(history, frame.words, 0),
        remark: history.remark.clone(),
        frame,
        told: opened.told,
        dossier: opened.case.dossier,
    }
}

/// The agency that has it, by a name that a person understands.
pub(super) fn agency_name(desk: &StaffRequest, frame: &Frame, opened: &OpenDossier) -> String {
    let known = desk
        .cx
        .catalogue
        .agency_name(opened.dossier().agency, desk.cx.now());
    opened.office.agency(known, frame.words).to_owned()
}

/// The frame of a page about a dossier: that of the office that has it.
pub(in crate::desk) fn office_frame(desk: &StaffRequest, dossier: &Dossier) -> Frame {
    let offices = Offices::of(desk, None);
    let mut offices = offices.into_iter().flat_map(|offices| offices.all);
    match offices.find(|office| office.id == dossier.agency) {
        Some(office) => office.frame(desk),
        None => desk.frame(),
    }
}

/// The key under which the clerk works for the dossier's agency.
pub(in crate::desk) fn office_key(desk: &StaffRequest, dossier: &Dossier) -> String {
    Offices::of(desk, None)
        .and_then(|offices| {
            let mut all = offices.all.into_iter();
            all.find(|office| office.id == dossier.agency)
        })
        .map_or_else(String::new, |office| office.key)
}

fn doings(
    desk: &StaffRequest,
    frame: &Frame,
    opened: &OpenDossier,
) -> (Vec<Doing>, Vec<OtherDoing>, Option<String>) {
    let (case, words) = (&opened.case, frame.words);
    let (dossier, viewer) = (&case.dossier, &desk.viewer);
    let (mut doings, mut others) = (Vec::new(), Vec::new());
    // What everything waits for comes first.
    for fee in case.fees.iter().filter(|fee| holds_up(dossier, fee)) {
        let label = words.under("desk.act", Act::MarkFeePaid.key());
        match can_do(viewer, case, Act::MarkFeePaid) {
            Ok(()) => doings.push(Doing {
                href: mark(desk, frame, dossier, fee),
                label,
                fee: Some(fee.label.clone()),
                is_danger: false,
            }),
            Err(ActBlocked::OtherRole(act)) if others.is_empty() => others.push(OtherDoing {
                label,
                why: roles_text(words, act.roles()),
            }),
            Err(_) => {}
        }
    }
    for act in Act::ALL {
        let Some(path) = paths::act(dossier.id, act) else {
            continue;
        };
        let label = words.under("desk.act", act.key());
        match can_do(viewer, case, act) {
            Ok(()) => doings.push(Doing {
                href: frame.path(&paths::from(&path, ListPosition::asked(desk))),
                label,
                fee: None,
                is_danger: act.is_danger(),
            }),
            // Nothing is said of each act where one thing bars them all.
            Err(blocked @ (ActBlocked::OwnDossier | ActBlocked::Elsewhere)) => {
                return (Vec::new(), Vec::new(), Some(blocked_text(words, blocked)));
            }
            // What leads on is somebody's work.
            Err(ActBlocked::OtherRole(act))
                if dossier.standing.after(act).is_ok() && act.rule().to != Target::Unchanged =>
            {
                let why = roles_text(words, act.roles());
                others.push(OtherDoing { label, why });
            }
            Err(ActBlocked::Unpaid) => others.push(OtherDoing {
                label,
                why: words.t("desk.blocked.unpaid_short").to_owned(),
            }),
            Err(ActBlocked::OtherRole(_) | ActBlocked::NotNow(_)) => {}
        }
    }
    (doings, others, None)
}

/// Whether the dossier cannot go on before the fee is paid.
fn holds_up(dossier: &Dossier, fee: &Fee) -> bool {
    let due = match dossier.state() {
        State::Submitted => FeeDue::BeforeAcceptance,
        State::Accepted | State::Processing | State::PaymentRequested => FeeDue::BeforeDecision,
        State::Decided => FeeDue::AtReturn,
        State::SupplementRequested
        | State::Refused
        | State::Withdrawn
        | State::Stopped
        | State::Returned => return false,
    };
    fee.is_owed_by(due)
}

/// Where a fee is marked as paid.
fn mark(desk: &StaffRequest, frame: &Frame, dossier: &Dossier, fee: &Fee) -> String {
    frame.path(&paths::from(
        &paths::fee(dossier.id, fee.id),
        ListPosition::asked(desk),
    ))
}

fn fees(desk: &StaffRequest, frame: &Frame, opened: &OpenDossier) -> Vec<FeeRow> {
    let (case, dossier) = (&opened.case, opened.dossier());
    let may_mark = can_do(&desk.viewer, case, Act::MarkFeePaid).is_ok();
    let row = |fee: &Fee| FeeRow {
        label: fee.label.clone(),
        amount: fee.amount.map(|amount| amount.to_string()),
        due: frame.words.under("desk.fee_due", fee.due.key()),
        paid_at: fee.paid_at,
        mark: (may_mark && fee.paid_at.is_none()).then(|| mark(desk, frame, dossier, fee)),
    };
    case.fees.iter().map(row).collect()
}

fn supplements(opened: &OpenDossier, words: Words) -> Vec<SupplementRow> {
    // An agency's own system may ask without saying for what.
    let is_theirs = opened.dossier().authority == Authority::Partner;
    let unsaid = || is_theirs.then(|| words.t("dossiers.asked_without_words").to_owned());
    let text = |note| opened.history.text(note).map(str::to_owned);
    opened
        .case
        .supplements
        .iter()
        .map(|request| SupplementRow {
            asked_at: request.asked_at,
            due_at: request.due_at,
            what: request
                .note
                .and_then(text)
                .or_else(unsaid)
                .unwrap_or_default(),
            answered_at: request.answered_at,
            answer: request.answer_note.and_then(text),
        })
        .collect()
}

fn results(frame: &Frame, opened: &OpenDossier) -> Vec<ResultRow> {
    let dossier = opened.dossier().id;
    let file_of = |result: &ResultDocument| {
        let file = result.file.as_ref()?;
        let path = paths::result(dossier, result.id);
        Some(ResultFileRow {
            show: file
                .media
                .is_viewable()
                .then(|| frame.path(&paths::shown(&path))),
            href: frame.path(&path),
            name: file.name.clone(),
            size: size(frame.words, file.file.size),
        })
    };
    let row = |result: &ResultDocument| ResultRow {
        title: result.title.clone(),
        decided_at: result.decided_at,
        file: file_of(result),
    };
    opened.results.iter().map(row).collect()
}
