//! Saving a step of an application.

use serde_json::Value;

use crate::catalogue::ResultDelivery;
use crate::dossiers::draft::Draft;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{AccountId, DossierId, Moment};
use crate::storage::Tx;

/// What a step changes; each step saves only its own part.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftChange {
    /// The answers, whole.
    Answers(Value),
    /// The case of the procedure that the papers are for.
    Case(Option<String>),
    /// How the result should come, and for the post where to.
    ResultDelivery(ResultDelivery, Option<String>),
    /// The form that the answers hold for, at the moment of filing.
    Form {
        /// Its key.
        key: String,
        /// Its revision.
        revision: i32,
    },
}

/// Saves a step. The draft is its owner's alone, so the last save wins: the same person on two
/// devices loses nothing that they have not overwritten themselves.
pub fn save_draft(
    tx: &mut Tx<'_>,
    moment: &Moment,
    account: AccountId,
    id: DossierId,
    change: &DraftChange,
) -> Result<Draft> {
    let mut draft = store::draft_owned_by(tx, id, account)?.ok_or(Error::NotFound)?;
    match change.clone() {
        DraftChange::Answers(answers) => draft.answers = answers,
        DraftChange::Case(case) => draft.case = case,
        DraftChange::ResultDelivery(delivery, address) => {
            draft.delivery = Some(delivery);
            draft.address = address;
        }
        DraftChange::Form { key, revision } => {
            draft.form = key;
            draft.form_revision = revision;
        }
    }
    let version = draft.version;
    draft.version = version.saturating_add(1);
    draft.updated_at = moment.now;
    if store::draft_update(tx, version, &draft)? {
        Ok(draft)
    } else {
        Err(Error::Stale)
    }
}
