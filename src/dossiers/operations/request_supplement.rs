//! Asking the applicant for what is missing. The clock stands still meanwhile.

use super::clerk::{At, load_for_clerk, required};
use crate::agencies::Calendar;
use crate::dossiers::deadline::{SUPPLEMENT_TERM, due_at};
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::Result;
use crate::dossiers::event::{EventKind, EventText};
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, record};
use crate::dossiers::store::{self, SupplementRequest};
use crate::kernel::{Moment, Viewer};
use crate::storage::Tx;

/// Asks for a supplement; the applicant reads what is asked for.
pub fn request_supplement(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    what: &str,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::RequestSupplement)?;
    let due_at = due_at(moment.now, SUPPLEMENT_TERM, calendar);
    dossier.await_supplement(due_at, moment.now)?;
    let text = required("what", what)?.to_owned();
    let note = EventText {
        id: moment.id(),
        text,
        salt: moment.secret(),
    };
    let request = SupplementRequest {
        id: moment.id(),
        asked_at: moment.now,
        due_at,
        note: note.id,
        answer_note: None,
        answered_at: None,
    };
    store::supplement_insert(tx, dossier.id, &request)?;
    let kind = EventKind::SupplementRequested {
        supplement: request.id,
        due_at,
    };
    let event = NewEvent::by_clerk(kind, viewer.account).with_note(Some(note));
    record(tx, moment, dossier, event)
}
