//! The outbox: messages that the portal has not taken yet.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, SmallInt, Text};
use serde_json::Value;

use super::schema::{dossiers, outbox};
use super::{Result, Tx};

/// What a message of the outbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Kind {
    /// DongBoTrangThaiHoSo: one element.
    Tie = 1,
    /// DongBoHoSoMC: one element.
    Snapshot = 2,
    /// CapNhatTienDoHoSoMC: one row.
    Progress = 3,
}

impl Kind {
    const fn of(number: i16) -> Self {
        match number {
            1 => Self::Tie,
            2 => Self::Snapshot,
            _ => Self::Progress,
        }
    }
}

/// A message that the portal has not taken yet.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct OutgoingMessage {
    pub(in super::super) id: i64,
    /// The agency's code of the dossier, whose messages keep their order.
    pub(in super::super) dossier: String,
    pub(in super::super) kind: Kind,
    pub(in super::super) body: Value,
    /// The portal has taken a snapshot of the dossier.
    pub(in super::super) is_known: bool,
}

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    dossier: String,
    #[diesel(sql_type = SmallInt)]
    kind: i16,
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Bool)]
    is_known: bool,
}

impl EntryRow {
    fn read(self) -> Result<OutgoingMessage> {
        Ok(OutgoingMessage {
            id: self.id,
            dossier: self.dossier,
            kind: Kind::of(self.kind),
            body: serde_json::from_str(&self.body)?,
            is_known: self.is_known,
        })
    }
}

impl Tx<'_> {
    /// Puts a message into the outbox.
    pub(in super::super) fn post(&mut self, dossier: &str, kind: Kind, body: &Value) -> Result<()> {
        diesel::insert_into(outbox::table)
            .values((
                outbox::dossier.eq(dossier),
                outbox::kind.eq(kind as i16),
                outbox::body.eq(body.to_string()),
            ))
            .execute(self.0)?;
        Ok(())
    }

    /// The first messages of dossiers whose first message stands behind this place.
    pub(in super::super) fn heads(
        &mut self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<OutgoingMessage>> {
        let rows: Vec<EntryRow> = diesel::sql_query(
            "select o.id, o.dossier, o.kind, o.body, d.is_known \
             from outbox o join dossiers d on d.code = o.dossier \
             where o.id > ? and not exists \
               (select 1 from outbox e where e.dossier = o.dossier and e.id < o.id) \
             order by o.id limit ?",
        )
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit)
        .load(self.0)?;
        rows.into_iter().map(EntryRow::read).collect()
    }

    /// The last row of progress that waits behind this message of the same dossier.
    pub(in super::super) fn later_progress(
        &mut self,
        head: &OutgoingMessage,
    ) -> Result<Option<OutgoingMessage>> {
        let found: Option<(i64, String)> = outbox::table
            .filter(outbox::dossier.eq(&head.dossier))
            .filter(outbox::kind.eq(Kind::Progress as i16))
            .filter(outbox::id.gt(head.id))
            .order(outbox::id.desc())
            .select((outbox::id, outbox::body))
            .first(self.0)
            .optional()?;
        let Some((id, body)) = found else {
            return Ok(None);
        };
        Ok(Some(OutgoingMessage {
            id,
            kind: Kind::Progress,
            body: serde_json::from_str(&body)?,
            ..head.clone()
        }))
    }

    /// Removes messages that the portal has taken, and notes of whom it knows now.
    pub(in super::super) fn settle(&mut self, taken: &[OutgoingMessage]) -> Result<()> {
        let ids = taken.iter().map(|entry| entry.id);
        diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(self.0)?;
        let made_known = taken
            .iter()
            .filter(|entry| entry.kind == Kind::Snapshot && !entry.is_known)
            .map(|entry| entry.dossier.as_str());
        diesel::update(dossiers::table.filter(dossiers::code.eq_any(made_known)))
            .set(dossiers::is_known.eq(true))
            .execute(self.0)?;
        Ok(())
    }
}
