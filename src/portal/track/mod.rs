//! The public look-up of a dossier by code and four characters: state and dates, and nothing else. It
//! is a form that posts, so that they stand in no address and no log.

mod typed_code;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use askama::Template;

use crate::accounts::throttle::{self, Bucket};
use crate::accounts::{TooManyTries, count_try};
use crate::dossiers::{LookupEnding, PublicLine, Remaining, State, TrackingQuestion, track};
use crate::journal::{Circumstances, SecurityEvent};
use crate::kernel::Instant;
use crate::portal::meta::PageMeta;
use crate::portal::paths;
use crate::storage;
use crate::web::access::{Audience, Body, Routes};
use crate::web::{
    Faults, Frame, PageError, PageRequest, PageResult, Posted, caller_address, page as answer,
    page_with_status,
};

/// The page of the look-up.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/tra-cuu", Audience::Everyone, page)
        .post("/tra-cuu", Audience::Everyone, Body::Form, look_up)
}

/// The longest code, in characters.
const LONGEST_CODE: usize = 64;

#[derive(Template)]
#[template(path = "portal/track/page.html")]
struct TrackPage {
    frame: Frame,
    meta: PageMeta,
    code: String,
    found: Option<TrackedDossier>,
    faults: Faults,
}

/// What anybody may know who has the receipt.
struct TrackedDossier {
    line: PublicLine,
    agency: String,
    remaining: Option<String>,
    /// What the applicant must do, without what it is about.
    to_do: Option<String>,
}

impl TrackedDossier {
    /// Where its applicant does that.
    const fn dossiers(&self) -> &'static str {
        paths::DOSSIERS
    }

    /// What the agency is to it.
    const fn at(&self) -> &'static str {
        super::dossiers::at(self.line.state)
    }
}

impl TrackPage {
    fn empty(request: &PageRequest, code: String) -> Self {
        let frame = request.frame();
        let description = frame.t("track.intro").to_owned();
        Self {
            meta: PageMeta::of(request, &frame, "/tra-cuu", description),
            frame,
            code,
            found: None,
            faults: Faults::default(),
        }
    }
}

async fn page(request: PageRequest) -> PageResult {
    let code = request.query("ma").unwrap_or_default();
    let code = code.chars().take(LONGEST_CODE).collect();
    answer(&TrackPage::empty(&request, code))
}

async fn look_up(request: PageRequest, posted: Posted) -> PageResult {
    let mut page = TrackPage::empty(&request, posted.text("code").to_owned());
    let ending = LookupEnding::typed(posted.text("digits"));
    check(&mut page, ending.as_ref());
    let (Some(ending), true) = (ending, page.faults.is_empty()) else {
        return page_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let question = TrackingQuestion {
        code: typed_code::with_hyphens(&page.code),
        ending,
    };
    let now = request.now();
    let outcome = ask(&request, question, now).await?;
    if !matches!(outcome, Outcome::Found(_)) {
        let from = Circumstances::from_address(caller_address(&request.http));
        request
            .env
            .security
            .note(SecurityEvent::WrongTracking, from);
    }
    match outcome {
        Outcome::Wait(seconds) => {
            let message = page.frame.with("track.wait", &[("seconds", &seconds)]);
            page.faults.add("code", message);
            let mut response = page_with_status(StatusCode::TOO_MANY_REQUESTS, &page)?;
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
            Ok(response)
        }
        Outcome::Nothing => {
            page.faults.add("code", page.frame.t("track.nothing"));
            page_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Outcome::Found(line) => {
            let catalogue = request.cx.catalogue.clone();
            page.found = Some(TrackedDossier {
                agency: agency_name(&page.frame, &line, &catalogue, now),
                remaining: remaining(&page.frame, &line, &catalogue, now),
                to_do: to_do(&page.frame, &line),
                line,
            });
            answer(&page)
        }
    }
}

fn check(page: &mut TrackPage, ending: Option<&LookupEnding>) {
    if page.code.is_empty() {
        page.faults.add("code", page.frame.t("track.no_code"));
    } else if page.code.chars().count() > LONGEST_CODE {
        let most = &[("most", &LONGEST_CODE as &dyn std::fmt::Display)];
        let message = page.frame.with("track.long_code", most);
        page.faults.add("code", message);
    }
    if ending.is_none() {
        page.faults.add("digits", page.frame.t("track.no_digits"));
    }
}

fn agency_name(
    frame: &Frame,
    line: &PublicLine,
    catalogue: &crate::catalogue::Snapshot,
    now: Instant,
) -> String {
    let known = catalogue.agency_name(line.agency, now);
    line.office.name(known, frame.words).to_owned()
}

/// How much time is left, while the clock runs.
fn remaining(
    frame: &Frame,
    line: &PublicLine,
    catalogue: &crate::catalogue::Snapshot,
    now: Instant,
) -> Option<String> {
    // The clock stands still while the applicant is asked for something.
    let runs = !line.state.is_settled() && line.state != State::SupplementRequested;
    let due = line.due_at.filter(|_| runs)?;
    let remaining = Remaining::until(due, now, catalogue.calendar(line.agency));
    Some(super::dossiers::remaining_in_words(frame.words, remaining))
}

/// What a dossier that waits for its applicant asks of them, and by when; what it is about only they may
/// read.
fn to_do(frame: &Frame, line: &PublicLine) -> Option<String> {
    match (line.state, line.supplement_by) {
        (State::SupplementRequested, Some(by)) => {
            let by = frame.words.day_and_time(&by);
            Some(frame.with("track.give_by", &[("by", &by)]))
        }
        (State::SupplementRequested, None) => Some(frame.t("track.give").to_owned()),
        (State::PaymentRequested, _) => Some(frame.t("track.pay").to_owned()),
        _ => None,
    }
}

enum Outcome {
    Found(PublicLine),
    Nothing,
    /// So many seconds must pass before the next try.
    Wait(i64),
}

/// Asks once. The try is counted before it is answered, against the code, whether or not it exists, and
/// against the address it came from; a right one is taken back.
async fn ask(
    request: &PageRequest,
    question: TrackingQuestion,
    now: Instant,
) -> Result<Outcome, PageError> {
    let keys = request.env.storage.keys();
    let code = Bucket::target(keys, "track.code", &question.canonical_code());
    let address = caller_address(&request.http);
    let addresses = Bucket::address(keys, "track.address", &address);
    let counted = [std::slice::from_ref(&code), &addresses].concat();
    let storage = &request.env.storage;
    let tried = storage
        .writing(move |tx| count_try(tx, &counted, now))
        .await;
    if let Err(error) = tried {
        let TooManyTries { seconds } = error.refusal()?;
        return Ok(Outcome::Wait(seconds));
    }
    let found = storage.reading(move |conn| track(conn, &question)).await?;
    let Some(line) = found else {
        return Ok(Outcome::Nothing);
    };
    storage
        .writing(move |tx| -> storage::Result<()> {
            throttle::clear(tx, &code)?;
            throttle::take_back(tx, &addresses)
        })
        .await?;
    Ok(Outcome::Found(line))
}
