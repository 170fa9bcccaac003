//! All SQL of the journal.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;

use super::{AuditAction, Circumstances, JournalEntry, SecurityEvent};
use crate::kernel::{AccountId, AgencyId, DossierId, Id, Instant, JournalId, TimeAndChance};
use crate::storage::schema::{journal, security_counts};
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

/// Of which rows a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalPart {
    All,
    /// What this account did.
    By(AccountId),
    /// What was done to this: a dossier, an account, a job.
    About(uuid::Uuid),
}

/// A row as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    pub id: JournalId,
    pub at: Instant,
    /// None for an action that this binary does not know.
    pub action: Option<AuditAction>,
    pub actor: Option<AccountId>,
    pub subject: Option<uuid::Uuid>,
    pub agency: Option<AgencyId>,
    /// What it rested on.
    pub basis: Option<String>,
}

/// The latest rows before a row, newest first: an index range in each part.
pub fn journal_lines(
    conn: &mut Conn,
    part: JournalPart,
    before: Option<JournalId>,
    most: i64,
) -> Result<Vec<JournalLine>> {
    type Row = (
        JournalId,
        Instant,
        String,
        Option<AccountId>,
        Option<Id<()>>,
        Option<AgencyId>,
        Document,
    );
    let mut query = journal::table
        .order(journal::id.desc())
        .limit(most)
        .select((
            journal::id,
            journal::at,
            journal::kind,
            journal::actor_id,
            journal::subject_id,
            journal::agency_id,
            journal::detail,
        ))
        .into_boxed();
    query = match part {
        JournalPart::All => query,
        JournalPart::By(account) => query.filter(journal::actor_id.eq(account)),
        JournalPart::About(subject) => {
            query.filter(journal::subject_id.eq(Id::<()>::from_uuid(subject)))
        }
    };
    if let Some(before) = before {
        query = query.filter(journal::id.lt(before));
    }
    let rows: Vec<Row> = query.load(conn.engine())?;
    let line = |(id, at, kind, actor, subject, agency, detail): Row| JournalLine {
        id,
        at,
        action: AuditAction::from_key(&kind),
        actor,
        subject: subject.map(|subject| *subject.uuid()),
        agency,
        basis: detail
            .0
            .get("basis")
            .and_then(|basis| Some(basis.as_str()?.to_owned())),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// How long counts are kept: a year and some days (decree 53/2022/NĐ-CP, article 27: 12 months).
const KEEP_SECURITY_DAYS: i64 = 400;

/// Adds to the count of an hour; gives back the whole.
pub(super) fn count(
    tx: &mut Tx<'_>,
    hour: Instant,
    event: SecurityEvent,
    circumstances: &Circumstances,
    times: u64,
) -> Result<u64> {
    let times = i64::try_from(times).unwrap_or(i64::MAX);
    let total: i64 = crate::each!(tx, |conn| diesel::insert_into(security_counts::table)
        .values((
            security_counts::hour.eq(hour),
            security_counts::event.eq(event.key()),
            security_counts::address.eq(&circumstances.address),
            security_counts::actor.eq(&circumstances.actor),
            security_counts::place.eq(&circumstances.place),
            security_counts::times.eq(times),
        ))
        .on_conflict((
            security_counts::hour,
            security_counts::event,
            security_counts::address,
            security_counts::actor,
            security_counts::place,
        ))
        .do_update()
        .set(security_counts::times.eq(security_counts::times + times))
        .returning(security_counts::times)
        .get_result(conn))?;
    Ok(u64::try_from(total).unwrap_or_default())
}

/// A count of an hour.
#[derive(Debug, Clone)]
pub struct SecurityLine {
    /// When the hour began.
    pub hour: Instant,
    pub event: SecurityEvent,
    pub circumstances: Circumstances,
    pub times: i64,
}

/// The counts of events since an hour, the newest hours first and in each the most frequent; of one kind
/// if one is named.
pub fn security_lines(
    conn: &mut Conn,
    since: Instant,
    event: Option<SecurityEvent>,
    most: i64,
) -> Result<Vec<SecurityLine>> {
    type Row = (Instant, String, String, String, String, i64);
    let mut query = security_counts::table
        .filter(security_counts::hour.ge(since))
        .into_boxed();
    if let Some(event) = event {
        query = query.filter(security_counts::event.eq(event.key()));
    }
    let rows: Vec<Row> = query
        .order((
            security_counts::hour.desc(),
            security_counts::times.desc(),
            security_counts::address,
        ))
        .limit(most)
        .select(security_counts::all_columns)
        .load(conn.engine())?;
    let line = |(hour, event, address, actor, place, times): Row| {
        Some(SecurityLine {
            hour,
            event: SecurityEvent::from_key(&event)?,
            circumstances: Circumstances {
                address,
                actor,
                place,
            },
            times,
        })
    };
    // Kinds of another release are left out.
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Removes old counts.
pub fn sweep_security_counts(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let old = now - Duration::days(KEEP_SECURITY_DAYS);
    let old = security_counts::table.filter(security_counts::hour.lt(old));
    Ok(diesel::delete(old).execute(tx.engine())?)
}
