//! A list of the queue, most urgent first.

use askama::Template;

use super::place::Place;
use super::row::{NamedLines, Row};
use super::tabs::{Tab, tabs};
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::dossiers::{DeskList, Line, QueueCount, QueueCursor, queue, queue_counts};
use crate::kernel::{AgencyId, Instant};
use crate::storage::{self, Conn};
use crate::web::{AFTER, Frame, PageError, PageLink, Pager, page as answer};

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "desk/queue/list.html")]
struct ListPage {
    frame: Frame,
    offices: Offices,
    list: DeskList,
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
        let query = [
            (paths::OFFICE, self.office().key.as_str()),
            (paths::LIST, self.list.key()),
        ];
        self.frame.path(&paths::with_query(paths::NEXT, &query))
    }
}

/// What the page asks of storage.
struct Contents {
    counts: Vec<QueueCount>,
    lines: NamedLines,
    /// Where the next page begins, if there is one.
    next: Option<Place>,
}

pub(in crate::desk) async fn page(desk: AtDesk) -> Answer {
    let key = desk.query(paths::OFFICE);
    let offices =
        Offices::of(&desk.viewer, &desk.catalogue, key.as_deref()).ok_or(PageError::NotFound)?;
    let list = match desk.query(paths::LIST) {
        Some(key) => DeskList::from_key(&key).ok_or(PageError::NotFound)?,
        None => DeskList::ToAccept,
    };
    let after = match desk.query(AFTER) {
        Some(place) => Some(place.parse::<Place>().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let (agency, now) = (offices.current.id, desk.moment.now);
    let after = after.map(|place| place.cursor);
    let storage = &desk.ground.storage;
    let found = storage
        .reading(move |conn| contents(conn, agency, list, after, now))
        .await?;
    let frame = desk.frame();
    answer(&ListPage {
        tabs: tabs(&frame, &offices.current, &found.counts, Some(list)),
        rows: found.lines.rows(&frame, &desk.catalogue, now),
        first: after.map(|_| frame.path(&paths::list(&offices.current.key, list))),
        pager: Pager::keyed(
            &frame,
            None,
            found.next.map(|place| place.to_string()).as_deref(),
        ),
        list,
        offices,
        frame,
    })
}

fn contents(
    conn: &mut Conn,
    agency: AgencyId,
    list: DeskList,
    after: Option<QueueCursor>,
    now: Instant,
) -> storage::Result<Contents> {
    let counts = queue_counts(conn, agency, now)?;
    // One more than is shown tells whether there is another page.
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = queue(conn, agency, list, after, most)?;
    let is_more = lines.len() > ROWS;
    lines.truncate(ROWS);
    let next = lines
        .last()
        .filter(|_| is_more)
        .map(|line| place(list, line));
    Ok(Contents {
        counts,
        lines: NamedLines::of(conn, lines)?,
        next,
    })
}

const fn place(list: DeskList, line: &Line) -> Place {
    Place {
        list,
        cursor: QueueCursor {
            sort_at: line.sort_at,
            id: line.id,
        },
    }
}
