//! An agency's queue: a page of a list, most urgent first, forward and backward.

use diesel::prelude::*;

use super::lists::Line;
use crate::dossiers::dossier::DeskList;
use crate::kernel::KeysetPart;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant};
use crate::storage::schema::dossiers;
use crate::storage::{Conn, Result};

/// Which dossiers lie in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Those of this agency.
    pub agency: AgencyId,
    /// Those that lie with this officer; none: all of them.
    pub officer: Option<AccountId>,
}

/// A place in a list: that of this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCursor {
    /// What the list is sorted by.
    pub sort_at: Instant,
    /// The row.
    pub id: DossierId,
}

/// Which part of a list is read.
pub type QueuePart = KeysetPart<QueueCursor>;

/// A part of a list, at most `most` rows of it, most urgent first.
pub fn queue(
    conn: &mut Conn,
    queue: Queue,
    list: DeskList,
    part: QueuePart,
    most: i64,
) -> Result<Vec<Line>> {
    let mut query = dossiers::table
        .filter(dossiers::agency_id.eq(queue.agency))
        .filter(dossiers::desk.eq(list))
        .limit(most)
        .select(Line::as_select())
        .into_boxed();
    if let Some(officer) = queue.officer {
        query = query.filter(dossiers::officer_id.eq(officer));
    }
    // The first condition alone bounds the index range; the second picks the place in it.
    query = match part {
        QueuePart::First => query,
        QueuePart::After(QueueCursor { sort_at, id }) => query
            .filter(dossiers::sort_at.ge(sort_at))
            .filter(dossiers::sort_at.gt(sort_at).or(dossiers::id.gt(id))),
        QueuePart::Before(QueueCursor { sort_at, id }) => query
            .filter(dossiers::sort_at.le(sort_at))
            .filter(dossiers::sort_at.lt(sort_at).or(dossiers::id.lt(id))),
    };
    let is_backward = matches!(part, QueuePart::Before(_));
    query = if is_backward {
        query.order((dossiers::sort_at.desc(), dossiers::id.desc()))
    } else {
        query.order((dossiers::sort_at, dossiers::id))
    };
    let mut rows: Vec<Line> = query.load(conn.engine())?;
    if is_backward {
        rows.reverse();
    }
    Ok(rows)
}
