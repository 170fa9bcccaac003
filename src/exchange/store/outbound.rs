//! What partners are told, and whether they can be reached.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Nullable;

use crate::exchange::Breaker;
use crate::kernel::{AgencyId, DossierId, Instant, PartnerId};
use crate::storage::schema::{agency_feed, partner_breakers, pushes, synced_dossiers};
use crate::storage::{Conn, Engine, IdColumn, InstantColumn, Result, Tx};

type BreakerRow = (
    i32,
    Option<Instant>,
    Option<Instant>,
    Option<Instant>,
    Option<Instant>,
    Option<String>,
);

fn read_breaker(row: BreakerRow) -> Breaker {
    let (failures, opened_at, open_until, last_success_at, last_failure_at, last_error) = row;
    Breaker {
        failures,
        opened_at,
        open_until,
        last_success_at,
        last_failure_at,
        last_error,
    }
}

macro_rules! breaker_columns {
    () => {
        (
            partner_breakers::failures,
            partner_breakers::opened_at,
            partner_breakers::open_until,
            partner_breakers::last_success_at,
            partner_breakers::last_failure_at,
            partner_breakers::last_error,
        )
    };
}

/// A partner's breaker.
pub fn breaker(conn: &mut Conn, partner: PartnerId) -> Result<Breaker> {
    let row: Option<BreakerRow> = partner_breakers::table
        .find(partner)
        .select(breaker_columns!())
        .first(conn.engine())
        .optional()?;
    Ok(row.map(read_breaker).unwrap_or_default())
}

/// A partner's breaker, locked until the commit: of several messages that fail at once each counts.
pub fn breaker_for_update(tx: &mut Tx<'_>, partner: PartnerId) -> Result<Breaker> {
    let new = (
        partner_breakers::partner_id.eq(partner),
        partner_breakers::failures.eq(0),
    );
    crate::insert_if_new!(tx, partner_breakers::table, new)?;
    let own = partner_breakers::table
        .find(partner)
        .select(breaker_columns!());
    let row: BreakerRow = match tx.engine() {
        Engine::Pg(c) => own.for_update().first(c)?,
        // There is one writer at a time.
        Engine::Lite(c) => own.first(c)?,
    };
    Ok(read_breaker(row))
}

/// Writes a partner's breaker, whose row the caller has locked.
pub fn breaker_put(tx: &mut Tx<'_>, partner: PartnerId, breaker: &Breaker) -> Result<()> {
    diesel::update(partner_breakers::table.find(partner))
        .set((
            partner_breakers::failures.eq(breaker.failures),
            partner_breakers::opened_at.eq(breaker.opened_at),
            partner_breakers::open_until.eq(breaker.open_until),
            partner_breakers::last_success_at.eq(breaker.last_success_at),
            partner_breakers::last_failure_at.eq(breaker.last_failure_at),
            partner_breakers::last_error.eq(&breaker.last_error),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// A try to tell a partner of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
    pub partner: PartnerId,
    /// When it was tried.
    pub at: Instant,
    /// Whether the partner has it.
    pub is_delivered: bool,
    /// What went wrong.
    pub error: Option<String>,
}

/// Records a try.
pub fn push_put(tx: &mut Tx<'_>, push: &Push) -> Result<()> {
    let delivered_at = push.is_delivered.then_some(push.at);
    let row = (
        pushes::dossier_id.eq(push.dossier),
        pushes::seq.eq(push.seq),
        pushes::partner_id.eq(push.partner),
        pushes::enqueued_at.eq(push.at),
        pushes::attempts.eq(1),
        pushes::delivered_at.eq(delivered_at),
        pushes::last_error.eq(&push.error),
    );
    if crate::insert_if_new!(tx, pushes::table, row)? {
        return Ok(());
    }
    diesel::update(pushes::table.find((push.dossier, push.seq)))
        .set((
            pushes::attempts.eq(pushes::attempts + 1),
            pushes::delivered_at.eq(delivered_at),
            pushes::last_error.eq(&push.error),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// What a partner was told, as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct PushLine {
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
    /// When it was tried first.
    pub first_at: Instant,
    /// How often.
    pub attempts: i32,
    /// When the partner had it.
    pub delivered_at: Option<Instant>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// What partners were told of a dossier, in order.
pub fn pushes_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<PushLine>> {
    Ok(pushes::table
        .filter(pushes::dossier_id.eq(dossier))
        .order(pushes::seq)
        .select((
            pushes::dossier_id,
            pushes::seq,
            pushes::enqueued_at,
            pushes::attempts,
            pushes::delivered_at,
            pushes::last_error,
        ))
        .load(conn.engine())?)
}

#[derive(QueryableByName)]
struct PartnerRow {
    #[diesel(sql_type = IdColumn)]
    id: PartnerId,
    #[diesel(sql_type = Nullable<InstantColumn>)]
    open_until: Option<Instant>,
}

/// The partners, but for the suspended, that have jobs whose time has come and that may be tried now; and whether only with
/// one message, because they were away.
pub fn partners_with_work(conn: &mut Conn, now: Instant) -> Result<Vec<(PartnerId, bool)>> {
    let rows: Vec<PartnerRow> = diesel::sql_query(
        "SELECT p.id, b.open_until FROM partners p \
         LEFT JOIN partner_breakers b ON b.partner_id = p.id \
         WHERE p.suspended_at IS NULL AND (b.open_until IS NULL OR b.open_until <= $1) \
         AND EXISTS (SELECT 1 FROM jobs j WHERE j.party_id = p.id AND j.state IN (1, 2) \
           AND j.run_at <= $1)",
    )
    .bind::<InstantColumn, _>(now)
    .load(conn.engine())?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.open_until.is_some()))
        .collect())
}

/// A line of a partner's feed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct FeedLine {
    /// Its place.
    pub position: i64,
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
}

/// An agency's feed after a position, of the dossiers that the partner decides about.
pub fn feed_after(
    conn: &mut Conn,
    (partner, agency): (PartnerId, AgencyId),
    after: i64,
    most: i64,
) -> Result<Vec<FeedLine>> {
    let own = synced_dossiers::table
        .filter(synced_dossiers::dossier_id.eq(agency_feed::dossier_id))
        .filter(synced_dossiers::partner_id.eq(partner));
    Ok(agency_feed::table
        .filter(agency_feed::agency_id.eq(agency))
        .filter(exists(own))
        .filter(agency_feed::position.gt(after))
        .order(agency_feed::position)
        .limit(most)
        .select((
            agency_feed::position,
            agency_feed::dossier_id,
            agency_feed::seq,
        ))
        .load(conn.engine())?)
}
