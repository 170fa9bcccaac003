//! The next dossier to take up.

use super::position::ListPosition;
use crate::desk::office::Offices;
use crate::desk::paths;
use crate::dossiers::{DeskList, Line, Queue, QueueCursor, QueuePart, queue};
use crate::storage::{self, Conn};
use crate::web::{PageError, PageResult, StaffRequest};

/// Leads to the dossier behind the place from which the clerk comes, else to the most urgent of
/// the list; to the queue itself where the list is empty.
pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let key = desk.query(paths::OFFICE);
    let offices = Offices::of(&desk, key.as_deref()).ok_or(PageError::NotFound)?;
    let place = ListPosition::asked(&desk);
    let named = desk
        .query(paths::LIST)
        .and_then(|key| DeskList::shown(&key));
    let list = place
        .map(|place| place.list)
        .or(named)
        .unwrap_or(DeskList::ToAccept);
    let is_mine = match place {
        Some(place) => place.is_mine,
        None => desk.query(paths::MINE).is_some(),
    };
    let of = Queue {
        agency: offices.current.id,
        officer: is_mine.then_some(desk.viewer.account),
    };
    let after = place.map(|place| place.cursor);
    let found = desk
        .env
        .storage
        .reading(move |conn| next(conn, of, list, after))
        .await?;
    Ok(match found {
        Some(line) => {
            let place = is_mine.then(|| ListPosition::of_line(&line, true));
            desk.to(&paths::from(&paths::dossier(line.id), place))
        }
        None => {
            let list = paths::list(&offices.current.key, list, is_mine);
            desk.to_saying(&list, "desk.notice.list_is_done")
        }
    })
}

fn next(
    conn: &mut Conn,
    of: Queue,
    list: DeskList,
    after: Option<QueueCursor>,
) -> storage::Result<Option<Line>> {
    let mut first = |part| storage::Result::Ok(queue(conn, of, list, part, 1)?.pop());
    if let Some(after) = after
        && let Some(behind) = first(QueuePart::After(after))?
    {
        return Ok(Some(behind));
    }
    let at_hand = after.map(|cursor| cursor.id);
    let first = first(QueuePart::First)?;
    Ok(first.filter(|line| Some(line.id) != at_hand))
}
