//! Applying once more after a dossier ended without a result: the new draft begins with what was
//! declared and sent the last time.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::applicant::may_apply;
use super::draft::Draft;
use super::start_draft::admit_draft;
use crate::context::Context;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::State;
use crate::dossiers::operations::MOST_PAPERS;
use crate::dossiers::store::{self, Attachment};
use crate::kernel::{AccountId, DossierId, uuid_of};
use crate::storage::{Tx, file_name};

/// What makes the start key of a draft that follows a dossier.
const AGAIN: &[u8] = b"again";

/// Whether `account` may begin anew with what this dossier declared: it filed it here, and it led
/// to no result.
pub fn may_start_again(dossier: &Dossier, account: AccountId) -> bool {
    let has_failed = matches!(
        dossier.state(),
        State::Refused | State::Stopped | State::Withdrawn
    );
    has_failed && dossier.source == Source::Portal && dossier.applicant == Some(account)
}

/// Begins a draft with the answers and papers of a dossier of the viewer, or finds the one that was
/// begun so before.
///
/// # Errors
/// `NotFound` where the viewer filed no such dossier, `NotTaken` where it cannot be filed again,
/// and those of [`super::start_draft`].
pub fn start_again(tx: &mut Tx<'_>, cx: &Context, of: DossierId) -> Result<DossierId> {
    let viewer = cx.viewer().ok_or(Error::NotFound)?;
    let dossier = store::dossier_of_person(tx, of, viewer.account)?.ok_or(Error::NotFound)?;
    if !may_start_again(&dossier, viewer.account) {
        return Err(Error::NotTaken);
    }
    let code = dossier.procedure.code.parse();
    let code = code.map_err(|_| Error::NotTaken)?;
    let filed = store::answers(tx, of)?;
    let form = filed.as_ref().map_or("", |filed| filed.form.as_str());
    let procedure = cx.catalogue.procedure(&code);
    let service = cx.catalogue.service_with(&code, form);
    let (Some(procedure), Some(service)) = (procedure, service) else {
        return Err(Error::NotTaken);
    };
    may_apply(viewer.kind, procedure)?;
    let start_key = uuid_of(Sha256::new().chain_update(AGAIN).chain_update(of.uuid()));
    if let Some(begun) = store::draft_started(tx, viewer.account, start_key)? {
        return Ok(begun);
    }
    let mut draft = Draft::begin(
        &cx.moment,
        &cx.catalogue,
        service,
        viewer.account,
        dossier.agency,
    )?;
    if let Some(filed) = filed {
        draft.form = filed.form;
        draft.form_revision = filed.revision;
        draft.answers = filed.answers;
        draft.case = filed.case;
    }
    // The papers are those of the revision of then; whoever opens the draft brings it up to date.
    draft.revision = dossier.procedure.revision.unwrap_or(draft.revision);
    if service.deliveries.contains(&dossier.delivery) {
        draft.delivery = Some(dossier.delivery);
        draft.address = dossier.address;
    }
    admit_draft(tx, cx, viewer.account)?;
    if !store::draft_insert_if_new(tx, &draft, start_key)? {
        return store::draft_started(tx, viewer.account, start_key)?.ok_or(Error::NotFound);
    }
    store::draft_update(tx, &mut draft)?;
    copy_papers(tx, cx, of, draft.id)?;
    Ok(draft.id)
}

/// Each file once, however often it was sent.
fn copy_papers(tx: &mut Tx<'_>, cx: &Context, from: DossierId, to: DossierId) -> Result<()> {
    let mut copied = BTreeSet::new();
    for paper in store::attachments_of(tx, from)? {
        let is_new = copied.insert((paper.component.clone(), paper.file.digest.clone()));
        if !is_new || copied.len() > MOST_PAPERS {
            continue;
        }
        file_name(tx, &paper.file, paper.media, cx.now())?;
        let copy = Attachment {
            id: cx.id(),
            supplement: None,
            added_at: cx.now(),
            ..paper
        };
        store::attachment_insert(tx, to, &copy)?;
    }
    Ok(())
}
