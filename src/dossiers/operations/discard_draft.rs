//! Throwing an application away before it is filed.

use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{AccountId, DossierId};
use crate::storage::Tx;

/// Removes a draft with its papers.
pub fn discard_draft(tx: &mut Tx<'_>, account: AccountId, id: DossierId) -> Result<()> {
    let draft = store::draft_owned_by(tx, id, account)?.ok_or(Error::NotFound)?;
    store::draft_papers_delete(tx, draft.id)?;
    store::draft_delete(tx, draft.id)?;
    Ok(())
}
