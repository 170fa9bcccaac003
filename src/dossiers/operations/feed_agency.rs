//! Dealing positions of an agency's feed after commit: a cursor over a sequence or a UUID would
//! lose what commits late.

use crate::dossiers::error::Result;
use crate::dossiers::store;
use crate::kernel::{AgencyId, DossierId};
use crate::storage::Tx;

/// Puts an event into the feed. The job's lane sees to it that one agency's positions are dealt
/// one at a time; a repeat finds the event there.
pub fn feed_agency(tx: &mut Tx<'_>, agency: AgencyId, dossier: DossierId, seq: i32) -> Result<()> {
    store::feed_append_if_new(tx, agency, dossier, seq)?;
    Ok(())
}
