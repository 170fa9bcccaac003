//! Which contents of files the database knows, and which of them no row names. A content is known
//! before it is in its place, so that whatever a crash leaves is found here and not by listing a
//! store of billions. It is let go when its last row goes, and removed a day later, so that what is
//! being filed at this moment never loses its papers.

use chrono::DateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::schema::{file_objects, settings};
use super::{Arrived, Conn, Error, InstantColumn, MediaType, Result, Storage, StoredFile, Tx};
use crate::kernel::Instant;

/// The setting that remembers how far the sweep has come.
const SWEPT_UNTIL: &str = "files_swept_until";

/// A column whose rows name contents of the file store by their digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileReference {
    pub table: &'static str,
    pub column: &'static str,
}

/// Every such column of every room. The sweep removes what none of them names.
#[derive(Debug, Clone, Copy)]
pub struct FileReferences(pub &'static [&'static [FileReference]]);

impl FileReferences {
    pub fn columns(self) -> impl Iterator<Item = FileReference> {
        self.0.iter().copied().flatten().copied()
    }

    /// Holds where no row of any room names the content `o`.
    fn named_by_nobody(self) -> String {
        let conditions = self.columns().map(|FileReference { table, column }| {
            format!(" AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.{column} = o.digest)")
        });
        conditions.collect()
    }
}

/// Puts a content that has come where it belongs, once the database knows it. The sweep leaves it
/// alone from that moment on, also if it was about to remove the same content of somebody else.
pub async fn place_file(
    storage: &Storage,
    arrived: Arrived,
    media: MediaType,
    now: Instant,
) -> Result<StoredFile> {
    let file = arrived.file().clone();
    storage
        .writing(move |tx| file_name(tx, &file, media, now))
        .await?;
    arrived.put_in_place().await
}

/// Makes a content known that a row is about to name. The row of a known content is touched: that
/// locks it against the sweep until the naming row is committed.
pub fn file_name(tx: &mut Tx<'_>, file: &StoredFile, media: MediaType, now: Instant) -> Result<()> {
    let row = (
        file_objects::digest.eq(&file.digest),
        file_objects::size.eq(file.size),
        file_objects::media_type.eq(media),
        // Not scanned yet; a scanner is a matter of the installation.
        file_objects::scan.eq(0_i16),
        file_objects::stored_at.eq(now),
    );
    crate::each!(tx, |conn| diesel::insert_into(file_objects::table)
        .values(&row)
        .on_conflict(file_objects::digest)
        .do_update()
        .set(file_objects::stored_at.eq(now))
        .execute(conn))?;
    Ok(())
}

/// Notes that rows which named these contents are gone.
pub fn files_let_go(tx: &mut Tx<'_>, digests: &[Vec<u8>], now: Instant) -> Result<()> {
    let gone = file_objects::table.filter(file_objects::digest.eq_any(digests.to_vec()));
    diesel::update(gone)
        .set(file_objects::stored_at.eq(now))
        .execute(tx.engine())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Unnamed {
    #[diesel(sql_type = Binary)]
    digest: Vec<u8>,
}

/// Contents that were stored or let go before `until`, that no earlier sweep has looked at and that
/// no row names.
pub fn unnamed_files(
    conn: &mut Conn,
    references: FileReferences,
    until: Instant,
    most: i64,
) -> Result<Vec<Vec<u8>>> {
    let sql = format!(
        "SELECT o.digest FROM file_objects o WHERE o.stored_at >= $1 AND o.stored_at < $2{} \
         ORDER BY o.stored_at LIMIT $3",
        references.named_by_nobody()
    );
    let from = swept_until(conn)?;
    let found: Vec<Unnamed> = diesel::sql_query(sql)
        .bind::<InstantColumn, _>(from)
        .bind::<InstantColumn, _>(until)
        .bind::<BigInt, _>(most)
        .load(conn.engine())?;
    Ok(found.into_iter().map(|row| row.digest).collect())
}

/// How far earlier sweeps have come.
fn swept_until(conn: &mut Conn) -> Result<Instant> {
    let known: Option<String> = settings::table
        .find(SWEPT_UNTIL)
        .select(settings::value)
        .first(conn.engine())
        .optional()?;
    known.map_or(Ok(Instant::from(DateTime::UNIX_EPOCH)), |text| {
        text.parse()
            .map_err(|error| Error::nonsense("settings", "value", error))
    })
}

/// Notes that no content from before `until` is left that nobody names. Whatever is let go later
/// counts from then.
pub fn files_swept(tx: &mut Tx<'_>, until: Instant, now: Instant) -> Result<()> {
    let (value, at) = (
        settings::value.eq(until.to_string()),
        settings::changed_at.eq(now),
    );
    let row = (settings::name.eq(SWEPT_UNTIL), value.clone(), at);
    crate::each!(tx, |conn| diesel::insert_into(settings::table)
        .values(&row)
        .on_conflict(settings::name)
        .do_update()
        .set((value.clone(), at))
        .execute(conn))?;
    Ok(())
}

/// Forgets a content if it is still unnamed and was not touched since `until`. Its bytes must be
/// removed before the transaction ends: whoever stores the same content waits for this row.
pub fn file_forget(
    tx: &mut Tx<'_>,
    references: FileReferences,
    digest: &[u8],
    until: Instant,
) -> Result<bool> {
    let sql = format!(
        "DELETE FROM file_objects AS o WHERE o.digest = $1 AND o.stored_at < $2{}",
        references.named_by_nobody()
    );
    let gone = diesel::sql_query(sql)
        .bind::<Binary, _>(digest)
        .bind::<InstantColumn, _>(until)
        .execute(tx.engine())?;
    Ok(gone > 0)
}
