//! Messages as they came.

use std::io::{Read, Write};

use diesel::prelude::*;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::dossiers::code_spellings;
use crate::kernel::{AccountId, Instant, MessageId, PartnerId};
use crate::storage::schema::partner_messages;
use crate::storage::{Conn, Error, KeyRing, Result, SealedBytes, Tx};

const BODY: &str = "partner_messages.body";

/// A message on its way into the table: squeezed and sealed once, however often the transaction is
/// tried.
#[derive(Clone)]
pub struct KeptBody(SealedBytes);

impl KeptBody {
    /// Squeezes and seals what came.
    pub fn of(keys: &KeyRing, body: &[u8]) -> Result<Self> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        let squeezed = encoder
            .write_all(body)
            .and_then(|()| encoder.finish())
            .map_err(|error| Error::nonsense("partner_messages", "body", error))?;
        SealedBytes::seal(keys, BODY, &squeezed).map(Self)
    }

    /// What came.
    pub fn open(&self, keys: &KeyRing) -> Result<Vec<u8>> {
        let squeezed = self.0.open(keys, BODY)?;
        let mut body = Vec::new();
        DeflateDecoder::new(squeezed.as_slice())
            .read_to_end(&mut body)
            .map_err(|error| Error::nonsense("partner_messages", "body", error))?;
        Ok(body)
    }

    /// The bytes as they are stored.
    pub(super) const fn sealed(&self) -> &SealedBytes {
        &self.0
    }

    /// Bytes that were stored.
    pub(super) const fn stored(sealed: SealedBytes) -> Self {
        Self(sealed)
    }
}

/// What is kept of a message beside its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLine {
    pub id: MessageId,
    /// The service that was called.
    pub service: String,
    /// The dossier, where it is about one.
    pub dossier_code: Option<String>,
    /// How many elements it has.
    pub elements: i32,
    /// When it came.
    pub received_at: Instant,
    /// What was answered: `0` or `00` is success.
    pub answer_code: String,
    /// The answer's text; of a message that was mended, what its sender would have been answered.
    pub answer: String,
    /// Where it did not come so: who made it of which.
    pub mended: Option<Mended>,
}

/// Whose work a message is that did not come so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mended {
    /// The message that came; none where it came before messages were kept.
    pub from: Option<MessageId>,
    /// Who mended it.
    pub by: AccountId,
}

impl MessageLine {
    /// Whether it was taken.
    pub fn is_taken(&self) -> bool {
        is_success(&self.answer_code)
    }
}

/// Whether an answer's code says success, in either spelling.
pub(super) fn is_success(code: &str) -> bool {
    code.bytes().all(|byte| byte == b'0')
}

/// Keeps a message.
pub fn message_insert(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    line: &MessageLine,
    body: &KeptBody,
) -> Result<()> {
    diesel::insert_into(partner_messages::table)
        .values((
            partner_messages::partner_id.eq(partner),
            partner_messages::id.eq(line.id),
            partner_messages::service.eq(&line.service),
            partner_messages::dossier_code.eq(&line.dossier_code),
            partner_messages::elements.eq(line.elements),
            partner_messages::received_at.eq(line.received_at),
            partner_messages::answer_code.eq(&line.answer_code),
            partner_messages::answer.eq(&line.answer),
            partner_messages::body.eq(body.sealed()),
            partner_messages::mends.eq(line.mended.and_then(|mended| mended.from)),
            partner_messages::mended_by.eq(line.mended.map(|mended| mended.by)),
        ))
        .execute(tx.engine())?;
    Ok(())
}

type Row = (
    MessageId,
    String,
    Option<String>,
    i32,
    Instant,
    String,
    String,
    Option<MessageId>,
    Option<AccountId>,
);

fn line(row: Row) -> MessageLine {
    let (id, service, dossier_code, elements, received_at, answer_code, answer, from, by) = row;
    MessageLine {
        id,
        service,
        dossier_code,
        elements,
        received_at,
        answer_code,
        answer,
        mended: by.map(|by| Mended { from, by }),
    }
}

macro_rules! columns {
    () => {
        (
            partner_messages::id,
            partner_messages::service,
            partner_messages::dossier_code,
            partner_messages::elements,
            partner_messages::received_at,
            partner_messages::answer_code,
            partner_messages::answer,
            partner_messages::mends,
            partner_messages::mended_by,
        )
    };
}

/// The messages about one dossier alone, newest first. They name it as they came, so that it is
/// sought under every spelling of its codes.
pub fn messages_of_dossier(
    conn: &mut Conn,
    codes: &[String],
    most: i64,
) -> Result<Vec<MessageLine>> {
    let codes: Vec<String> = codes.iter().flat_map(|code| code_spellings(code)).collect();
    let rows: Vec<Row> = crate::each!(conn, |c| partner_messages::table
        .filter(partner_messages::dossier_code.eq_any(codes))
        .order(partner_messages::id.desc())
        .limit(most)
        .select(columns!())
        .load(c))?;
    Ok(rows.into_iter().map(line).collect())
}

/// Messages of a partner by their ids, newest first.
pub fn messages_named(
    conn: &mut Conn,
    partner: PartnerId,
    ids: Vec<MessageId>,
) -> Result<Vec<MessageLine>> {
    let rows: Vec<Row> = crate::each!(conn, |c| partner_messages::table
        .filter(partner_messages::partner_id.eq(partner))
        .filter(partner_messages::id.eq_any(ids))
        .order(partner_messages::id.desc())
        .select(columns!())
        .load(c))?;
    Ok(rows.into_iter().map(line).collect())
}

/// What came in a message.
pub fn message_body(conn: &mut Conn, partner: PartnerId, id: MessageId) -> Result<Option<Vec<u8>>> {
    let stored: Option<SealedBytes> = partner_messages::table
        .find((partner, id))
        .select(partner_messages::body)
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    stored
        .map(|sealed| KeptBody::stored(sealed).open(&keys))
        .transpose()
}

/// Removes some of a partner's messages that came before a time, the oldest first; how many.
pub fn messages_forget(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    before: Instant,
    most: i64,
) -> Result<usize> {
    let old: Vec<MessageId> = partner_messages::table
        .filter(partner_messages::partner_id.eq(partner))
        .filter(partner_messages::id.lt(MessageId::least_at(before)))
        .order(partner_messages::id)
        .limit(most)
        .select(partner_messages::id)
        .load(tx.engine())?;
    Ok(crate::each!(tx, |c| diesel::delete(
        partner_messages::table
            .filter(partner_messages::partner_id.eq(partner))
            .filter(partner_messages::id.eq_any(old)),
    )
    .execute(c))?)
}
