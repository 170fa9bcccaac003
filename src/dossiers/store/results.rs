//! Results of decisions.

use diesel::prelude::*;

use crate::kernel::{DossierId, Instant, ResultId};
use crate::storage::MediaType;
use crate::storage::schema::dossier_results;
use crate::storage::{Conn, Error, Result, StoredFile, Tx};

/// The file of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
}

/// What a dossier led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultDocument {
    /// Its id.
    pub id: ResultId,
    /// What it is.
    pub title: String,
    /// The file, unless the result is on paper alone.
    pub file: Option<ResultFile>,
    /// When it was decided.
    pub decided_at: Instant,
}

/// A result as it is written.
#[derive(Insertable)]
#[diesel(table_name = dossier_results, treat_none_as_default_value = false)]
pub(super) struct ResultRow<'a> {
    dossier_id: DossierId,
    id: ResultId,
    title: &'a str,
    file_name: Option<&'a str>,
    digest: Option<&'a [u8]>,
    size: Option<i64>,
    media_type: Option<i16>,
    decided_at: Instant,
}

impl<'a> ResultRow<'a> {
    pub(super) fn of(dossier: DossierId, result: &'a ResultDocument) -> Self {
        let file = result.file.as_ref();
        Self {
            dossier_id: dossier,
            id: result.id,
            title: &result.title,
            file_name: file.map(|file| file.name.as_str()),
            digest: file.map(|file| file.file.digest.as_slice()),
            size: file.map(|file| file.file.size),
            media_type: file.map(|file| file.media.number()),
            decided_at: result.decided_at,
        }
    }
}

/// Adds a result.
pub fn result_insert(tx: &mut Tx<'_>, dossier: DossierId, result: &ResultDocument) -> Result<()> {
    diesel::insert_into(dossier_results::table)
        .values(ResultRow::of(dossier, result))
        .execute(tx.engine())?;
    Ok(())
}

/// Gives a result its file.
pub fn result_file_set(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: ResultId,
    file: &ResultFile,
) -> Result<()> {
    diesel::update(dossier_results::table.find((dossier, id)))
        .set((
            dossier_results::file_name.eq(Some(&file.name)),
            dossier_results::digest.eq(Some(&file.file.digest)),
            dossier_results::size.eq(Some(file.file.size)),
            dossier_results::media_type.eq(Some(file.media.number())),
        ))
        .execute(tx.engine())?;
    Ok(())
}

type Row = (
    ResultId,
    String,
    Option<String>,
    Option<Vec<u8>>,
    Option<i64>,
    Option<i16>,
    Instant,
);

/// The results of a dossier.
pub fn results_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<ResultDocument>> {
    dossier_results::table
        .filter(dossier_results::dossier_id.eq(dossier))
        .order(dossier_results::id)
        .select((
            dossier_results::id,
            dossier_results::title,
            dossier_results::file_name,
            dossier_results::digest,
            dossier_results::size,
            dossier_results::media_type,
            dossier_results::decided_at,
        ))
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(result)
        .collect()
}

fn result((id, title, name, digest, size, media, decided_at): Row) -> Result<ResultDocument> {
    let file = match (name, digest, size, media) {
        (Some(name), Some(digest), Some(size), Some(number)) => {
            let media = MediaType::from_number(number)
                .ok_or_else(|| Error::nonsense("dossier_results", "media_type", number))?;
            Some(ResultFile {
                name,
                file: StoredFile { digest, size },
                media,
            })
        }
        _ => None,
    };
    Ok(ResultDocument {
        id,
        title,
        file,
        decided_at,
    })
}
