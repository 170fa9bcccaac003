//! The next dossier to take up.

use super::place::Place;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::office::Offices;
use crate::desk::paths;
use crate::dossiers::{DeskList, QueueCursor, queue, queue_next};
use crate::kernel::{AgencyId, DossierId};
use crate::storage::{self, Conn};
use crate::web::PageError;

/// Leads to the dossier behind the place from which the clerk comes, else to the most urgent of
/// the list; to the queue itself where the list is empty.
pub(in crate::desk) async fn page(desk: AtDesk) -> Answer {
    let key = desk.query(paths::OFFICE);
    let offices =
        Offices::of(&desk.viewer, &desk.catalogue, key.as_deref()).ok_or(PageError::NotFound)?;
    let place = desk
        .query(paths::FROM)
        .and_then(|place| place.parse::<Place>().ok());
    let named = desk
        .query(paths::LIST)
        .and_then(|key| DeskList::from_key(&key));
    let list = place
        .map(|place| place.list)
        .or(named)
        .unwrap_or(DeskList::ToAccept);
    let (agency, after) = (offices.current.id, place.map(|place| place.cursor));
    let found = desk
        .ground
        .storage
        .reading(move |conn| next(conn, agency, list, after))
        .await?;
    let office = offices.current.key.as_str();
    Ok(match found {
        Some(id) => desk.to(&paths::dossier(id), &[]),
        None => {
            let query = [(paths::OFFICE, office), (paths::LIST, list.key())];
            desk.to_saying(paths::QUEUE, &query, "desk.notice.list_is_done")
        }
    })
}

fn next(
    conn: &mut Conn,
    agency: AgencyId,
    list: DeskList,
    after: Option<QueueCursor>,
) -> storage::Result<Option<DossierId>> {
    if let Some(after) = after
        && let Some(behind) = queue_next(conn, agency, list, after)?
    {
        return Ok(Some(behind));
    }
    let first = queue(conn, agency, list, None, 1)?;
    let at_hand = after.map(|cursor| cursor.id);
    Ok(first
        .first()
        .map(|line| line.id)
        .filter(|id| Some(*id) != at_hand))
}
