//! All SQL of the vault.

use diesel::prelude::*;

use super::paper::{Origin, Paper};
use crate::kernel::{AccountId, DossierId, Instant, PaperId, ResultId};
use crate::storage::schema::vault_papers;
use crate::storage::{Conn, Error, FileReference, MediaType, Result, StoredFile, Tx};

/// Columns that name files.
pub const FILE_REFERENCES: &[FileReference] = &[FileReference {
    table: "vault_papers",
    column: "digest",
}];

/// Adds a paper. False when the owner has the same result already.
pub(super) fn paper_insert_if_new(tx: &mut Tx<'_>, paper: &Paper) -> Result<bool> {
    let row = (
        vault_papers::account_id.eq(paper.owner),
        vault_papers::id.eq(paper.id),
        vault_papers::title.eq(&paper.title),
        vault_papers::file_name.eq(&paper.file_name),
        vault_papers::digest.eq(&paper.file.digest),
        vault_papers::size.eq(paper.file.size),
        vault_papers::media_type.eq(paper.media.number()),
        vault_papers::dossier_id.eq(paper.origin.map(|origin| origin.dossier)),
        vault_papers::result_id.eq(paper.origin.map(|origin| origin.result)),
        vault_papers::added_at.eq(paper.added_at),
    );
    crate::insert_if_new!(tx, vault_papers::table, &row)
}

type Row = (
    AccountId,
    PaperId,
    String,
    String,
    Vec<u8>,
    i64,
    i16,
    Option<DossierId>,
    Option<ResultId>,
    Instant,
);

macro_rules! columns {
    () => {
        (
            vault_papers::account_id,
            vault_papers::id,
            vault_papers::title,
            vault_papers::file_name,
            vault_papers::digest,
            vault_papers::size,
            vault_papers::media_type,
            vault_papers::dossier_id,
            vault_papers::result_id,
            vault_papers::added_at,
        )
    };
}

fn paper(row: Row) -> Result<Paper> {
    let (owner, id, title, file_name, digest, size, media, dossier, result, added_at) = row;
    let media = MediaType::from_number(media)
        .ok_or_else(|| Error::nonsense("vault_papers", "media_type", media))?;
    let origin = dossier
        .zip(result)
        .map(|(dossier, result)| Origin { dossier, result });
    Ok(Paper {
        id,
        owner,
        title,
        file_name,
        file: StoredFile { digest, size },
        media,
        origin,
        added_at,
    })
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
        .select(columns!())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(vault_papers::id.lt(before));
    }
    query
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(paper)
        .collect()
}

/// One paper of a person.
pub fn paper_owned_by(conn: &mut Conn, owner: AccountId, id: PaperId) -> Result<Option<Paper>> {
    vault_papers::table
        .find((owner, id))
        .select(columns!())
        .first::<Row>(conn.engine())
        .optional()?
        .map(paper)
        .transpose()
}
