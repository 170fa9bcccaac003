//! A list of the queue, most urgent first: of the whole agency, or of the clerk's own dossiers.

use askama::Template;

use super::position::ListPosition;
use super::row::{NamedLines, Row};
use super::tabs::{Scope, Tab, scopes, tabs};
use crate::desk::at_desk::{AtDesk, PageResult};
use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::dossiers::{
    DeskList, Line, Queue, QueueCount, QueuePart, queue, queue_counts, queue_total,
};
use crate::kernel::{AccountId, Instant};
use crate::storage::{self, Conn};
use crate::web::{AFTER, BEFORE, Frame, PageError, PageLink, Pager, page as answer};

/// Rows of a page.
const ROWS: usize = 50;

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
    /// Whether there are rows before these.
    has_before: bool,
    /// Whether there are rows behind these.
    has_after: bool,
}

impl Contents {
    /// The keys of the pages before and after this one.
    fn turns(&self, is_mine: bool) -> (Option<String>, Option<String>) {
        let place = |line: &Line| ListPosition::of_line(line, is_mine).to_string();
        let lines = &self.lines.lines;
        let before = lines.first().filter(|_| self.has_before).map(place);
        let after = lines.last().filter(|_| self.has_after).map(place);
        (before, after)
    }
}

pub(in crate::desk) async fn page(desk: AtDesk) -> PageResult {
    let key = desk.query(paths::OFFICE);
    let offices =
        Offices::of(&desk.viewer, &desk.catalogue, key.as_deref()).ok_or(PageError::NotFound)?;
    let list = match desk.query(paths::LIST) {
        Some(key) => DeskList::shown(&key).ok_or(PageError::NotFound)?,
        None => DeskList::ToAccept,
    };
    let part = part(&desk)?;
    let (clerk, now) = (desk.viewer.account, desk.moment.now);
    let is_mine = desk.query(paths::MINE).is_some();
    let of = Queue {
        agency: offices.current.id,
        officer: is_mine.then_some(clerk),
    };
    let storage = &desk.env.storage;
    let found = storage
        .reading(move |conn| contents(conn, of, clerk, list, part, now))
        .await?;
    let frame = desk.frame();
    let (before, after) = found.turns(is_mine);
    let first = paths::list(&offices.current.key, list, is_mine);
    let place = |line: &Line| is_mine.then(|| ListPosition::of_line(line, true));
    answer(&ListPage {
        scopes: scopes(&frame, &offices.current, list, is_mine, found.mine),
        tabs: tabs(&frame, &offices.current, is_mine, &found.counts, Some(list)),
        rows: found.lines.rows_from(&frame, &desk.catalogue, now, place),
        first: (part != QueuePart::First).then(|| frame.path(&first)),
        pager: Pager::keyed(&frame, before.as_deref(), after.as_deref()),
        list,
        is_mine,
        offices,
        frame,
    })
}

/// Which part of the list the address asks for.
fn part(desk: &AtDesk) -> Result<QueuePart, PageError> {
    let cursor = |text: String| {
        let place = text.parse::<ListPosition>();
        place
            .map(|place| place.cursor)
            .map_err(|_| PageError::NotFound)
    };
    Ok(match (desk.query(AFTER), desk.query(BEFORE)) {
        (Some(after), _) => QueuePart::After(cursor(after)?),
        (None, Some(before)) => QueuePart::Before(cursor(before)?),
        (None, None) => QueuePart::First,
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
    // One more than is shown tells whether there is another page.
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = queue(conn, of, list, part, most)?;
    let is_more = lines.len() > ROWS;
    // A page before which there is nothing is the first one, and as long as that.
    if matches!(part, QueuePart::Before(_)) && !is_more {
        return contents(conn, of, clerk, list, QueuePart::First, now);
    }
    let (has_before, has_after) = match part {
        QueuePart::First => (false, is_more),
        QueuePart::After(_) => (true, is_more),
        QueuePart::Before(_) => (true, true),
    };
    if matches!(part, QueuePart::Before(_)) {
        lines.remove(0);
    } else {
        lines.truncate(ROWS);
    }
    Ok(Contents {
        counts,
        mine,
        lines: NamedLines::of(conn, lines)?,
        has_before,
        has_after,
    })
}
