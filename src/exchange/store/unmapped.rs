//! Codes of DongBoTrangThaiHoSo that came without having a meaning: their messages were taken and moved
//! nothing.

use diesel::prelude::*;

use crate::kernel::{Instant, PartnerId};
use crate::storage::schema::unmapped_codes as table;
use crate::storage::{Conn, Result, Tx};

/// The longest code that is noted, in characters; none in the field has more than two.
const LONGEST_CODE: usize = 20;
/// The most codes that are noted of one partner.
const MOST_CODES: i64 = 50;

/// A code without a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct UnmappedCode {
    pub partner: PartnerId,
    /// As it is sent, made short.
    pub code: String,
    /// When it came first.
    pub since: Instant,
    /// When it came last.
    pub last_at: Instant,
    /// How many messages brought it.
    pub messages: i64,
}

/// All codes that wait for a meaning, by partner and code.
pub fn unmapped(conn: &mut Conn) -> Result<Vec<UnmappedCode>> {
    Ok(table::table
        .order((table::partner_id, table::code))
        .load(conn.engine())?)
}

/// Notes that a code came.
pub fn unmapped_note(tx: &mut Tx<'_>, partner: PartnerId, code: &str, now: Instant) -> Result<()> {
    let code: String = code.chars().take(LONGEST_CODE).collect();
    let again = diesel::update(table::table.find((partner, &code)))
        .set((
            table::last_at.eq(now),
            table::messages.eq(table::messages + 1),
        ))
        .execute(tx.engine())?;
    if again > 0 {
        return Ok(());
    }
    let noted: i64 = table::table
        .filter(table::partner_id.eq(partner))
        .count()
        .get_result(tx.engine())?;
    if noted < MOST_CODES {
        let row = (
            table::partner_id.eq(partner),
            table::code.eq(&code),
            table::since.eq(now),
            table::last_at.eq(now),
            table::messages.eq(1_i64),
        );
        crate::insert_if_new!(tx, table::table, row)?;
    }
    Ok(())
}

/// Forgets a code, which has a meaning now.
pub fn unmapped_settle(tx: &mut Tx<'_>, partner: PartnerId, code: &str) -> Result<()> {
    diesel::delete(table::table.find((partner, code))).execute(tx.engine())?;
    Ok(())
}
