//! A dossier before it is filed: a machine of its own, with one state.

use serde_json::Value;

use crate::catalogue::ResultDelivery;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant};

/// What an applicant has begun. Its id becomes the dossier's.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its id.
    pub id: DossierId,
    /// Whose it is.
    pub account: AccountId,
    /// The procedure's code.
    pub procedure: String,
    /// The revision whose papers its uploads are for.
    pub revision: i32,
    /// The key of the form under which it was begun.
    pub form: String,
    /// The form's revision then. Its pages always show the standing one.
    pub form_revision: i32,
    /// The agency that will handle it.
    pub agency: AgencyId,
    /// The answers so far: the forms room's document.
    pub answers: Value,
    /// The case of the procedure that the papers are for.
    pub case: Option<String>,
    /// How the result should come.
    pub delivery: Option<ResultDelivery>,
    /// Where the post should bring it.
    pub address: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last saved.
    pub updated_at: Instant,
    /// The version that a save asks for.
    pub version: i32,
}
