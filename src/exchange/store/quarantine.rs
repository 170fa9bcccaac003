//! Messages that could not be taken, with the reason. Nothing here is ever dropped: a message is
//! settled by being replayed, mended, overtaken, or discarded with a reason.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::messages::KeptBody;
use crate::dossiers::code_key;
use crate::kernel::{AccountId, Instant, MessageId, PartnerId, QuarantineId};
use crate::storage::schema::quarantine;
use crate::storage::{Conn, InstantColumn, Result, SealedBytes, Tx};

/// What is kept of a message beside its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineLine {
    /// Its id: equal messages of a partner have the same.
    pub id: QuarantineId,
    pub partner: PartnerId,
    /// The service that was called.
    pub service: String,
    /// The dossier concerned, in the one spelling of its code, as far as it was readable; else empty.
    pub dossier_code: String,
    /// Why it was not taken, without the code of the dossier.
    pub reason: String,
    /// When it came first.
    pub received_at: Instant,
    pub message: Option<MessageId>,
    /// What an operator made of it, where that was recorded in the end.
    pub recorded: Option<MessageId>,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// How.
    pub settlement: Option<String>,
    /// By whom; none where it came by itself.
    pub settled_by: Option<AccountId>,
}

/// Puts a message into quarantine. One that is there already keeps its time, and waits again if it
/// was settled.
pub fn quarantine_put(tx: &mut Tx<'_>, line: &QuarantineLine, body: &KeptBody) -> Result<()> {
    let row = (
        quarantine::id.eq(line.id),
        quarantine::partner.eq(line.partner.to_string()),
        quarantine::service.eq(&line.service),
        quarantine::natural_key.eq(code_key(&line.dossier_code)),
        quarantine::reason.eq(&line.reason),
        quarantine::message.eq(body.sealed()),
        quarantine::received_at.eq(line.received_at),
        quarantine::message_id.eq(line.message),
    );
    if crate::insert_if_new!(tx, quarantine::table, row)? {
        return Ok(());
    }
    diesel::update(quarantine::table.find(line.id))
        .set((
            quarantine::natural_key.eq(code_key(&line.dossier_code)),
            quarantine::reason.eq(&line.reason),
            quarantine::settled_at.eq(None::<Instant>),
            quarantine::settlement.eq(None::<String>),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// A message waits on for another reason, perhaps for another dossier. False when it was settled.
pub fn quarantine_waits_on(tx: &mut Tx<'_>, line: &QuarantineLine) -> Result<bool> {
    let open = quarantine::table
        .find(line.id)
        .filter(quarantine::settled_at.is_null());
    let waits = diesel::update(open)
        .set((
            quarantine::natural_key.eq(code_key(&line.dossier_code)),
            quarantine::reason.eq(&line.reason),
        ))
        .execute(tx.engine())?;
    Ok(waits > 0)
}

/// Names what an operator made of a message and what was recorded of it, and the dossier that the
/// message turned out to be about.
pub fn quarantine_mend(
    tx: &mut Tx<'_>,
    id: QuarantineId,
    recorded: MessageId,
    dossier_code: Option<&str>,
) -> Result<()> {
    diesel::update(quarantine::table.find(id))
        .set((
            quarantine::recorded_id.eq(Some(recorded)),
            dossier_code.map(|code| quarantine::natural_key.eq(code_key(code))),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Settles a message. False when it was settled before.
pub fn quarantine_settle(
    tx: &mut Tx<'_>,
    id: QuarantineId,
    how: &str,
    by: Option<AccountId>,
    now: Instant,
) -> Result<bool> {
    let open = quarantine::table
        .find(id)
        .filter(quarantine::settled_at.is_null());
    let settled = diesel::update(open)
        .set((
            quarantine::settled_at.eq(Some(now)),
            quarantine::settlement.eq(Some(how)),
            quarantine::settled_by.eq(by),
        ))
        .execute(tx.engine())?;
    Ok(settled > 0)
}

/// A message that waits for a dossier.
#[derive(Debug, Clone, Queryable)]
pub struct WaitingMessage {
    /// Its place in quarantine.
    pub id: QuarantineId,
    /// The service that it called.
    pub service: String,
    /// When it came.
    pub received_at: Instant,
}

/// Messages that wait for one of these dossiers, the oldest first.
pub fn quarantine_waiting_for(
    conn: &mut Conn,
    partner: PartnerId,
    codes: &[&str],
) -> Result<Vec<WaitingMessage>> {
    let keys: Vec<String> = codes.iter().map(|code| code_key(code)).collect();
    Ok(crate::each!(conn, |c| quarantine::table
        .filter(quarantine::partner.eq(partner.to_string()))
        .filter(quarantine::natural_key.eq_any(keys))
        .filter(quarantine::settled_at.is_null())
        .order((quarantine::received_at, quarantine::id))
        .select((quarantine::id, quarantine::service, quarantine::received_at))
        .load(c))?)
}

type Row = (
    QuarantineId,
    String,
    String,
    String,
    String,
    Instant,
    Option<MessageId>,
    Settled,
);

/// What was recorded of a message, when it was settled, how, and by whom.
type Settled = (
    Option<MessageId>,
    Option<Instant>,
    Option<String>,
    Option<AccountId>,
);

macro_rules! columns {
    () => {
        (
            quarantine::id,
            quarantine::partner,
            quarantine::service,
            quarantine::natural_key,
            quarantine::reason,
            quarantine::received_at,
            quarantine::message_id,
            (
                quarantine::recorded_id,
                quarantine::settled_at,
                quarantine::settlement,
                quarantine::settled_by,
            ),
        )
    };
}

fn line(row: Row) -> Option<QuarantineLine> {
    let (id, partner, service, dossier_code, reason, received_at, message, settled) = row;
    let (recorded, settled_at, settlement, settled_by) = settled;
    Some(QuarantineLine {
        id,
        partner: partner.parse().ok()?,
        service,
        dossier_code,
        reason,
        received_at,
        message,
        recorded,
        settled_at,
        settlement,
        settled_by,
    })
}

/// A quarantined message with what came.
pub fn quarantined(conn: &mut Conn, id: QuarantineId) -> Result<Option<(QuarantineLine, Vec<u8>)>> {
    let found: Option<(Row, SealedBytes)> = quarantine::table
        .find(id)
        .select((columns!(), quarantine::message))
        .first(conn.engine())
        .optional()?;
    let Some((row, sealed)) = found else {
        return Ok(None);
    };
    let body = KeptBody::stored(sealed).open(&conn.keys())?;
    Ok(line(row).map(|line| (line, body)))
}

/// A partner's messages that wait, oldest first, after a place in the list.
pub fn open_quarantine(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<(Instant, QuarantineId)>,
    most: i64,
) -> Result<Vec<QuarantineLine>> {
    let mut query = quarantine::table
        .filter(quarantine::partner.eq(partner.to_string()))
        .filter(quarantine::settled_at.is_null())
        .order((quarantine::received_at, quarantine::id))
        .limit(most)
        .select(columns!())
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(
            quarantine::received_at
                .gt(at)
                .or(quarantine::received_at.eq(at).and(quarantine::id.gt(id))),
        );
    }
    let rows: Vec<Row> = query.load(conn.engine())?;
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Other messages of the partner that wait for the same reason, the oldest first, each with its place
/// in that order.
pub fn quarantined_alike(
    conn: &mut Conn,
    line: &QuarantineLine,
    most: i64,
) -> Result<Vec<(Instant, QuarantineId)>> {
    Ok(crate::each!(conn, |c| quarantine::table
        .filter(quarantine::partner.eq(line.partner.to_string()))
        .filter(quarantine::reason.eq(&line.reason))
        .filter(quarantine::settled_at.is_null())
        .filter(quarantine::id.ne(line.id))
        .order((quarantine::received_at, quarantine::id))
        .limit(most)
        .select((quarantine::received_at, quarantine::id))
        .load(c))?)
}

/// A reason for which several messages of a partner wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedReason {
    pub reason: String,
    /// How many wait for it.
    pub waiting: i64,
    /// The oldest of them.
    pub oldest: QuarantineId,
}

/// The reasons for which most of a partner's messages wait, several each.
pub fn shared_reasons(conn: &mut Conn, partner: PartnerId, most: i64) -> Result<Vec<SharedReason>> {
    let open = || {
        quarantine::table
            .filter(quarantine::partner.eq(partner.to_string()))
            .filter(quarantine::settled_at.is_null())
    };
    let counts: Vec<(String, i64)> = crate::each!(conn, |c| open()
        .group_by(quarantine::reason)
        .having(count_star().gt(1))
        .order((count_star().desc(), quarantine::reason))
        .limit(most)
        .select((quarantine::reason, count_star()))
        .load(c))?;
    let mut shared = Vec::with_capacity(counts.len());
    for (reason, waiting) in counts {
        let oldest = open()
            .filter(quarantine::reason.eq(&reason))
            .order((quarantine::received_at, quarantine::id))
            .select(quarantine::id)
            .first(conn.engine())
            .optional()?;
        shared.extend(oldest.map(|oldest| SharedReason {
            reason,
            waiting,
            oldest,
        }));
    }
    Ok(shared)
}

/// The messages of any of these partners that name one of these dossiers, settled or not.
pub fn quarantined_about(
    conn: &mut Conn,
    partners: &[PartnerId],
    codes: &[String],
) -> Result<Vec<QuarantineLine>> {
    let keys: Vec<String> = codes.iter().map(|code| code_key(code)).collect();
    let partners: Vec<String> = partners.iter().map(PartnerId::to_string).collect();
    let rows: Vec<Row> = crate::each!(conn, |c| quarantine::table
        .filter(quarantine::partner.eq_any(partners))
        .filter(quarantine::natural_key.eq_any(keys))
        .order(quarantine::received_at.desc())
        .select(columns!())
        .load(c))?;
    Ok(rows.into_iter().filter_map(line).collect())
}

/// How many messages of a partner wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarantineCount {
    /// Whose they are.
    pub partner: PartnerId,
    /// How many.
    pub waiting: i64,
    /// When the oldest came.
    pub oldest: Instant,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Text)]
    partner: String,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = InstantColumn)]
    oldest: Instant,
}

/// How many messages wait, of each partner that has any.
pub fn quarantine_counts(conn: &mut Conn) -> Result<Vec<QuarantineCount>> {
    let rows: Vec<CountRow> = diesel::sql_query(
        "SELECT partner, COUNT(*) AS waiting, MIN(received_at) AS oldest \
         FROM quarantine WHERE settled_at IS NULL GROUP BY partner",
    )
    .load(conn.engine())?;
    let count = |row: CountRow| {
        Some(QuarantineCount {
            partner: row.partner.parse().ok()?,
            waiting: row.waiting,
            oldest: row.oldest,
        })
    };
    Ok(rows.into_iter().filter_map(count).collect())
}
