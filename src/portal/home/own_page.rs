//! `/` for a citizen or business that is signed in: what waits for them, what they filed last, and the
//! papers they keep.

use std::collections::HashMap;

use askama::Template;

use crate::dossiers::{self, Draft, Line, OfficeNames, OwnCounts, OwnList};
use crate::kernel::{AccountId, DossierId};
use crate::portal::dossiers::{FiledLine, Lines, WaitingLine};
use crate::portal::paths;
use crate::vault::{Paper, papers_of};
use crate::web::{Frame, PageRequest, PageResult, page as answer};

/// How many of each kind stand here; the lists show all.
const WAITING: i64 = 5;
const LATEST: i64 = 5;
const DRAFTS: i64 = 3;
const PAPERS: i64 = 3;

#[derive(Template)]
#[template(path = "portal/home/own.html")]
struct OwnPage {
    frame: Frame,
    name: String,
    counts: OwnCounts,
    waiting: Vec<WaitingLine>,
    drafts: Vec<DraftLine>,
    latest: Vec<FiledLine>,
    papers: Vec<Paper>,
}

struct DraftLine {
    draft: Draft,
    procedure: String,
}

impl OwnPage {
    fn resume(&self, draft: &Draft) -> String {
        self.frame.path(&paths::below(draft.id, "to-khai"))
    }

    fn paper(&self, paper: &Paper) -> String {
        self.frame.path(&format!("{}/{}", paths::VAULT, paper.id))
    }

    /// How many things wait, in words.
    fn waits(&self) -> String {
        match i64::try_from(self.counts.waiting).unwrap_or(i64::MAX) {
            0 => self.frame.t("find.own.nothing_waits").to_owned(),
            n => self.frame.count("find.own.waits", &n),
        }
    }

    fn has_nothing(&self) -> bool {
        self.waiting.is_empty() && self.drafts.is_empty() && self.latest.is_empty()
    }
}

struct Read {
    counts: OwnCounts,
    waiting: Vec<Line>,
    latest: Vec<Line>,
    drafts: Vec<Draft>,
    papers: Vec<Paper>,
    offices: HashMap<DossierId, OfficeNames>,
}

pub(super) async fn page(request: PageRequest, account: AccountId, name: String) -> PageResult {
    let read = request.read(move |conn, _| -> dossiers::Result<_> {
        let waiting = dossiers::dossiers_of(conn, account, OwnList::Waiting, None, WAITING)?;
        let latest = dossiers::dossiers_of(conn, account, OwnList::Others, None, LATEST)?;
        let ids = waiting.iter().chain(&latest).map(|line| line.id).collect();
        Ok(Read {
            counts: dossiers::own_counts(conn, account)?,
            drafts: dossiers::drafts_of(conn, account, DRAFTS)?,
            papers: papers_of(conn, account, None, PAPERS)?,
            offices: dossiers::offices_of(conn, ids)?.into_iter().collect(),
            waiting,
            latest,
        })
    });
    answer(&compose(&request, read.await?, name))
}

fn compose(request: &PageRequest, read: Read, name: String) -> OwnPage {
    let frame = request.frame();
    let mut lines = Lines {
        request,
        frame: &frame,
        offices: read.offices,
    };
    let (waiting, latest) = (lines.waiting(read.waiting), lines.filed(read.latest));
    let drafts = read.drafts.into_iter().map(|draft| DraftLine {
        procedure: request.cx.catalogue.procedure_name(&draft.procedure),
        draft,
    });
    OwnPage {
        counts: read.counts,
        waiting,
        drafts: drafts.collect(),
        latest,
        papers: read.papers,
        name,
        frame,
    }
}
