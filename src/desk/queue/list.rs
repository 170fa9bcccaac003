//! A list of the queue, most urgent first: of the whole agency, or of the clerk's own dossiers.

use askama::Template;

use super::position::ListPosition;
use super::row::{NamedLines, Row};
use super::tabs::{Scope, Tab, scopes, tabs};
use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::dossiers::{
    DeskList, Line, Queue, QueueCount, QueuePart, queue, queue_counts, queue_total,
};
use crate::kernel::{AccountId, Instant, KeysetPage, rows_to_read};
use crate::storage::{self, Conn};
use crate::web::{
    Frame, PageError, PageLink, PageResult, Pager, StaffRequest, page as answer, part_asked,
};

/// Rows of a page.
const ROWS: u16 = 50;

#[derive(Template)]
#[template(path = "desk/queue/list.html")]
struct ListPage {
    frame: Frame,
    offices: Offices,
    list: DeskList,
    is_mine: bool,
    scopes: Vec<Scope>,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    /// The beginning of the list, from a page further down.
    first: Option<String>,
    pager: Pager,
}

impl ListPage {
    fn office(&self) -> &Office {
        &self.offices.current
    }

    fn queue_of(&self, office: &Office) -> String {
        let path = paths::with_query(paths::QUEUE, &[(paths::OFFICE, &office.key)]);
        self.frame.path(&path)
    }

    fn next(&self) -> String {
        let mine = if self.is_mine { "1" } else { "" };
        let query = [
            (paths::OFFICE, self.office().key.as_str()),
            (paths::MINE, mine),
            (paths::LIST, self.list.key()),
        ];
        self.frame.path(&paths::with_query(paths::NEXT, &query))
    }

    fn nothing(&self) -> String {
        let (words, list) = (self.frame.words, self.list.key());
        if self.is_mine {
            words.under("desk.empty_mine", list)
        } else {
            words.under("desk.empty", list)
        }
    }
}

/// What the page asks of storage.
struct Contents {
    counts: Vec<QueueCount>,
    /// What lies with the clerk.
    mine: i64,
    lines: NamedLines,
    /// Where the page before this one ends.
    before: Option<ListPosition>,
    /// Where the page behind this one begins.
    after: Option<ListPosition>,
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let key = desk.query(paths::OFFICE);
    let offices = Offices::of(&desk, key.as_deref()).ok_or(PageError::NotFound)?;
    let list = match desk.query(paths::LIST) {
        Some(key) => DeskList::shown(&key).ok_or(PageError::NotFound)?,
        None => DeskList::ToAccept,
    };
    let part = part_asked(&desk)?.map(|position: ListPosition| position.cursor);
    let (clerk, now) = (desk.viewer.account, desk.now());
    let is_mine = desk.query(paths::MINE).is_some();
    let of = Queue {
        agency: offices.current.id,
        officer: is_mine.then_some(clerk),
    };
    let found = desk.read(move |conn, _| contents(conn, of, clerk, list, part, now));
    let found = found.await?;
    let frame = desk.frame();
    let first = paths::list(&offices.current.key, list, is_mine);
    let place = |line: &Line| is_mine.then(|| ListPosition::of_line(line, true));
    answer(&ListPage {
        scopes: scopes(&frame, &offices.current, list, is_mine, found.mine),
        tabs: tabs(&frame, &offices.current, is_mine, &found.counts, Some(list)),
        rows: found
            .lines
            .rows_from(&frame, &desk.cx.catalogue, now, place),
        first: (part != QueuePart::First).then(|| frame.path(&first)),
        pager: Pager::keyed(&frame, found.before.as_ref(), found.after.as_ref()),
        list,
        is_mine,
        offices,
        frame,
    })
}

fn contents(
    conn: &mut Conn,
    of: Queue,
    clerk: AccountId,
    list: DeskList,
    part: QueuePart,
    now: Instant,
) -> storage::Result<Contents> {
    let counts = queue_counts(conn, of, now)?;
    let mine = queue_total(conn, of.agency, clerk)?;
    let lines = queue(conn, of, list, part, rows_to_read(ROWS))?;
    let position = |line: &Line| ListPosition::of_line(line, of.officer.is_some());
    let page = KeysetPage::of(&part, lines, ROWS, position);
    // A page before which there is nothing is the first one, and as long as that.
    if matches!(part, QueuePart::Before(_)) && page.before.is_none() {
        return contents(conn, of, clerk, list, QueuePart::First, now);
    }
    Ok(Contents {
        counts,
        mine,
        lines: NamedLines::of(conn, page.rows)?,
        before: page.before,
        after: page.after,
    })
}
