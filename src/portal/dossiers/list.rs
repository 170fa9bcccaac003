//! All that a person has begun and filed.

use askama::Template;

use super::standing::{Left, left_of};
use crate::dossiers::{self, Draft, Line, OfficeNames, State};
use crate::kernel::{DossierId, Instant, KeysetPage, KeysetPart, rows_to_read};
use crate::portal::paths;
use crate::web::{
    AFTER, Frame, PageLink, PageRequest, PageResult, Pager, key_asked, page as answer,
};

/// Dossiers on a page, and the most drafts that are shown.
const PER_PAGE: u16 = 20;
const MOST_DRAFTS: i64 = 50;

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

pub(super) async fn page(request: PageRequest) -> PageResult {
    let before: Option<DossierId> = key_asked(&request, AFTER)?;
    let account = request.viewer()?.account;
    let (drafts, lines, mut offices) = request
        .read(move |conn, _| -> dossiers::Result<_> {
            let drafts = match before {
                None => dossiers::drafts_of(conn, account, MOST_DRAFTS)?,
                Some(_) => Vec::new(),
            };
            let most = rows_to_read(PER_PAGE);
            let lines = dossiers::dossiers_of(conn, account, before, most)?;
            let ids = lines.iter().map(|line| line.id).collect();
            Ok((drafts, lines, dossiers::offices_of(conn, ids)?))
        })
        .await?;
    let part = before.map_or(KeysetPart::First, KeysetPart::After);
    let found = KeysetPage::of(&part, lines, PER_PAGE, |line| line.id);
    let (frame, catalogue, now) = (request.frame(), &request.cx.catalogue, request.now());
    let name = |office: OfficeNames, agency| {
        let known = catalogue.agency_name(agency, now);
        office.name(known, frame.words).to_owned()
    };
    let drafts = drafts.into_iter().map(|draft| DraftLine {
        procedure: catalogue.procedure_name(&draft.procedure),
        agency: name(OfficeNames::default(), draft.agency),
        draft,
    });
    let dossier = |line: Line| DossierLine {
        agency: name(offices.remove(&line.id).unwrap_or_default(), line.agency),
        left: left_of(frame.words, &line, now, catalogue.calendar(line.agency)),
        waits: matches!(
            line.state,
            State::SupplementRequested | State::PaymentRequested
        ),
        line,
    };
    let pager = Pager::keyed(&frame, None, found.after.as_ref());
    let lines: Vec<DossierLine> = found.rows.into_iter().map(dossier).collect();
    answer(&ListPage {
        drafts: drafts.collect(),
        dossiers: lines,
        pager,
        now,
        is_first: before.is_none(),
        frame,
    })
}
