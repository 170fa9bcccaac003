//! Whether anybody answers what is filed with an agency: people who receive dossiers here, or a system
//! of its own. Where nobody does, an application would lie unread, so none is begun.

use crate::accounts;
use crate::agencies::Agency;
use crate::catalogue::Snapshot;
use crate::dossiers::error::Result;
use crate::dossiers::store;
use crate::kernel::{AgencyId, Instant};
use crate::storage::Conn;

/// Whether an application to the agency is answered at `now`.
pub fn is_answered(
    conn: &mut Conn,
    catalogue: &Snapshot,
    agency: AgencyId,
    now: Instant,
) -> Result<bool> {
    if accounts::has_intake(conn, agency, now)? {
        return Ok(true);
    }
    let agency = catalogue.agency(agency).into_iter();
    let above = agency.flat_map(|agency| catalogue.catalogue.agencies.chain(agency));
    let offices: Vec<AgencyId> = above.map(Agency::id).collect();
    Ok(store::partner_deciding(conn, &offices, now)?.is_some())
}
