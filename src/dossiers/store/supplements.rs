//! Supplement requests.

use diesel::prelude::*;

use crate::kernel::{DossierId, EventTextId, Instant, SupplementId};
use crate::storage::schema::supplement_requests;
use crate::storage::{Conn, Engine, Result, Tx};

/// What an officer asked the applicant for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = supplement_requests)]
pub struct SupplementRequest {
    pub id: SupplementId,
    /// When it was asked for.
    pub asked_at: Instant,
    /// By when it must come.
    pub due_at: Instant,
    /// What is asked for; none where an agency's own system asks without saying it.
    #[diesel(column_name = note_id)]
    pub note: Option<EventTextId>,
    /// What the applicant answered.
    #[diesel(column_name = answer_note_id)]
    pub answer_note: Option<EventTextId>,
    /// When it came; none while it is awaited, or when its term ended.
    pub answered_at: Option<Instant>,
}

/// A request as it is written.
#[derive(Insertable)]
#[diesel(table_name = supplement_requests, treat_none_as_default_value = false)]
pub(super) struct SupplementRow {
    dossier_id: DossierId,
    id: SupplementId,
    asked_at: Instant,
    due_at: Instant,
    note_id: Option<EventTextId>,
    answer_note_id: Option<EventTextId>,
    answered_at: Option<Instant>,
}

impl SupplementRow {
    pub(super) const fn of(dossier: DossierId, request: &SupplementRequest) -> Self {
        Self {
            dossier_id: dossier,
            id: request.id,
            asked_at: request.asked_at,
            due_at: request.due_at,
            note_id: request.note,
            answer_note_id: request.answer_note,
            answered_at: request.answered_at,
        }
    }
}

/// Adds a request.
pub fn supplement_insert(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    request: &SupplementRequest,
) -> Result<()> {
    diesel::insert_into(supplement_requests::table)
        .values(SupplementRow::of(dossier, request))
        .execute(tx.engine())?;
    Ok(())
}

/// Locks a request until the transaction ends; false where it is no longer awaited.
pub fn supplement_lock_awaited(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: SupplementId,
) -> Result<bool> {
    let awaited = supplement_requests::table
        .find((dossier, id))
        .filter(supplement_requests::answered_at.is_null())
        .select(supplement_requests::id);
    let found: Option<SupplementId> = match tx.engine() {
        Engine::Pg(c) => awaited.for_update().first(c).optional()?,
        // One writer at a time.
        Engine::Lite(c) => awaited.first(c).optional()?,
    };
    Ok(found.is_some())
}

/// Records the answer.
pub fn supplement_answer(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: SupplementId,
    note: Option<EventTextId>,
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
        .select(SupplementRequest::as_select())
        .load(conn.engine())?)
}
