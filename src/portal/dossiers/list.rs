//! All that a person has begun and filed.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::standing::{Left, left_of};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::dossiers::{self, Draft, Line, State};
use crate::kernel::{DossierId, Instant};
use crate::portal::paths;
use crate::web::{Frame, PageError, PageLink, Pager, SignedIn, page as answer};

/// Dossiers on a page, and the most drafts that are shown.
const PER_PAGE: usize = 20;
const MOST_DRAFTS: i64 = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    sau: Option<String>,
}

struct DraftLine {
    draft: Draft,
    procedure: String,
    agency: String,
}

struct DossierLine {
    line: Line,
    agency: String,
    left: Option<Left>,
    /// Whether it waits for its applicant.
    waits: bool,
}

#[derive(Template)]
#[template(path = "portal/dossiers/list.html")]
struct ListPage {
    frame: Frame,
    drafts: Vec<DraftLine>,
    dossiers: Vec<DossierLine>,
    pager: Pager,
    now: Instant,
    is_first: bool,
}

impl ListPage {
    fn href(&self, id: &DossierId) -> String {
        self.frame.path(&paths::dossier(*id))
    }

    fn resume(&self, draft: &Draft) -> String {
        self.frame.path(&paths::below(draft.id, "to-khai"))
    }

    fn discard(&self, draft: &Draft) -> String {
        self.frame.path(&paths::below(draft.id, "xoa"))
    }
}

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    asked: Query<Asked>,
) -> Result<HttpResponse, PageError> {
    let before: Option<DossierId> = match &asked.sau {
        Some(key) => Some(key.parse().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let account = viewer.0.account;
    let most = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let (drafts, mut lines) = env
        .storage
        .reading(move |conn| -> dossiers::Result<_> {
            let drafts = match before {
                None => dossiers::drafts_of(conn, account, MOST_DRAFTS)?,
                Some(_) => Vec::new(),
            };
            Ok((drafts, dossiers::dossiers_of(conn, account, before, most)?))
        })
        .await?;
    let goes_on = lines.len() > PER_PAGE;
    lines.truncate(PER_PAGE);
    let last = lines
        .last()
        .filter(|_| goes_on)
        .map(|line| line.id.to_string());
    let (frame, catalogue, now) = (Frame::of(&request), cache.current(), env.clock.now());
    let drafts = drafts.into_iter().map(|draft| DraftLine {
        procedure: catalogue.procedure_name(&draft.procedure),
        agency: catalogue.agency_name(draft.agency),
        draft,
    });
    let dossier = |line: Line| DossierLine {
        agency: catalogue.agency_name(line.agency),
        left: left_of(frame.words, &line, now, catalogue.calendar(line.agency)),
        waits: matches!(
            line.state,
            State::SupplementRequested | State::PaymentRequested
        ),
        line,
    };
    let lines: Vec<DossierLine> = lines.into_iter().map(dossier).collect();
    answer(&ListPage {
        drafts: drafts.collect(),
        dossiers: lines,
        pager: Pager::keyed(&frame, None, last.as_deref()),
        now,
        is_first: before.is_none(),
        frame,
    })
}
