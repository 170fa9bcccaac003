//! The public look-up by code and four characters: state and dates, and nothing else.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::accounts;
use crate::dossiers::dossier::DeskList;
use crate::dossiers::error::Result;
use crate::dossiers::lifecycle::State;
use crate::dossiers::lookup_ending::LookupEnding;
use crate::dossiers::office_names::OfficeNames;
use crate::dossiers::spelling::code_key;
use crate::dossiers::store;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant};
use crate::storage::Conn;

/// What somebody who holds the receipt knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingQuestion {
    /// The code on the receipt, in any spelling.
    pub code: String,
    /// How the holder's number or phone ends.
    pub ending: LookupEnding,
}

/// Stands in for the dossier of a code that does not exist; no dossier has this id.
const NO_DOSSIER: DossierId = DossierId::from_uuid(Uuid::nil());
/// Stands in for the account of a holder who has none.
const NOBODY: AccountId = AccountId::from_uuid(Uuid::nil());

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
    /// By when the applicant must give what was asked for here; nothing else about it is told.
    pub supplement_by: Option<Instant>,
}

/// The public line; none alike for a code that does not exist and for a wrong ending. Both cost the
/// same: the same look-ups by key and a comparison; the dossier itself is read after that.
pub fn track(conn: &mut Conn, question: &TrackingQuestion) -> Result<Option<PublicLine>> {
    let known = store::dossier_of_code(conn, &question.code)?;
    let id = known.unwrap_or(NO_DOSSIER);
    let stored = store::lookup_of(conn, id)?.unwrap_or_default();
    let asked = store::lookup_index(&conn.keys(), id, &question.ending);
    let of_number = stored.indexes.as_deref().unwrap_or_default();
    let is_right = of_number
        .chunks(asked.len())
        .fold(false, |found, one| found | bool::from(one.ct_eq(&asked)));
    // Agencies name some holders by their TechID alone.
    let account = accounts::account(conn, stored.holder.unwrap_or(NOBODY))?;
    let number = account.as_ref().and_then(accounts::Account::owned_number);
    let is_own = number.and_then(LookupEnding::of).as_ref() == Some(&question.ending);
    if known.is_none() || !(is_right || is_own) {
        return Ok(None);
    }
    let Some(dossier) = store::dossier(conn, id)? else {
        return Ok(None);
    };
    // An agency with a system of its own sets no term for a supplement that this portal knows.
    let is_asked_here =
        dossier.state() == State::SupplementRequested && dossier.place.list != DeskList::Elsewhere;
    Ok(Some(PublicLine {
        supplement_by: is_asked_here.then_some(dossier.place.sort_at),
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
