//! An agency's queue: a page of a list, most urgent first, forward and backward.

use diesel::prelude::*;

use super::lists::Line;
use crate::dossiers::dossier::DeskList;
use crate::kernel::KeysetPart;
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant};
use crate::storage::schema::dossiers;
use crate::storage::{Conn, Result};

/// Which dossiers lie in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Those of this agency.
    pub agency: AgencyId,
    /// With whom they lie.
    pub lies_with: LiesWith,
}

/// With whom the dossiers of a queue lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiesWith {
    Anybody,
    Officer(AccountId),
    Unit(HandlingUnitId),
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

/// A part of a list, at most `most` rows of it, most urgent first; of what is done, the latest first.
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
    query = match queue.lies_with {
        LiesWith::Anybody => query,
        LiesWith::Officer(officer) => query.filter(dossiers::officer_id.eq(officer)),
        LiesWith::Unit(unit) => query.filter(dossiers::unit_id.eq(unit)),
    };
    let latest_first = list == DeskList::Done;
    // The first condition alone bounds the index range; the second picks the place in it.
    query = match (part, latest_first) {
        (QueuePart::First, _) => query,
        (QueuePart::After(QueueCursor { sort_at, id }), false)
        | (QueuePart::Before(QueueCursor { sort_at, id }), true) => query
            .filter(dossiers::sort_at.ge(sort_at))
            .filter(dossiers::sort_at.gt(sort_at).or(dossiers::id.gt(id))),
        (QueuePart::Before(QueueCursor { sort_at, id }), false)
        | (QueuePart::After(QueueCursor { sort_at, id }), true) => query
            .filter(dossiers::sort_at.le(sort_at))
            .filter(dossiers::sort_at.lt(sort_at).or(dossiers::id.lt(id))),
    };
    let is_backward = matches!(part, QueuePart::Before(_));
    query = if is_backward == latest_first {
        query.order((dossiers::sort_at, dossiers::id))
    } else {
        query.order((dossiers::sort_at.desc(), dossiers::id.desc()))
    };
    let mut rows: Vec<Line> = query.load(conn.engine())?;
    if is_backward {
        rows.reverse();
    }
    Ok(rows)
}
