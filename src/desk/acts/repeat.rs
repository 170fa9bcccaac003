//! A form that comes twice: a double click, or a browser that sends again what it had sent. The
//! second one changes nothing and is answered as the first was.

use crate::desk::at_desk::AtDesk;
use crate::dossiers::{self, Event, EventKind, Fee, ResultDocument};
use crate::kernel::{AccountId, DossierId};
use crate::storage::{self, Conn};
use crate::web::PageError;

/// What a clerk did to a dossier right after they had seen it.
pub(super) struct OwnStep {
    pub(super) kind: EventKind,
    /// What was written with it.
    pub(super) note: String,
    pub(super) fees: Vec<Fee>,
    pub(super) results: Vec<ResultDocument>,
}

impl OwnStep {
    /// The clerk's own step behind event number `seen`; none where anybody else had a hand in what
    /// happened since.
    pub(super) async fn after(
        desk: &AtDesk,
        dossier: DossierId,
        seen: i32,
    ) -> Result<Option<Self>, PageError> {
        let clerk = desk.viewer.account;
        let storage = &desk.env.storage;
        let found = storage
            .reading(move |conn| Self::find(conn, dossier, seen, clerk))
            .await?;
        Ok(found)
    }

    fn find(
        conn: &mut Conn,
        dossier: DossierId,
        seen: i32,
        clerk: AccountId,
    ) -> storage::Result<Option<Self>> {
        let events = dossiers::events(conn, dossier)?;
        let since: Vec<Event> = events
            .into_iter()
            .map(|recorded| recorded.event)
            .filter(|event| event.seq > seen)
            .collect();
        let Some(first) = since.first() else {
            return Ok(None);
        };
        // One act may record two events, as a result that goes to its reader at once.
        let one_act =
            |event: &Event| event.actor == Some(clerk) && event.recorded_at == first.recorded_at;
        if !since.iter().all(one_act) {
            return Ok(None);
        }
        let note = match first.note {
            Some(id) => dossiers::note(conn, dossier, id)?.unwrap_or_default(),
            None => String::new(),
        };
        Ok(Some(Self {
            kind: first.kind.clone(),
            note,
            fees: dossiers::fees_of(conn, dossier)?,
            results: dossiers::results_of(conn, dossier)?,
        }))
    }

    /// Whether this was written with it.
    pub(super) fn says(&self, text: &str) -> bool {
        self.note.trim() == text.trim()
    }
}
