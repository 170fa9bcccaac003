//! All SQL of the catalogue: revisions of procedures and forms, the other files, the version.

mod calendar;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::{Digest, Procedure, ProcedureCode};
use crate::forms::FormDefinition;
use crate::kernel::Instant;
use crate::storage::schema::{
    catalogue_files, catalogue_version, form_revisions, procedure_revisions, procedures, settings,
};
use crate::storage::{Conn, Error, Result, Tx};

pub use calendar::calendar_changes;
pub(super) use calendar::{put_day, put_hours, remove_day, remove_hours};

/// Rows of one statement. PostgreSQL takes 65,535 values at a time, SQLite 32,766.
const ROWS: usize = 500;

/// The one row of `catalogue_version`.
const ONLY: i16 = 1;

/// In `settings`: the digest of the built-in files, while they are what was imported last.
const BUILT_IN: &str = "catalogue.built_in";

/// The revision at which something stands, and the digest of its document.
pub(super) type Head = (i32, Vec<u8>);

/// A new revision of a procedure or a form.
#[derive(Debug, Clone)]
pub(super) struct NewRevision<'a> {
    /// The procedure's code or the form's key.
    pub of: &'a str,
    /// Its number.
    pub revision: i32,
    /// The digest of the document.
    pub digest: Digest,
    pub document: &'a str,
}

/// The version of the catalogue; none before the first import.
pub fn version(conn: &mut Conn) -> Result<Option<i64>> {
    Ok(catalogue_version::table
        .find(ONLY)
        .select(catalogue_version::version)
        .first(conn.engine())
        .optional()?)
}

/// Keeps other imports out until the transaction ends, and tells the version.
pub(super) fn hold_version(tx: &mut Tx<'_>, now: Instant) -> Result<i64> {
    let first = (
        catalogue_version::id.eq(ONLY),
        catalogue_version::version.eq(0),
        catalogue_version::changed_at.eq(now),
    );
    crate::insert_if_new!(tx, catalogue_version::table, first)?;
    set_version(tx, 0, now)
}

/// Tells running processes that something has changed.
pub(super) fn raise_version(tx: &mut Tx<'_>, now: Instant) -> Result<i64> {
    set_version(tx, 1, now)
}

fn set_version(tx: &mut Tx<'_>, more: i64, now: Instant) -> Result<i64> {
    Ok(diesel::update(catalogue_version::table.find(ONLY))
        .set((
            catalogue_version::version.eq(catalogue_version::version + more),
            catalogue_version::changed_at.eq(now),
        ))
        .returning(catalogue_version::version)
        .get_result(tx.engine())?)
}

/// Where every procedure stands.
pub(super) fn procedure_heads(conn: &mut Conn) -> Result<BTreeMap<String, Head>> {
    let rows: Vec<(String, i32, Vec<u8>)> = procedures::table
        .select((procedures::code, procedures::revision, procedures::digest))
        .load(conn.engine())?;
    Ok(by_name(rows))
}

/// Where every form stands: its newest revision, and the document of that.
pub(super) fn form_heads(conn: &mut Conn) -> Result<BTreeMap<String, (i32, String)>> {
    let rows: Vec<(String, i32, String)> = form_revisions::table
        .select((
            form_revisions::key,
            form_revisions::revision,
            form_revisions::document,
        ))
        .order((form_revisions::key, form_revisions::revision))
        .load(conn.engine())?;
    // The last of a key wins.
    let heads = rows.into_iter();
    Ok(heads
        .map(|(key, revision, document)| (key, (revision, document)))
        .collect())
}

fn by_name(rows: Vec<(String, i32, Vec<u8>)>) -> BTreeMap<String, Head> {
    rows.into_iter()
        .map(|(name, revision, digest)| (name, (revision, digest)))
        .collect()
}

/// Code, revision and document of every procedure as it stands, by code.
pub(super) fn standing_procedures(conn: &mut Conn) -> Result<Vec<(String, i32, String)>> {
    let standing = procedure_revisions::code
        .eq(procedures::code)
        .and(procedure_revisions::revision.eq(procedures::revision));
    Ok(procedures::table
        .inner_join(procedure_revisions::table.on(standing))
        .select((
            procedures::code,
            procedures::revision,
            procedure_revisions::document,
        ))
        .order(procedures::code)
        .load(conn.engine())?)
}

/// Every form at its latest revision.
pub(super) fn standing_forms(conn: &mut Conn) -> Result<Vec<FormDefinition>> {
    form_heads(conn)?
        .into_iter()
        .map(|(key, (revision, document))| form(&key, revision, &document))
        .collect()
}

/// A procedure as it was published in one revision; dossiers keep theirs.
pub fn procedure_revision(
    conn: &mut Conn,
    code: &ProcedureCode,
    revision: i32,
) -> Result<Option<Procedure>> {
    let document: Option<String> = procedure_revisions::table
        .find((code.as_str(), revision))
        .select(procedure_revisions::document)
        .first(conn.engine())
        .optional()?;
    document
        .map(|document| {
            serde_json::from_str(&document)
                .map_err(|error| Error::nonsense("procedure_revisions", "document", error))
        })
        .transpose()
}

/// A form as it was published in one revision; drafts and dossiers keep theirs.
pub fn form_revision(conn: &mut Conn, key: &str, revision: i32) -> Result<Option<FormDefinition>> {
    let document: Option<String> = form_revisions::table
        .find((key, revision))
        .select(form_revisions::document)
        .first(conn.engine())
        .optional()?;
    document
        .map(|document| form(key, revision, &document))
        .transpose()
}

/// A published form is read and not checked: what is refused of new forms today was let in before.
fn form(key: &str, revision: i32, document: &str) -> Result<FormDefinition> {
    let nonsense =
        |error: String| Error::nonsense("form_revisions", "document", format!("{key}: {error}"));
    let form = FormDefinition::parse(document).map_err(|error| nonsense(error.to_string()))?;
    let revision = u32::try_from(revision).map_err(|error| nonsense(error.to_string()))?;
    Ok(FormDefinition { revision, ..form })
}

/// Writes revisions of procedures and makes them the standing ones.
pub(super) fn add_procedure_revisions(
    tx: &mut Tx<'_>,
    revisions: &[NewRevision<'_>],
    now: Instant,
) -> Result<()> {
    for some in revisions.chunks(ROWS) {
        let rows: Vec<_> = some
            .iter()
            .map(|new| {
                (
                    procedure_revisions::code.eq(new.of),
                    procedure_revisions::revision.eq(new.revision),
                    procedure_revisions::digest.eq(new.digest.as_slice()),
                    procedure_revisions::document.eq(new.document),
                    procedure_revisions::published_at.eq(now),
                )
            })
            .collect();
        crate::each!(tx, |conn| diesel::insert_into(procedure_revisions::table)
            .values(&rows)
            .execute(conn))?;
        add_heads(tx, some)?;
    }
    Ok(())
}

fn add_heads(tx: &mut Tx<'_>, revisions: &[NewRevision<'_>]) -> Result<()> {
    for new in revisions {
        let head = (
            procedures::revision.eq(new.revision),
            procedures::digest.eq(new.digest.as_slice()),
        );
        crate::each!(tx, |conn| diesel::insert_into(procedures::table)
            .values((procedures::code.eq(new.of), head))
            .on_conflict(procedures::code)
            .do_update()
            .set((
                procedures::revision.eq(excluded(procedures::revision)),
                procedures::digest.eq(excluded(procedures::digest)),
            ))
            .execute(conn))?;
    }
    Ok(())
}

/// Writes revisions of forms.
pub(super) fn add_form_revisions(
    tx: &mut Tx<'_>,
    revisions: &[NewRevision<'_>],
    now: Instant,
) -> Result<()> {
    for new in revisions {
        diesel::insert_into(form_revisions::table)
            .values((
                form_revisions::key.eq(new.of),
                form_revisions::revision.eq(new.revision),
                form_revisions::digest.eq(new.digest.as_slice()),
                form_revisions::document.eq(new.document),
                form_revisions::published_at.eq(now),
            ))
            .execute(tx.engine())?;
    }
    Ok(())
}

/// The other files, by path.
pub(super) fn files(conn: &mut Conn) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = catalogue_files::table
        .select((catalogue_files::path, catalogue_files::content))
        .load(conn.engine())?;
    Ok(rows.into_iter().collect())
}

/// The digests of the other files, by path.
pub(super) fn file_digests(conn: &mut Conn) -> Result<BTreeMap<String, Vec<u8>>> {
    let rows: Vec<(String, Vec<u8>)> = catalogue_files::table
        .select((catalogue_files::path, catalogue_files::digest))
        .load(conn.engine())?;
    Ok(rows.into_iter().collect())
}

/// Puts a file in the place of the one that had its path.
pub(super) fn put_file(tx: &mut Tx<'_>, path: &str, digest: &Digest, content: &str) -> Result<()> {
    remove_file(tx, path)?;
    diesel::insert_into(catalogue_files::table)
        .values((
            catalogue_files::path.eq(path),
            catalogue_files::digest.eq(digest.as_slice()),
            catalogue_files::content.eq(content),
        ))
        .execute(tx.engine())?;
    Ok(())
}

pub(super) fn remove_file(tx: &mut Tx<'_>, path: &str) -> Result<()> {
    diesel::delete(catalogue_files::table.find(path)).execute(tx.engine())?;
    Ok(())
}

/// The digest of the built-in files, if they are what was imported last.
pub(super) fn built_in_imported(conn: &mut Conn) -> Result<Option<String>> {
    Ok(settings::table
        .find(BUILT_IN)
        .select(settings::value)
        .first(conn.engine())
        .optional()?)
}

/// Notes which built-in files were imported; none when it was a folder.
pub(super) fn note_built_in(tx: &mut Tx<'_>, digest: Option<&Digest>, now: Instant) -> Result<()> {
    diesel::delete(settings::table.find(BUILT_IN)).execute(tx.engine())?;
    if let Some(digest) = digest {
        diesel::insert_into(settings::table)
            .values((
                settings::name.eq(BUILT_IN),
                settings::value.eq(hex::encode(digest)),
                settings::changed_at.eq(now),
            ))
            .execute(tx.engine())?;
    }
    Ok(())
}
