//! Codes of dossiers, and the counters that number them.

use diesel::prelude::*;

use crate::dossiers::DossierCode;
use crate::kernel::DossierId;
use crate::storage::schema::{code_counters, dossier_codes};
use crate::storage::{Conn, Result, Tx};

/// Whose numbering a code comes from. Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// This portal's.
    Ours = 1,
    /// The agency's own system's.
    Agency = 2,
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

/// A code as it is written.
#[derive(Insertable)]
#[diesel(table_name = dossier_codes, treat_none_as_default_value = false)]
pub(super) struct CodeRow<'a> {
    pub(super) code: &'a str,
    pub(super) dossier_id: DossierId,
    pub(super) kind: i16,
}

/// Ties a code to its dossier. False when another dossier has it.
pub fn code_insert_if_new(
    tx: &mut Tx<'_>,
    code: &str,
    dossier: DossierId,
    kind: CodeKind,
) -> Result<bool> {
    let row = CodeRow {
        code,
        dossier_id: dossier,
        kind: kind as i16,
    };
    crate::insert_if_new!(tx, dossier_codes::table, &row)
}

/// The code by which the agency's own system knows a dossier.
pub fn agency_code_of(conn: &mut Conn, dossier: DossierId) -> Result<Option<String>> {
    Ok(dossier_codes::table
        .filter(dossier_codes::dossier_id.eq(dossier))
        .filter(dossier_codes::kind.eq(CodeKind::Agency as i16))
        .order(dossier_codes::code)
        .select(dossier_codes::code)
        .first(conn.engine())
        .optional()?)
}

/// Every code of a dossier.
pub fn codes_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<String>> {
    Ok(dossier_codes::table
        .filter(dossier_codes::dossier_id.eq(dossier))
        .order((dossier_codes::kind, dossier_codes::code))
        .select(dossier_codes::code)
        .load(conn.engine())?)
}

/// The dossier that is known by a code.
pub fn dossier_of_code(conn: &mut Conn, code: &str) -> Result<Option<DossierId>> {
    Ok(dossier_codes::table
        .find(code)
        .select(dossier_codes::dossier_id)
        .first(conn.engine())
        .optional()?)
}
