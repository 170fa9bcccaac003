//! All that a person has begun and filed: first what waits for them, then the rest, last filed first.

use askama::Template;

use super::lines::{FiledLine, Lines, WaitingLine};
use crate::dossiers::{self, Draft, FiledKey, Line, OfficeNames, OwnCounts, OwnList};
use crate::kernel::{DossierId, KeysetPage, KeysetPart, rows_to_read};
use crate::portal::paths;
use crate::web::{
    AFTER, Frame, PageError, PageLink, PageRequest, PageResult, Pager, key_asked, page as answer,
};

/// Dossiers on a page, and the most drafts and waiting dossiers that are shown.
const PER_PAGE: u16 = 20;
const MOST_DRAFTS: i64 = 50;
const MOST_WAITING: i64 = 50;
/// What the query says of the list that is shown.
const LIST: &str = "loc";

/// The lists that a person chooses among.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Waiting,
    Open,
    Ended,
}

impl Shown {
    const CHOICES: [Self; 4] = [Self::All, Self::Waiting, Self::Open, Self::Ended];

    /// Its name in an address; none for what is shown without one.
    const fn key(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Waiting => Some("can-xu-ly"),
            Self::Open => Some("dang-xu-ly"),
            Self::Ended => Some("da-xong"),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::All => "dossiers.list.all",
            Self::Waiting => "dossiers.list.waiting",
            Self::Open => "dossiers.list.open_ones",
            Self::Ended => "dossiers.list.ended",
        }
    }

    /// The list below what waits for the person; none where that is all.
    const fn list(self) -> Option<OwnList> {
        match self {
            Self::All => Some(OwnList::Others),
            Self::Waiting => None,
            Self::Open => Some(OwnList::Open),
            Self::Ended => Some(OwnList::Ended),
        }
    }

    fn asked(request: &PageRequest) -> Result<Self, PageError> {
        let Some(key) = request.query(LIST) else {
            return Ok(Self::All);
        };
        let mut known = Self::CHOICES.into_iter();
        known
            .find(|shown| shown.key() == Some(key.as_str()))
            .ok_or(PageError::NotFound)
    }
}

/// A list that can be chosen.
struct Tab {
    href: String,
    label: &'static str,
    count: Option<usize>,
    is_current: bool,
}

struct DraftLine {
    draft: Draft,
    procedure: String,
    agency: String,
}

#[derive(Template)]
#[template(path = "portal/dossiers/list.html")]
struct ListPage {
    frame: Frame,
    tabs: Vec<Tab>,
    waiting: Vec<WaitingLine>,
    drafts: Vec<DraftLine>,
    dossiers: Vec<FiledLine>,
    pager: Pager,
    shown: Shown,
    is_first: bool,
}

impl ListPage {
    fn resume(&self, draft: &Draft) -> String {
        self.frame.path(&paths::below(draft.id, "to-khai"))
    }

    fn discard(&self, draft: &Draft) -> String {
        self.frame.path(&paths::below(draft.id, "xoa"))
    }

    /// Whether there is nothing at all yet.
    fn is_empty(&self) -> bool {
        let nothing = self.waiting.is_empty() && self.drafts.is_empty() && self.dossiers.is_empty();
        nothing && self.is_first && self.shown == Shown::All
    }

    fn shows_waiting(&self) -> bool {
        self.shown == Shown::Waiting
    }

    fn shows_others(&self) -> bool {
        matches!(self.shown, Shown::Open | Shown::Ended)
    }
}

/// What a page of the list is made of, as it is read.
struct Read {
    drafts: Vec<Draft>,
    waiting: Vec<Line>,
    lines: Vec<Line>,
    counts: OwnCounts,
    offices: std::collections::HashMap<DossierId, OfficeNames>,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let before: Option<FiledKey> = key_asked(&request, AFTER)?;
    let (account, shown) = (request.viewer()?.account, Shown::asked(&request)?);
    let read = request.read(move |conn, _| -> dossiers::Result<_> {
        let (is_first, is_all) = (before.is_none(), shown == Shown::All);
        let drafts = match is_first && is_all {
            true => dossiers::drafts_of(conn, account, MOST_DRAFTS)?,
            false => Vec::new(),
        };
        let waiting = match is_first && matches!(shown, Shown::All | Shown::Waiting) {
            true => dossiers::dossiers_of(conn, account, OwnList::Waiting, None, MOST_WAITING)?,
            false => Vec::new(),
        };
        let lines = match shown.list() {
            Some(list) => {
                dossiers::dossiers_of(conn, account, list, before, rows_to_read(PER_PAGE))?
            }
            None => Vec::new(),
        };
        let ids = waiting.iter().chain(&lines).map(|line| line.id).collect();
        Ok(Read {
            offices: dossiers::offices_of(conn, ids)?.into_iter().collect(),
            counts: dossiers::own_counts(conn, account)?,
            drafts,
            waiting,
            lines,
        })
    });
    answer(&compose(&request, read.await?, shown, before))
}

fn compose(request: &PageRequest, read: Read, shown: Shown, before: Option<FiledKey>) -> ListPage {
    let part = before.map_or(KeysetPart::First, KeysetPart::After);
    let found = KeysetPage::of(&part, read.lines, PER_PAGE, Line::filed_key);
    let (frame, catalogue) = (request.frame(), &request.cx.catalogue);
    let drafts = read.drafts.into_iter().map(|draft| DraftLine {
        procedure: catalogue.procedure_name(&draft.procedure),
        agency: agency_of(request, &frame, &draft),
        draft,
    });
    let drafts = drafts.collect();
    let mut lines = Lines {
        request,
        frame: &frame,
        offices: read.offices,
    };
    let (waiting, dossiers) = (lines.waiting(read.waiting), lines.filed(found.rows));
    ListPage {
        tabs: tabs(&frame, shown, read.counts),
        pager: Pager::keyed(&frame, None, found.after.as_ref()),
        waiting,
        drafts,
        dossiers,
        shown,
        is_first: before.is_none(),
        frame,
    }
}

fn agency_of(request: &PageRequest, frame: &Frame, draft: &Draft) -> String {
    let known = request
        .cx
        .catalogue
        .agency_name(draft.agency, request.now());
    OfficeNames::default().name(known, frame.words).to_owned()
}

fn tabs(frame: &Frame, shown: Shown, counts: OwnCounts) -> Vec<Tab> {
    let tab = |one: Shown| Tab {
        href: match one.key() {
            Some(key) => frame.path(&format!("{}?{LIST}={key}", paths::DOSSIERS)),
            None => frame.path(paths::DOSSIERS),
        },
        label: frame.t(one.words()),
        count: match one {
            Shown::Waiting => Some(counts.waiting),
            Shown::Open => Some(counts.open),
            Shown::All | Shown::Ended => None,
        },
        is_current: one == shown,
    };
    Shown::CHOICES.map(tab).into()
}
