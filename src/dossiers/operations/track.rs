//! The public look-up by code and four digits: state and dates, and nothing else.

use subtle::ConstantTimeEq;

use crate::dossiers::code::DossierCode;
use crate::dossiers::error::Result;
use crate::dossiers::lifecycle::State;
use crate::dossiers::store;
use crate::kernel::{AgencyId, Instant};
use crate::storage::Conn;

/// What somebody who holds the receipt knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingQuestion {
    /// The code on the receipt, in any spelling.
    pub code: String,
    /// The last four digits of the holder's number, or of the phone where there is none.
    pub last_four: String,
}

/// What anybody may know who knows both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    /// The code.
    pub code: String,
    /// The state.
    pub state: State,
    /// The agency that has it.
    pub agency: AgencyId,
    /// When it was filed.
    pub submitted_at: Instant,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// When its result was handed over.
    pub returned_at: Option<Instant>,
}

/// The public line; none alike for a code that does not exist and for wrong digits.
pub fn track(conn: &mut Conn, question: &TrackingQuestion) -> Result<Option<PublicLine>> {
    let code = match question.code.parse::<DossierCode>() {
        Ok(code) => code.to_string(),
        Err(_) => question.code.trim().to_owned(),
    };
    let Some(id) = store::dossier_of_code(conn, &code)? else {
        return Ok(None);
    };
    let Some((dossier, stored)) = store::dossier_with_lookup(conn, id)? else {
        return Ok(None);
    };
    let asked = store::lookup_index(&conn.keys(), id, &question.last_four);
    let is_right: bool = stored.is_some_and(|stored| stored.ct_eq(&asked).into());
    Ok(is_right.then(|| PublicLine {
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
