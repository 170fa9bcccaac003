//! Removing a partner that was set up by mistake.

use super::PartnerError;
use crate::context::Context;
use crate::exchange::store;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::PartnerId;
use crate::storage::Tx;

/// Removes a partner with which nothing has passed: what others remember of it would be lost.
///
/// # Errors
/// `Unknown` or `InUse`.
pub fn remove_partner(tx: &mut Tx<'_>, cx: &Context, id: PartnerId) -> Result<(), PartnerError> {
    store::partner(tx, id)?.ok_or(PartnerError::Unknown)?;
    if store::partner_was_used(tx, id)? {
        return Err(PartnerError::InUse);
    }
    store::partner_delete(tx, id)?;
    let entry = JournalEntry::by(AuditAction::RemovedPartner, cx.account(), id);
    Ok(journal::record(tx, &cx.moment, &entry)?)
}
