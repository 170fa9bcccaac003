//! Contents of files that no row names any more. A content is let go when its last row goes, and
//! removed a day later, so that what is being filed at this moment never loses its papers.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::schema::file_objects;
use super::{Conn, InstantColumn, MediaType, Result, StoredFile, Tx};
use crate::kernel::Instant;

/// Holds where no row of any room names the content `o`.
const NAMED_BY_NOBODY: &str = "NOT EXISTS (SELECT 1 FROM attachments a WHERE a.digest = o.digest) \
     AND NOT EXISTS (SELECT 1 FROM dossier_results r WHERE r.digest = o.digest) \
     AND NOT EXISTS (SELECT 1 FROM vault_papers v WHERE v.digest = o.digest)";

/// Makes a content known that a row is about to name. The row of a known content is touched: that
/// locks it against the sweep until the naming row is committed.
pub fn file_name(tx: &mut Tx<'_>, file: &StoredFile, media: MediaType, now: Instant) -> Result<()> {
    let row = (
        file_objects::digest.eq(&file.digest),
        file_objects::size.eq(file.size),
        file_objects::media_type.eq(media.number()),
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

/// Contents that were stored or let go in this time and that no row names.
pub fn unnamed_files(
    conn: &mut Conn,
    from: Instant,
    until: Instant,
    most: i64,
) -> Result<Vec<Vec<u8>>> {
    let sql = format!(
        "SELECT o.digest FROM file_objects o WHERE o.stored_at >= $1 AND o.stored_at < $2 \
         AND {NAMED_BY_NOBODY} ORDER BY o.stored_at LIMIT $3"
    );
    let found: Vec<Unnamed> = diesel::sql_query(sql)
        .bind::<InstantColumn, _>(from)
        .bind::<InstantColumn, _>(until)
        .bind::<BigInt, _>(most)
        .load(conn.engine())?;
    Ok(found.into_iter().map(|row| row.digest).collect())
}

/// Forgets a content if it is still unnamed and was not touched since `until`. Its bytes must be
/// removed before the transaction ends: whoever stores the same content waits for this row.
pub fn file_forget(tx: &mut Tx<'_>, digest: &[u8], until: Instant) -> Result<bool> {
    let sql = format!(
        "DELETE FROM file_objects AS o WHERE o.digest = $1 AND o.stored_at < $2 \
         AND {NAMED_BY_NOBODY}"
    );
    let gone = diesel::sql_query(sql)
        .bind::<Binary, _>(digest)
        .bind::<InstantColumn, _>(until)
        .execute(tx.engine())?;
    Ok(gone > 0)
}
