//! What an agency's own system tells of a dossier beside its state, sealed.

use diesel::prelude::*;

use crate::dossiers::dossier::{Authority, Dossier};
use crate::dossiers::synced::{AgencyReport, Details, OnlinePayment};
use crate::storage::schema::synced_dossiers;
use crate::storage::{Conn, KeyRing, Result, Sealed};

const DETAILS: &str = "synced_dossiers.details";

/// Seals what there is to keep.
pub(super) fn seal(keys: &KeyRing, details: &Details) -> Result<Option<Sealed<Details>>> {
    (!details.is_empty())
        .then(|| Sealed::seal(keys, DETAILS, details))
        .transpose()
}

/// Opens what is kept.
pub(super) fn open(keys: &KeyRing, sealed: Option<&Sealed<Details>>) -> Result<Details> {
    sealed.map_or_else(
        || Ok(Details::default()),
        |sealed| sealed.open(keys, DETAILS),
    )
}

/// What the agency's own system tells of a dossier; none where it tells nothing.
pub fn told_by_agency(conn: &mut Conn, dossier: &Dossier) -> Result<Option<AgencyReport>> {
    if dossier.authority != Authority::Partner {
        return Ok(None);
    }
    let found: Option<(Option<Sealed<Details>>, String, OnlinePayment)> = synced_dossiers::table
        .find(dossier.id)
        .select((
            synced_dossiers::details,
            synced_dossiers::handled_by,
            synced_dossiers::paid_online,
        ))
        .first(conn.engine())
        .optional()?;
    let Some((Some(sealed), office, paid_online)) = found else {
        return Ok(None);
    };
    Ok(Some(AgencyReport {
        office,
        details: open(&conn.keys(), Some(&sealed))?,
        paid_online,
    }))
}
