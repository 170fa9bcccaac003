//! Results of decisions.

use diesel::prelude::*;

use crate::kernel::{DossierId, Instant, ResultId};
use crate::storage::MediaType;
use crate::storage::schema::dossier_results;
use crate::storage::{Conn, Result, StoredFile, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    pub name: String,
    /// Its content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
}

/// What a dossier led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultDocument {
    pub id: ResultId,
    pub title: String,
    /// The file, unless the result is on paper alone.
    pub file: Option<ResultFile>,
    /// When it was decided.
    pub decided_at: Instant,
}

/// A result as it is stored.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = dossier_results, treat_none_as_default_value = false)]
pub(super) struct ResultRow {
    dossier_id: DossierId,
    id: ResultId,
    title: String,
    file_name: Option<String>,
    digest: Option<Vec<u8>>,
    size: Option<i64>,
    media_type: Option<MediaType>,
    decided_at: Instant,
}

impl ResultRow {
    pub(super) fn of(dossier: DossierId, result: &ResultDocument) -> Self {
        let file = result.file.as_ref();
        Self {
            dossier_id: dossier,
            id: result.id,
            title: result.title.clone(),
            file_name: file.map(|file| file.name.clone()),
            digest: file.map(|file| file.file.digest.clone()),
            size: file.map(|file| file.file.size),
            media_type: file.map(|file| file.media),
            decided_at: result.decided_at,
        }
    }

    fn into_document(self) -> ResultDocument {
        let content = self.digest.zip(self.size);
        let file = self.file_name.zip(content).zip(self.media_type);
        ResultDocument {
            id: self.id,
            title: self.title,
            file: file.map(|((name, (digest, size)), media)| ResultFile {
                name,
                file: StoredFile { digest, size },
                media,
            }),
            decided_at: self.decided_at,
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
            dossier_results::media_type.eq(Some(file.media)),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// The results of a dossier.
pub fn results_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<ResultDocument>> {
    let rows: Vec<ResultRow> = dossier_results::table
        .filter(dossier_results::dossier_id.eq(dossier))
        .order(dossier_results::id)
        .select(ResultRow::as_select())
        .load(conn.engine())?;
    Ok(rows.into_iter().map(ResultRow::into_document).collect())
}
