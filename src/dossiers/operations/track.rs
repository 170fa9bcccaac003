//! The public look-up by code and four digits: state and dates, and nothing else.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::dossiers::error::Result;
use crate::dossiers::lifecycle::State;
use crate::dossiers::office_names::OfficeNames;
use crate::dossiers::spelling::code_key;
use crate::dossiers::store;
use crate::kernel::{AgencyId, DossierId, Instant};
use crate::storage::Conn;

/// What somebody who holds the receipt knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingQuestion {
    /// The code on the receipt, in any spelling.
    pub code: String,
    /// The last four digits of the holder's number, or of the phone where there is none.
    pub last_four: String,
}

/// Stands in for the dossier of a code that does not exist; no dossier has this id.
const NOBODY: DossierId = DossierId::from_uuid(Uuid::nil());

impl TrackingQuestion {
    /// The code in its one spelling: who guesses under another is the same guesser.
    pub fn canonical_code(&self) -> String {
        code_key(&self.code)
    }
}

/// What anybody may know who knows both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    pub code: String,
    pub state: State,
    /// The agency that has it.
    pub agency: AgencyId,
    /// What else is known of the office.
    pub office: OfficeNames,
    /// When it was filed.
    pub submitted_at: Instant,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    pub due_at: Option<Instant>,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// When its result was handed over.
    pub returned_at: Option<Instant>,
}

/// The public line; none alike for a code that does not exist and for wrong digits. Both cost the
/// same: two look-ups by key and one comparison; the dossier itself is read after that.
pub fn track(conn: &mut Conn, question: &TrackingQuestion) -> Result<Option<PublicLine>> {
    let known = store::dossier_of_code(conn, &question.code)?;
    let id = known.unwrap_or(NOBODY);
    let stored = store::lookup_of(conn, id)?.unwrap_or_default();
    let asked = store::lookup_index(&conn.keys(), id, &question.last_four);
    let is_right: bool = stored.ct_eq(&asked).into();
    if !is_right {
        return Ok(None);
    }
    let Some(dossier) = store::dossier(conn, id)? else {
        return Ok(None);
    };
    Ok(Some(PublicLine {
        office: store::office_of(conn, id)?,
        state: dossier.state(),
        code: dossier.code,
        agency: dossier.agency,
        submitted_at: dossier.times.submitted_at,
        accepted_at: dossier.times.accepted_at,
        due_at: dossier.times.due_at,
        settled_at: dossier.times.settled_at,
        returned_at: dossier.times.returned_at,
    }))
}
