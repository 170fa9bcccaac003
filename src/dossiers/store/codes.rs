//! Codes of dossiers, and the counters that number them. A code is kept under its one spelling, so
//! that it belongs to one dossier however it is sent, and whoever sends it at the same moment.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::dossiers::{DossierCode, code_key};
use crate::kernel::{DossierId, plain_enum};
use crate::storage::schema::{code_counters, dossier_codes};
use crate::storage::{Conn, Result, Tx};

plain_enum! {
    /// Whose numbering a code comes from.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum CodeKind {
        /// This portal's.
        Ours = 1,
        /// The agency's own system's.
        Agency = 2,
    }
}

/// Takes the next number of an agency's code on a Vietnamese day, beginning at 9000001 so that it
/// never meets the agency's own numbering. It is taken last in the filing transaction: the row
/// stays locked from here to the commit.
pub fn number_take(tx: &mut Tx<'_>, agency_code: &str, day: chrono::NaiveDate) -> Result<i64> {
    let first = i64::from(DossierCode::FIRST_NUMBER);
    let row = (
        code_counters::code.eq(agency_code),
        code_counters::day.eq(day),
        code_counters::last.eq(first),
    );
    Ok(crate::each!(tx, |conn| diesel::insert_into(
        code_counters::table
    )
    .values(row)
    .on_conflict((code_counters::code, code_counters::day))
    .do_update()
    .set(code_counters::last.eq(code_counters::last + 1))
    .returning(code_counters::last)
    .get_result(conn))?)
}

/// A code in its one spelling, and as it was written where that is another.
#[derive(Insertable)]
#[diesel(table_name = dossier_codes, treat_none_as_default_value = false)]
pub(super) struct CodeRow<'a> {
    pub(super) code: String,
    dossier_id: DossierId,
    kind: CodeKind,
    written: Option<&'a str>,
}

impl<'a> CodeRow<'a> {
    pub(super) fn of(written: &'a str, dossier: DossierId, kind: CodeKind) -> Self {
        let code = code_key(written);
        Self {
            written: (code != written).then_some(written),
            code,
            dossier_id: dossier,
            kind,
        }
    }
}

/// Ties a code to its dossier. False when another dossier has it.
pub fn code_insert_if_new(
    tx: &mut Tx<'_>,
    code: &str,
    dossier: DossierId,
    kind: CodeKind,
) -> Result<bool> {
    let row = CodeRow::of(code, dossier, kind);
    crate::insert_if_new!(tx, dossier_codes::table, &row)
}

type Written = (String, Option<String>);

fn as_written((code, written): Written) -> String {
    written.unwrap_or(code)
}

/// The code by which the agency's own system knows a dossier, as it wrote it.
pub fn agency_code_of(conn: &mut Conn, dossier: DossierId) -> Result<Option<String>> {
    let code: Option<Written> = dossier_codes::table
        .filter(dossier_codes::dossier_id.eq(dossier))
        .filter(dossier_codes::kind.eq(CodeKind::Agency))
        .order(dossier_codes::code)
        .select((dossier_codes::code, dossier_codes::written))
        .first(conn.engine())
        .optional()?;
    Ok(code.map(as_written))
}

/// Every code of a dossier, as it was written.
pub fn codes_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<String>> {
    let codes: Vec<Written> = dossier_codes::table
        .filter(dossier_codes::dossier_id.eq(dossier))
        .order((dossier_codes::kind, dossier_codes::code))
        .select((dossier_codes::code, dossier_codes::written))
        .load(conn.engine())?;
    Ok(codes.into_iter().map(as_written).collect())
}

/// The dossier that is known by a code, in any of its spellings.
pub fn dossier_of_code(conn: &mut Conn, code: &str) -> Result<Option<DossierId>> {
    Ok(dossier_codes::table
        .find(code_key(code))
        .select(dossier_codes::dossier_id)
        .first(conn.engine())
        .optional()?)
}

/// The dossiers that are known by these codes, in any of their spellings, under the codes as they
/// were asked for.
pub fn dossiers_of_codes(
    conn: &mut Conn,
    codes: Vec<String>,
) -> Result<HashMap<String, DossierId>> {
    let keys: Vec<String> = codes.iter().map(|code| code_key(code)).collect();
    let known: Vec<(String, DossierId)> = crate::each!(conn, |c| dossier_codes::table
        .filter(dossier_codes::code.eq_any(&keys))
        .select((dossier_codes::code, dossier_codes::dossier_id))
        .load(c))?;
    let known: HashMap<String, DossierId> = known.into_iter().collect();
    let found = |(code, key): (String, String)| Some((code, *known.get(&key)?));
    Ok(codes.into_iter().zip(keys).filter_map(found).collect())
}
