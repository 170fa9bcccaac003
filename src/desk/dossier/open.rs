//! All that the page of a dossier reads, in one go: a dozen look-ups by key.

use super::history::History;
use crate::catalogue::Snapshot;
use crate::dossiers::{
    self, AsFiled, Attachment, Dossier, Fee, ResultDocument, SupplementRequest, Told,
};
use crate::kernel::{AccountId, AgencyId, DossierId};
use crate::storage::{Conn, Result};

/// A dossier with all that hangs on it.
pub(super) struct Opened {
    pub(super) dossier: Dossier,
    pub(super) filed: AsFiled,
    pub(super) attachments: Vec<Attachment>,
    pub(super) fees: Vec<Fee>,
    pub(super) supplements: Vec<SupplementRequest>,
    pub(super) results: Vec<ResultDocument>,
    /// What the agency's own system tells beside.
    pub(super) told: Option<Told>,
    pub(super) history: History,
}

/// Opens a dossier that has passed through one of the agencies.
pub(super) fn open(
    conn: &mut Conn,
    catalogue: &Snapshot,
    id: DossierId,
    agencies: &[AgencyId],
) -> Result<Option<Opened>> {
    let Some(dossier) = dossiers::dossier_of_agencies(conn, id, agencies)? else {
        return Ok(None);
    };
    let people: Vec<AccountId> = [dossier.applicant, dossier.place.officer]
        .into_iter()
        .flatten()
        .collect();
    Ok(Some(Opened {
        filed: dossiers::as_filed(conn, catalogue, &dossier)?,
        attachments: dossiers::attachments_of(conn, id)?,
        fees: dossiers::fees_of(conn, id)?,
        supplements: dossiers::supplements_of(conn, id)?,
        results: dossiers::results_of(conn, id)?,
        told: dossiers::told_by_agency(conn, &dossier)?,
        history: History::of(conn, id, &people, dossier.place.unit)?,
        dossier,
    }))
}
