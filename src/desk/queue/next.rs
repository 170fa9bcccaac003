//! The next dossier to take up.

use super::first_list::first_list;
use super::position::ListPosition;
use super::scope::Scope;
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
    if key.is_none() && offices.are_several() {
        return Ok(desk.to(paths::OFFICES));
    }
    let office = &offices.current;
    let place = ListPosition::asked(&desk);
    let named = desk
        .query(paths::LIST)
        .and_then(|key| DeskList::shown(&key));
    let list = place
        .map(|place| place.list)
        .or(named)
        .unwrap_or_else(|| first_list(&desk.viewer, office.id));
    let scope = match place {
        Some(place) => place.scope,
        None => Scope::asked(&desk)?,
    };
    let of = Queue {
        agency: office.id,
        lies_with: scope.lies_with(desk.viewer.account),
    };
    let after = place.map(|place| place.cursor);
    let found = desk
        .read(move |conn, _| next(conn, of, list, after))
        .await?;
    Ok(match found {
        Some(line) => {
            let is_special = scope != Scope::Everybodys;
            let place = is_special.then(|| ListPosition::of_line(&line, scope));
            desk.to(&paths::from(&paths::dossier(line.id), place))
        }
        None => {
            let list = paths::list(&office.key, list, scope);
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
