//! All SQL of the journal.

use diesel::prelude::*;
use serde_json::json;

use super::{AuditAction, JournalEntry};
use crate::kernel::{AccountId, AgencyId, DossierId, Id, Instant, JournalId, TimeAndChance};
use crate::storage::schema::journal;
use crate::storage::{Conn, Document, Result, Tx};

/// Appends a row.
pub fn record(tx: &mut Tx<'_>, moment: &TimeAndChance, entry: &JournalEntry) -> Result<()> {
    let id: JournalId = moment.id();
    let subject = entry.subject.map(Id::<()>::from_uuid);
    let detail = match &entry.basis {
        Some(basis) => json!({ "basis": basis }),
        None => json!({}),
    };
    diesel::insert_into(journal::table)
        .values((
            journal::id.eq(id),
            journal::at.eq(moment.now),
            journal::kind.eq(entry.action.key()),
            journal::actor_id.eq(entry.actor),
            journal::subject_id.eq(subject),
            journal::agency_id.eq(entry.agency),
            journal::detail.eq(Document(detail)),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// A look that somebody of an agency took at a dossier.
#[derive(Debug, Clone, Queryable)]
pub struct Look {
    pub actor: Option<AccountId>,
    pub agency: Option<AgencyId>,
    pub at: Instant,
}

/// The latest looks at a dossier, newest first.
pub fn looks_at(conn: &mut Conn, dossier: DossierId, most: i64) -> Result<Vec<Look>> {
    let subject = Id::<()>::from_uuid(*dossier.uuid());
    Ok(journal::table
        .filter(journal::subject_id.eq(subject))
        .filter(journal::kind.eq(AuditAction::LookedAtDossier.key()))
        .order(journal::id.desc())
        .limit(most)
        .select((journal::actor_id, journal::agency_id, journal::at))
        .load(conn.engine())?)
}
