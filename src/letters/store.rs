//! All SQL of the outbox.

use diesel::prelude::*;

use super::{NewLetter, SendLetter};
use crate::jobs::{self, Lane, NewJob};
use crate::kernel::{Instant, LetterId, TimeAndChance, plain_enum};
use crate::storage::schema::letters;
use crate::storage::{Conn, Result, Sealed, Tx, number_column};

const RECIPIENT: &str = "letters.recipient";
const SUBJECT: &str = "letters.subject";
const BODY: &str = "letters.body";

plain_enum! {
    /// How far the sending of a letter has come.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum LetterState {
        /// A job is to send it.
        Waiting = 1,
        /// The mail server has taken it.
        Sent = 2,
    }
}

number_column!(LetterState);

/// A letter as it stands in the outbox.
pub(super) struct Stored {
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) is_sent: bool,
}

/// A line of the demonstration's outbox.
#[derive(Debug, Clone)]
pub struct OutboxLine {
    pub id: LetterId,
    pub recipient: String,
    /// About what.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it was written.
    pub written_at: Instant,
    /// When it was sent, if it was.
    pub sent_at: Option<Instant>,
}

/// Writes a letter and the job that sends it, in `lane` or by itself. A letter of the same key
/// that already stands is left as it is.
pub fn write_letter(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    letter: &NewLetter,
    lane: Option<Lane>,
) -> Result<()> {
    let id: LetterId = moment.id();
    let keys = tx.keys();
    let row = (
        letters::id.eq(id),
        letters::letter_key.eq(&letter.key),
        letters::account_id.eq(letter.account),
        letters::kind.eq(letter.kind),
        letters::recipient.eq(Sealed::seal(&keys, RECIPIENT, &letter.recipient)?),
        letters::subject.eq(Sealed::seal(&keys, SUBJECT, &letter.subject)?),
        letters::body.eq(Sealed::seal(&keys, BODY, &letter.body)?),
        letters::state.eq(LetterState::Waiting),
        letters::created_at.eq(moment.now),
    );
    if crate::insert_if_new!(tx, letters::table, &row)? {
        let send = SendLetter { letter: id };
        let lane = lane.unwrap_or_else(|| Lane::alone(id));
        jobs::enqueue(tx, moment, &NewJob::of(&send, lane, moment.now))?;
    }
    Ok(())
}

pub(super) fn letter(conn: &mut Conn, id: LetterId) -> Result<Option<Stored>> {
    type Row = (Sealed<String>, Sealed<String>, Sealed<String>, LetterState);
    let row: Option<Row> = letters::table
        .find(id)
        .select((
            letters::recipient,
            letters::subject,
            letters::body,
            letters::state,
        ))
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    row.map(|(recipient, subject, body, state)| {
        Ok(Stored {
            recipient: recipient.open(&keys, RECIPIENT)?,
            subject: subject.open(&keys, SUBJECT)?,
            body: body.open(&keys, BODY)?,
            is_sent: state == LetterState::Sent,
        })
    })
    .transpose()
}

pub(super) fn mark_sent(tx: &mut Tx<'_>, id: LetterId, now: Instant) -> Result<()> {
    diesel::update(letters::table.find(id))
        .set((
            letters::state.eq(LetterState::Sent),
            letters::sent_at.eq(now),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// The latest letters, newest first, opened: for the demonstration's outbox page only.
pub fn recent(conn: &mut Conn, most: i64) -> Result<Vec<OutboxLine>> {
    type Row = (
        LetterId,
        Sealed<String>,
        Sealed<String>,
        Sealed<String>,
        Instant,
        Option<Instant>,
    );
    let rows: Vec<Row> = letters::table
        .order(letters::id.desc())
        .limit(most)
        .select((
            letters::id,
            letters::recipient,
            letters::subject,
            letters::body,
            letters::created_at,
            letters::sent_at,
        ))
        .load(conn.engine())?;
    let keys = conn.keys();
    rows.into_iter()
        .map(|(id, recipient, subject, body, written_at, sent_at)| {
            Ok(OutboxLine {
                id,
                recipient: recipient.open(&keys, RECIPIENT)?,
                subject: subject.open(&keys, SUBJECT)?,
                body: body.open(&keys, BODY)?,
                written_at,
                sent_at,
            })
        })
        .collect()
}
