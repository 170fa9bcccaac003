//! Sessions of partners.

use diesel::prelude::*;

use crate::exchange::Secret;
use crate::kernel::{Instant, PartnerId};
use crate::storage::schema::partner_sessions;
use crate::storage::{Conn, Result, Tx};

const TOKEN: &str = "partner_sessions.token";

/// Opens a session. Those that are open stay open: clients have many at a time.
pub fn session_open(
    tx: &mut Tx<'_>,
    token: &Secret,
    partner: PartnerId,
    expires_at: Instant,
) -> Result<()> {
    let index = token.index(&tx.keys(), TOKEN);
    diesel::insert_into(partner_sessions::table)
        .values((
            partner_sessions::token_index.eq(index),
            partner_sessions::partner_id.eq(partner),
            partner_sessions::expires_at.eq(expires_at),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Whose session it is, if it is open.
pub fn session_partner(conn: &mut Conn, token: &Secret, now: Instant) -> Result<Option<PartnerId>> {
    let index = token.index(&conn.keys(), TOKEN);
    Ok(partner_sessions::table
        .find(index)
        .filter(partner_sessions::expires_at.gt(now))
        .select(partner_sessions::partner_id)
        .first(conn.engine())
        .optional()?)
}

/// Closes all sessions of a partner.
pub fn sessions_close(tx: &mut Tx<'_>, partner: PartnerId) -> Result<()> {
    let own = partner_sessions::table.filter(partner_sessions::partner_id.eq(partner));
    diesel::delete(own).execute(tx.engine())?;
    Ok(())
}

/// Removes sessions that have run out.
pub fn sweep_sessions(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    let old = partner_sessions::table.filter(partner_sessions::expires_at.le(now));
    diesel::delete(old).execute(tx.engine())?;
    Ok(())
}
