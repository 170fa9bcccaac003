//! The page of an act and its two handlers.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use askama::Template;

use super::form::{self, Control, ControlKind, FILE, Fact, FactValue, Subject};
use crate::desk::dossier::act_blocked::{blocked_text, status_of};
use crate::desk::dossier::history::{HistoryEntry, entries};
use crate::desk::dossier::page::office_frame;
use crate::desk::dossier::reading::Reading;
use crate::desk::paths;
use crate::desk::queue::ListPosition;
use crate::dossiers::{
    self, Act, ActBlocked, ActInput, At, Dossier, Error, Event, OpenDossier, Problem, Receivers,
    ResultFile, can_do, carry_out,
};
use crate::kernel::{DossierId, FeeId};
use crate::web::{
    Faults, FileError, Frame, NavLink, PageError, PageResult, Posted, StaffRequest, Upload,
    UploadRoom, Wanted, page_with_frame,
};

#[derive(Template)]
#[template(path = "desk/acts/act.html")]
struct ActPage {
    frame: Frame,
    crumbs: Vec<NavLink>,
    act: Act,
    title: String,
    /// The place in the queue that the dossier has while the form is open: one that is sent twice leads
    /// to the same place twice.
    place: ListPosition,
    dossier: Dossier,
    dossier_page: String,
    blocked_text: Option<String>,
    facts: Vec<Fact>,
    controls: Vec<Control>,
    sends_file: bool,
    accepted: String,
    /// A file was chosen; a browser does not give it again by itself.
    had_file: bool,
    faults: Faults,
    /// Whether somebody was faster.
    is_stale: bool,
    /// It was the clerk, in another window or with a second press of the button.
    is_own_change: bool,
    /// What they did.
    changes: Vec<HistoryEntry>,
    /// What is decided about, beside the form.
    reading: Reading,
}

/// The state of a dossier that a form was made from. One that says nothing has seen nothing, and is
/// stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    /// The version of the row.
    version: i32,
    /// The number of the last event.
    seq: i32,
}

impl Seen {
    fn of(typed: &Posted) -> Self {
        let number = |name| typed.text(name).parse().unwrap_or(0);
        Self {
            version: number("version"),
            seq: number("seen"),
        }
    }
}

/// What a page says beside the form that a clerk opened.
#[derive(Default)]
struct Shown {
    /// None: the form as it begins.
    typed: Option<Posted>,
    had_file: bool,
    faults: Faults,
    blocked: Option<ActBlocked>,
    /// Since which event somebody was faster.
    stale_since: Option<i32>,
}

/// What an address names.
#[derive(Debug, Clone, Copy)]
struct Address {
    dossier: DossierId,
    fee: Option<FeeId>,
}

impl Address {
    fn of(desk: &StaffRequest) -> Result<Self, PageError> {
        let names = desk.http.match_info();
        let dossier = names.query("id").parse().map_err(|_| PageError::NotFound)?;
        let fee = match names.get("fee") {
            Some(fee) => Some(fee.parse().map_err(|_| PageError::NotFound)?),
            None => None,
        };
        Ok(Self { dossier, fee })
    }
}

/// The page of an act that is about to be done.
pub(super) async fn show(desk: StaffRequest, act: Act) -> PageResult {
    let address = Address::of(&desk)?;
    answer(&desk, act, address, Shown::default()).await
}

/// An act that was posted.
pub(super) async fn post(desk: StaffRequest, act: Act, posted: Posted) -> PageResult {
    let address = Address::of(&desk)?;
    let before = before(&desk, act, address.dossier).await?;
    let typed = posted;
    let input = form::read(desk.words(), act, &typed, address.fee, None);
    finish(&desk, act, address, &before, typed, false, input).await
}

/// An act that was posted with a file. Who may not do it sends no file into the store.
pub(super) async fn post_files(desk: StaffRequest, act: Act, body: Payload) -> PageResult {
    let address = Address::of(&desk)?;
    let before = before(&desk, act, address.dossier).await?;
    dossiers::may_act(&desk.viewer, &before, act).map_err(Error::from)?;
    let wanted = Wanted {
        takes: &|control| control == FILE,
        room: UploadRoom::for_files(1),
        with_password: false,
    };
    let upload = Upload::read(&desk, body, wanted).await?;
    let typed = Posted::of(upload.texts.clone());
    let had_file = !upload.files.is_empty();
    let file = result_file(upload);
    let input = form::read(desk.words(), act, &typed, address.fee, file);
    finish(&desk, act, address, &before, typed, had_file, input).await
}

/// The dossier before the act, for a clerk who may know of it.
async fn before(desk: &StaffRequest, act: Act, id: DossierId) -> Result<Dossier, PageError> {
    let cx = desk.cx.clone();
    let found = desk
        .env
        .storage
        .reading(move |conn| dossiers::dossier_for_act(conn, &cx, id, act))
        .await?;
    Ok(found)
}

/// The result's file, if one was chosen.
fn result_file(upload: Upload) -> Option<Result<ResultFile, FileError>> {
    let mut files = upload.files.into_iter();
    let chosen = files.find(|file| file.field == FILE)?;
    Some(chosen.outcome.map(|taken| ResultFile {
        name: chosen.name,
        file: taken.file,
        media: taken.media,
    }))
}

/// Carries out what was posted: back to the dossier, or the page again with what went wrong.
async fn finish(
    desk: &StaffRequest,
    act: Act,
    address: Address,
    before: &Dossier,
    typed: Posted,
    had_file: bool,
    input: Result<Option<ActInput>, Faults>,
) -> PageResult {
    let seen = Seen::of(&typed);
    let mut shown = Shown {
        typed: Some(typed),
        had_file,
        ..Shown::default()
    };
    let input = match input {
        Ok(input) => input.ok_or(PageError::NotFound)?,
        Err(faults) => {
            shown.faults = faults;
            return answer(desk, act, address, shown).await;
        }
    };
    let id = address.dossier;
    let place = place_of(desk, shown.typed.as_ref(), before);
    match attempt(desk, id, seen, input.clone()).await {
        Ok(()) => return Ok(back(desk, act, id, place)),
        Err(Error::Stale) if was_done(desk, id, seen, input).await? => {
            return Ok(back(desk, act, id, place));
        }
        Err(Error::Stale) => shown.stale_since = Some(seen.seq),
        Err(Error::Blocked(blocked)) => shown.blocked = Some(blocked),
        Err(Error::Invalid { field, problem }) => {
            let words = desk.words();
            let message = match problem {
                Problem::Missing => words.under("desk.missing", field),
                other => words.under("desk.problem", other.key()),
            };
            shown.faults.add(field, message);
        }
        Err(other) => return Err(other.into()),
    }
    answer(desk, act, address, shown).await
}

async fn attempt(
    desk: &StaffRequest,
    dossier: DossierId,
    seen: Seen,
    input: ActInput,
) -> dossiers::Result<()> {
    let cx = desk.cx.clone();
    let version = seen.version;
    desk.env
        .storage
        .writing(move |tx| carry_out(tx, &cx, At { dossier, version }, &input).map(|_| ()))
        .await
}

async fn was_done(
    desk: &StaffRequest,
    id: DossierId,
    seen: Seen,
    input: ActInput,
) -> Result<bool, PageError> {
    let clerk = desk.viewer.account;
    let found = desk
        .env
        .storage
        .reading(move |conn| dossiers::is_repeated(conn, id, seen.seq, clerk, &input))
        .await?;
    Ok(found)
}

/// The place in the queue from which the dossier was opened, else the one that it had when the form was
/// made.
fn place_of(desk: &StaffRequest, typed: Option<&Posted>, dossier: &Dossier) -> ListPosition {
    let sent = || typed?.text(paths::FROM).parse().ok();
    ListPosition::asked(desk)
        .or_else(sent)
        .unwrap_or_else(|| ListPosition::of(dossier))
}

/// To the dossier, from which the next one lies behind the place that this one had.
fn back(
    desk: &StaffRequest,
    act: Act,
    dossier: DossierId,
    place: ListPosition,
) -> actix_web::HttpResponse {
    let notice = format!("desk.notice.{}", act.key());
    let path = paths::from(&paths::dossier(dossier), Some(place));
    desk.to_saying(&path, &notice)
}

async fn answer(desk: &StaffRequest, act: Act, address: Address, shown: Shown) -> PageResult {
    let (opened, receivers) = open(desk, act, address.dossier).await?;
    let fee = match address.fee {
        Some(id) => {
            let mut fees = opened.case.fees.iter();
            let fee = fees.find(|fee| fee.id == id).ok_or(PageError::NotFound)?;
            if fee.paid_at.is_some() && shown.typed.is_none() {
                return Ok(desk.to(&paths::dossier(address.dossier)));
            }
            Some(fee)
        }
        None => None,
    };
    let subject = Subject {
        opened: &opened,
        fee,
        receivers,
    };
    let blocked = shown
        .blocked
        .or_else(|| can_do(&desk.viewer, &opened.case, act).err());
    let status = match (shown.stale_since, blocked) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, Some(blocked)) => status_of(blocked),
        (None, None) if shown.faults.is_empty() => StatusCode::OK,
        (None, None) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page_with_frame(status, &page(desk, act, &subject, shown, blocked))
}

/// Opens the dossier; a look at an act's page is a look at the dossier.
async fn open(
    desk: &StaffRequest,
    act: Act,
    id: DossierId,
) -> Result<(OpenDossier, Receivers), PageError> {
    let cx = desk.cx.clone();
    let found = desk
        .env
        .storage
        .writing(move |tx| -> dossiers::Result<_> {
            let opened = dossiers::open_for_staff(tx, &cx, id)?;
            let receivers = match act {
                Act::Forward => dossiers::receivers(tx, &cx, opened.dossier())?,
                _ => Receivers::default(),
            };
            Ok((opened, receivers))
        })
        .await?;
    Ok(found)
}

fn page(
    desk: &StaffRequest,
    act: Act,
    subject: &Subject<'_>,
    shown: Shown,
    blocked: Option<ActBlocked>,
) -> ActPage {
    let dossier = subject.opened.dossier();
    let frame = office_frame(desk, dossier);
    let path = paths::dossier(dossier.id);
    let own_path = match subject.fee {
        Some(fee) => Some(paths::fee(dossier.id, fee.id)),
        None => paths::act(dossier.id, act),
    };
    let reading = own_path.as_deref().unwrap_or(&path);
    let reading = Reading::of(desk, &frame, subject.opened, reading);
    let place = place_of(desk, shown.typed.as_ref(), dossier);
    let typed = shown
        .typed
        .unwrap_or_else(|| form::opening(desk, act, subject));
    let history = &subject.opened.history;
    let (changes, is_own_change) = match shown.stale_since {
        Some(seen) => {
            let since = history.since(seen);
            let by_clerk = |event: &&Event| event.actor == Some(desk.viewer.account);
            let is_own = !since.is_empty() && since.iter().all(by_clerk);
            (entries(history, frame.words, seen), is_own)
        }
        None => (Vec::new(), false),
    };
    ActPage {
        crumbs: vec![frame.link(&path, &dossier.code)],
        title: frame.words.under("desk.act", act.key()),
        place,
        dossier_page: frame.path(&path),
        blocked_text: blocked.map(|blocked| blocked_text(frame.words, blocked)),
        facts: form::facts(desk, act, subject),
        controls: form::controls(desk, act, subject, &typed),
        sends_file: form::sends_file(act),
        accepted: form::result_endings(desk.env.accepted_endings()),
        had_file: shown.had_file,
        faults: shown.faults,
        is_stale: shown.stale_since.is_some(),
        is_own_change,
        changes,
        reading,
        dossier: dossier.clone(),
        act,
        frame,
    }
}
