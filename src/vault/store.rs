//! All SQL of the vault.

use diesel::prelude::*;

use super::paper::{Origin, Paper};
use crate::kernel::{AccountId, DossierId, Instant, PaperId, ResultId};
use crate::storage::schema::vault_papers;
use crate::storage::{Conn, FileReference, MediaType, Result, StoredFile, Tx};

/// Columns that name files.
pub const FILE_REFERENCES: &[FileReference] = &[FileReference {
    table: "vault_papers",
    column: "digest",
}];

/// A paper as it is stored.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = vault_papers, treat_none_as_default_value = false)]
struct Row {
    account_id: AccountId,
    id: PaperId,
    title: String,
    file_name: String,
    digest: Vec<u8>,
    size: i64,
    media_type: MediaType,
    dossier_id: Option<DossierId>,
    result_id: Option<ResultId>,
    added_at: Instant,
}

impl Row {
    fn of(paper: &Paper) -> Self {
        Self {
            account_id: paper.owner,
            id: paper.id,
            title: paper.title.clone(),
            file_name: paper.file_name.clone(),
            digest: paper.file.digest.clone(),
            size: paper.file.size,
            media_type: paper.media,
            dossier_id: paper.origin.map(|origin| origin.dossier),
            result_id: paper.origin.map(|origin| origin.result),
            added_at: paper.added_at,
        }
    }

    fn into_paper(self) -> Paper {
        let origin = self.dossier_id.zip(self.result_id);
        Paper {
            id: self.id,
            owner: self.account_id,
            title: self.title,
            file_name: self.file_name,
            file: StoredFile {
                digest: self.digest,
                size: self.size,
            },
            media: self.media_type,
            origin: origin.map(|(dossier, result)| Origin { dossier, result }),
            added_at: self.added_at,
        }
    }
}

/// Adds a paper. False when the owner has the same result already.
pub(super) fn paper_insert_if_new(tx: &mut Tx<'_>, paper: &Paper) -> Result<bool> {
    crate::insert_if_new!(tx, vault_papers::table, &Row::of(paper))
}

/// A page of a person's papers, newest first.
pub fn papers_of(
    conn: &mut Conn,
    owner: AccountId,
    before: Option<PaperId>,
    most: i64,
) -> Result<Vec<Paper>> {
    let mut query = vault_papers::table
        .filter(vault_papers::account_id.eq(owner))
        .order(vault_papers::id.desc())
        .limit(most)
        .select(Row::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(vault_papers::id.lt(before));
    }
    let rows: Vec<Row> = query.load(conn.engine())?;
    Ok(rows.into_iter().map(Row::into_paper).collect())
}

/// One paper of a person.
pub fn paper_owned_by(conn: &mut Conn, owner: AccountId, id: PaperId) -> Result<Option<Paper>> {
    let row: Option<Row> = vault_papers::table
        .find((owner, id))
        .select(Row::as_select())
        .first(conn.engine())
        .optional()?;
    Ok(row.map(Row::into_paper))
}
