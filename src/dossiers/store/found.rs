//! What a clerk finds among an agency's dossiers.

use diesel::prelude::*;

use super::dossier_row::{number_index, reversed};
use super::lists::Line;
use crate::kernel::{AgencyId, DossierId, fold};
use crate::storage::schema::dossiers;
use crate::storage::{Conn, Result};

/// Dossiers of an agency whose holder's name begins so ("nguyen thi"), and then those whose
/// holder's name ends so ("lan", "thi lan"), with or without diacritics.
pub fn found_by_name(
    conn: &mut Conn,
    agency: AgencyId,
    name: &str,
    most: i64,
) -> Result<Vec<Line>> {
    let key = fold(name);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = begins(conn, agency, &key, most)?;
    for row in ends(conn, agency, &key, most)? {
        if !rows.iter().any(|found| found.id == row.id) {
            rows.push(row);
        }
    }
    rows.truncate(usize::try_from(most).unwrap_or(0));
    Ok(rows)
}

/// What sorts behind every text that begins with `key`: a range instead of LIKE, which is the same
/// index range on both engines.
fn end_of(key: &str) -> String {
    format!("{key}\u{10ffff}")
}

fn begins(conn: &mut Conn, agency: AgencyId, key: &str, most: i64) -> Result<Vec<Line>> {
    Ok(dossiers::table
        .filter(dossiers::agency_id.eq(agency))
        .filter(dossiers::holder_key.ge(key))
        .filter(dossiers::holder_key.lt(end_of(key)))
        .order((dossiers::holder_key, dossiers::id))
        .limit(most)
        .select(Line::as_select())
        .load(conn.engine())?)
}

fn ends(conn: &mut Conn, agency: AgencyId, key: &str, most: i64) -> Result<Vec<Line>> {
    let key = reversed(key);
    Ok(dossiers::table
        .filter(dossiers::agency_id.eq(agency))
        .filter(dossiers::holder_key_reversed.ge(&key))
        .filter(dossiers::holder_key_reversed.lt(end_of(&key)))
        .order((dossiers::holder_key_reversed, dossiers::id))
        .limit(most)
        .select(Line::as_select())
        .load(conn.engine())?)
}

/// Dossiers of an agency whose holder has this number, newest first.
pub fn found_by_number(
    conn: &mut Conn,
    agency: AgencyId,
    number: &str,
    most: i64,
) -> Result<Vec<Line>> {
    let index = number_index(&conn.keys(), number);
    Ok(dossiers::table
        .filter(dossiers::holder_number_index.eq(index))
        .filter(dossiers::agency_id.eq(agency))
        .order(dossiers::id.desc())
        .limit(most)
        .select(Line::as_select())
        .load(conn.engine())?)
}

/// Dossiers by their ids, where the agency has them now.
pub fn found_by_ids(conn: &mut Conn, agency: AgencyId, ids: &[DossierId]) -> Result<Vec<Line>> {
    Ok(dossiers::table
        .filter(dossiers::id.eq_any(ids.to_vec()))
        .filter(dossiers::agency_id.eq(agency))
        .order(dossiers::id)
        .select(Line::as_select())
        .load(conn.engine())?)
}
