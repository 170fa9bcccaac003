//! A dossier that was filed here gets the code by which its agency's own system knows it
//! (DongBoTrangThaiHoSo, docs/partners.md).

use super::offers;
use super::pending_changes::Recording;
use super::progress::Progress;
use super::refusal::SyncRefusal;
use super::snapshot::OfferedFile;
use super::take_progress::take_progress;
use crate::dossiers::store::{self, CodeKind};
use crate::kernel::PartnerId;
use crate::storage::Tx;

/// What the message ties together, and what it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The agency's own code, where it has one.
    pub own_code: Option<String>,
    /// The portal's code, and what happened there. Its state moves the dossier only where the
    /// partner's codes were given a meaning.
    pub progress: Progress,
    /// What came with it.
    pub files: Vec<OfferedFile>,
}

/// Ties the codes and records what happened. A repeat changes nothing.
///
/// # Errors
/// `Unknown` when no dossier of this partner has the portal's code; `Known` when the agency's own
/// code belongs to another dossier.
pub fn tie(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    tie: &Tie,
    at: Recording<'_>,
) -> Result<(), SyncRefusal> {
    take_progress(tx, partner, std::slice::from_ref(&tie.progress), at)?;
    let unknown = || SyncRefusal::Unknown(tie.progress.code.clone());
    let dossier = store::dossier_of_code(tx, &tie.progress.code)?.ok_or_else(unknown)?;
    if !tie.files.is_empty() {
        let row = store::dossier(tx, dossier)?.ok_or_else(unknown)?;
        let files = tie.files.iter().map(|file| (&row, file));
        offers::follow(tx, at.moment, partner, files)?;
    }
    let Some(own_code) = &tie.own_code else {
        return Ok(());
    };
    if !store::code_insert_if_new(tx, own_code, dossier, CodeKind::Agency)?
        && store::dossier_of_code(tx, own_code)? != Some(dossier)
    {
        return Err(SyncRefusal::Known(own_code.clone()));
    }
    Ok(())
}
