//! Supplement requests.

use diesel::prelude::*;

use crate::kernel::{DossierId, Instant, NoteId, SupplementId};
use crate::storage::schema::supplement_requests;
use crate::storage::{Conn, Result, Tx};

/// What an officer asked the applicant for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct SupplementRequest {
    /// Its id.
    pub id: SupplementId,
    /// When it was asked for.
    pub asked_at: Instant,
    /// By when it must come.
    pub due_at: Instant,
    /// What is asked for.
    pub note: NoteId,
    /// What the applicant answered.
    pub answer_note: Option<NoteId>,
    /// When it came; none while it is awaited, or when its term ended.
    pub answered_at: Option<Instant>,
}

/// Adds a request.
pub fn supplement_insert(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    request: &SupplementRequest,
) -> Result<()> {
    diesel::insert_into(supplement_requests::table)
        .values((
            supplement_requests::dossier_id.eq(dossier),
            supplement_requests::id.eq(request.id),
            supplement_requests::asked_at.eq(request.asked_at),
            supplement_requests::due_at.eq(request.due_at),
            supplement_requests::note_id.eq(request.note),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Records the answer.
pub fn supplement_answer(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: SupplementId,
    note: Option<NoteId>,
    now: Instant,
) -> Result<()> {
    diesel::update(supplement_requests::table.find((dossier, id)))
        .set((
            supplement_requests::answer_note_id.eq(note),
            supplement_requests::answered_at.eq(Some(now)),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// The requests of a dossier, oldest first.
pub fn supplements_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<SupplementRequest>> {
    Ok(supplement_requests::table
        .filter(supplement_requests::dossier_id.eq(dossier))
        .order(supplement_requests::id)
        .select((
            supplement_requests::id,
            supplement_requests::asked_at,
            supplement_requests::due_at,
            supplement_requests::note_id,
            supplement_requests::answer_note_id,
            supplement_requests::answered_at,
        ))
        .load(conn.engine())?)
}
