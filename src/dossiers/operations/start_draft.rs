//! Beginning an application.

use serde_json::Value;
use uuid::Uuid;

use crate::dossiers::draft::Draft;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{AccountId, AgencyId, DossierId, Moment};
use crate::storage::Tx;

/// What a new draft is for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDraft {
    /// Comes with the page on which the applicant began, so that pressing twice begins once.
    pub start_key: Uuid,
    /// The procedure's code.
    pub procedure: String,
    /// Its revision.
    pub revision: i32,
    /// The form's key.
    pub form: String,
    /// Its revision.
    pub form_revision: i32,
    /// The agency that will handle it.
    pub agency: AgencyId,
    /// What the state already knows, as answers.
    pub answers: Value,
}

/// Begins a draft, or finds the one that the same page began before.
pub fn start_draft(
    tx: &mut Tx<'_>,
    moment: &Moment,
    account: AccountId,
    new: &NewDraft,
) -> Result<DossierId> {
    let draft = Draft {
        id: moment.id(),
        account,
        procedure: new.procedure.clone(),
        revision: new.revision,
        form: new.form.clone(),
        form_revision: new.form_revision,
        agency: new.agency,
        answers: new.answers.clone(),
        case: None,
        handover: None,
        address: None,
        created_at: moment.now,
        updated_at: moment.now,
        version: 1,
    };
    if store::draft_insert_if_new(tx, &draft, new.start_key)? {
        return Ok(draft.id);
    }
    store::draft_started(tx, account, new.start_key)?.ok_or(Error::NotFound)
}
