//! Drafts: what an applicant has begun and not filed.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::Value;
use uuid::Uuid;

use crate::catalogue::ResultDelivery;
use crate::dossiers::applying::Draft;
use crate::kernel::{AccountId, AgencyId, DossierId, Id, Instant};
use crate::storage::schema::{attachments, drafts};
use crate::storage::{Conn, Engine, KeyRing, Result, Sealed, Tx};

const ANSWERS: &str = "drafts.answers";
const ADDRESS: &str = "drafts.delivery_address";

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct Row {
    id: DossierId,
    account_id: AccountId,
    procedure_code: String,
    procedure_revision: i32,
    form_key: String,
    form_revision: i32,
    agency_id: AgencyId,
    answers: Sealed<Value>,
    paper_case: Option<String>,
    delivery: Option<ResultDelivery>,
    delivery_address: Option<Sealed<String>>,
    created_at: Instant,
    updated_at: Instant,
    version: i32,
}

impl Row {
    fn into_draft(self, keys: &KeyRing) -> Result<Draft> {
        let address = self
            .delivery_address
            .map(|sealed| sealed.open(keys, ADDRESS))
            .transpose()?;
        Ok(Draft {
            id: self.id,
            account: self.account_id,
            procedure: self.procedure_code,
            revision: self.procedure_revision,
            form: self.form_key,
            form_revision: self.form_revision,
            agency: self.agency_id,
            answers: self.answers.open(keys, ANSWERS)?,
            case: self.paper_case,
            delivery: self.delivery,
            address,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

/// Inserts a draft, unless one was begun under the same key before.
pub fn draft_insert_if_new(tx: &mut Tx<'_>, draft: &Draft, start_key: Uuid) -> Result<bool> {
    let keys = tx.keys();
    let row = (
        drafts::id.eq(draft.id),
        drafts::account_id.eq(draft.account),
        drafts::start_key.eq(Id::<()>::from_uuid(start_key)),
        drafts::procedure_code.eq(&draft.procedure),
        drafts::procedure_revision.eq(draft.revision),
        drafts::form_key.eq(&draft.form),
        drafts::form_revision.eq(draft.form_revision),
        drafts::agency_id.eq(draft.agency),
        drafts::answers.eq(Sealed::seal(&keys, ANSWERS, &draft.answers)?),
        drafts::delivery.eq(draft.delivery),
        drafts::created_at.eq(draft.created_at),
        drafts::updated_at.eq(draft.updated_at),
        drafts::version.eq(draft.version),
    );
    crate::insert_if_new!(tx, drafts::table, &row)
}

/// The draft that a start key has begun.
pub fn draft_started(
    conn: &mut Conn,
    account: AccountId,
    start_key: Uuid,
) -> Result<Option<DossierId>> {
    Ok(drafts::table
        .filter(drafts::account_id.eq(account))
        .filter(drafts::start_key.eq(Id::<()>::from_uuid(start_key)))
        .select(drafts::id)
        .first(conn.engine())
        .optional()?)
}

/// A draft of the account.
pub fn draft_owned_by(conn: &mut Conn, id: DossierId, account: AccountId) -> Result<Option<Draft>> {
    let own = drafts::table
        .find(id)
        .filter(drafts::account_id.eq(account))
        .select(Row::as_select());
    let found = own.first::<Row>(conn.engine()).optional()?;
    let keys = conn.keys();
    found.map(|row| row.into_draft(&keys)).transpose()
}

/// The same, locked until the commit.
pub fn draft_locked(tx: &mut Tx<'_>, id: DossierId, account: AccountId) -> Result<Option<Draft>> {
    let found = match tx.engine() {
        Engine::Pg(c) => drafts::table
            .find(id)
            .filter(drafts::account_id.eq(account))
            .select(Row::as_select())
            .for_update()
            .first::<Row>(c)
            .optional()?,
        // One writer at a time.
        Engine::Lite(_) => return draft_owned_by(tx, id, account),
    };
    let keys = tx.keys();
    found.map(|row| row.into_draft(&keys)).transpose()
}

/// Takes a draft away to be filed: of two that come at once the second waits for the commit of the
/// first and finds none. Its papers stay. A transaction that fails puts it back.
pub fn draft_take(tx: &mut Tx<'_>, id: DossierId, account: AccountId) -> Result<Option<Draft>> {
    let own = drafts::table
        .find(id)
        .filter(drafts::account_id.eq(account));
    let taken = crate::each!(tx, |conn| diesel::delete(own)
        .returning(Row::as_returning())
        .get_result::<Row>(conn)
        .optional())?;
    let keys = tx.keys();
    taken.map(|row| row.into_draft(&keys)).transpose()
}

/// The account's drafts, last worked on first.
pub fn drafts_of(conn: &mut Conn, account: AccountId, most: i64) -> Result<Vec<Draft>> {
    let rows = drafts::table
        .filter(drafts::account_id.eq(account))
        .order((drafts::updated_at.desc(), drafts::id.desc()))
        .limit(most)
        .select(Row::as_select())
        .load::<Row>(conn.engine())?;
    let keys = conn.keys();
    rows.into_iter().map(|row| row.into_draft(&keys)).collect()
}

/// A draft as somebody is reminded of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = drafts)]
pub struct DraftBegun {
    pub id: DossierId,
    /// The agency that will handle it.
    #[diesel(column_name = agency_id)]
    pub agency: AgencyId,
    /// When it was last saved.
    pub updated_at: Instant,
}

/// The account's drafts for a procedure, last worked on first.
pub fn drafts_for(
    conn: &mut Conn,
    account: AccountId,
    procedure: &str,
    most: i64,
) -> Result<Vec<DraftBegun>> {
    Ok(drafts::table
        .filter(drafts::account_id.eq(account))
        .filter(drafts::procedure_code.eq(procedure))
        .order((drafts::updated_at.desc(), drafts::id.desc()))
        .limit(most)
        .select(DraftBegun::as_select())
        .load(conn.engine())?)
}

/// How many drafts the account has.
pub fn draft_count(conn: &mut Conn, account: AccountId) -> Result<i64> {
    let own = drafts::table.filter(drafts::account_id.eq(account));
    Ok(own.count().get_result(conn.engine())?)
}

/// The bytes of the papers in all drafts of the account.
pub fn unfiled_bytes(conn: &mut Conn, account: AccountId) -> Result<i64> {
    let bytes = sql::<BigInt>("CAST(COALESCE(SUM(attachments.size), 0) AS BIGINT)");
    let papers = attachments::table
        .inner_join(drafts::table.on(drafts::id.eq(attachments::dossier_id)))
        .filter(drafts::account_id.eq(account))
        .select(bytes);
    Ok(papers.get_result(conn.engine())?)
}

/// Saves a locked draft as its next version.
pub fn draft_update(tx: &mut Tx<'_>, draft: &mut Draft) -> Result<()> {
    let keys = tx.keys();
    let address = draft
        .address
        .as_ref()
        .map(|address| Sealed::seal(&keys, ADDRESS, address))
        .transpose()?;
    draft.version = draft.version.saturating_add(1);
    diesel::update(drafts::table.find(draft.id))
        .set((
            drafts::procedure_revision.eq(draft.revision),
            drafts::form_key.eq(&draft.form),
            drafts::form_revision.eq(draft.form_revision),
            drafts::answers.eq(Sealed::seal(&keys, ANSWERS, &draft.answers)?),
            drafts::paper_case.eq(&draft.case),
            drafts::delivery.eq(draft.delivery),
            drafts::delivery_address.eq(address),
            drafts::updated_at.eq(draft.updated_at),
            drafts::version.eq(draft.version),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Removes a draft.
pub fn draft_delete(tx: &mut Tx<'_>, id: DossierId) -> Result<bool> {
    Ok(diesel::delete(drafts::table.find(id)).execute(tx.engine())? > 0)
}

/// Removes a draft, unless it is gone or was worked on since `before`.
pub fn draft_forget(tx: &mut Tx<'_>, id: DossierId, before: Instant) -> Result<bool> {
    let forgotten = drafts::table.find(id).filter(drafts::updated_at.lt(before));
    Ok(diesel::delete(forgotten).execute(tx.engine())? > 0)
}

/// Removes the papers of a draft that is thrown away.
pub fn draft_papers_delete(tx: &mut Tx<'_>, id: DossierId) -> Result<usize> {
    Ok(
        diesel::delete(attachments::table.filter(attachments::dossier_id.eq(id)))
            .execute(tx.engine())?,
    )
}

/// Drafts that nobody has worked on since `before`.
pub fn drafts_forgotten(conn: &mut Conn, before: Instant, most: i64) -> Result<Vec<DossierId>> {
    Ok(drafts::table
        .filter(drafts::updated_at.lt(before))
        .order(drafts::updated_at)
        .limit(most)
        .select(drafts::id)
        .load(conn.engine())?)
}
