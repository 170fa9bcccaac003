//! Beginning an application.

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::dossiers::draft::Draft;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{AccountId, AgencyId, DossierId, Moment, uuid_of};
use crate::storage::Tx;

/// What a new draft is for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDraft {
    /// Comes with the page on which the applicant began: pressing twice begins once, and another
    /// agency chosen on the same page begins another draft.
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

/// Begins a draft, or finds the one that the same page began before for the same agency.
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
        delivery: None,
        address: None,
        created_at: moment.now,
        updated_at: moment.now,
        version: 1,
    };
    let start_key = key_for(new.start_key, new.agency);
    if store::draft_insert_if_new(tx, &draft, start_key)? {
        return Ok(draft.id);
    }
    store::draft_started(tx, account, start_key)?.ok_or(Error::NotFound)
}

/// A page that is gone back to still has its key, but may now name another place.
fn key_for(page: Uuid, agency: AgencyId) -> Uuid {
    uuid_of(Sha256::new().chain_update(page).chain_update(agency.uuid()))
}
