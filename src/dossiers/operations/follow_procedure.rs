//! Bringing a draft to a new revision of its procedure. A paper's key is its place in the list of
//! one revision; without this, what was sent for one paper would lie under another.

use crate::catalogue::{ProcedureCode, Snapshot};
use crate::dossiers::as_filed::papers_at;
use crate::dossiers::draft::Draft;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{AccountId, DossierId};
use crate::storage::Tx;

/// Whether the draft was begun, or last followed, under an older revision than the standing one.
pub fn is_behind(draft: &Draft, catalogue: &Snapshot) -> bool {
    code_of(draft).is_ok_and(|code| draft.revision < catalogue.revision(&code))
}

/// Brings a draft to the standing revision: its uploads and its case are found again by their
/// names, and an upload whose paper is no longer asked for becomes a free one. What was typed
/// stays; nobody has worked on the draft, so its time stays as well.
pub fn follow_procedure(
    tx: &mut Tx<'_>,
    account: AccountId,
    id: DossierId,
    catalogue: &Snapshot,
) -> Result<()> {
    let mut draft = store::draft_owned_by(tx, id, account)?.ok_or(Error::NotFound)?;
    let code = code_of(&draft)?;
    let service = catalogue.service(&code);
    let (Some(service), true) = (service, is_behind(&draft, catalogue)) else {
        return Ok(());
    };
    let standing = catalogue.revision(&code);
    let earlier = papers_at(tx, catalogue, &code, draft.revision, Some(&draft.form))?;
    let papers = papers_at(tx, catalogue, &code, standing, Some(&service.form))?;
    for paper in store::attachments_of(tx, id)? {
        let component = papers.key_of(&earlier, &paper.component);
        if component != paper.component {
            store::attachment_move(tx, id, paper.id, component)?;
        }
    }
    let case = draft.case.take();
    draft.case = case.and_then(|key| papers.case_of(&earlier, &key).map(str::to_owned));
    draft.revision = standing;
    let version = draft.version;
    draft.version = version.saturating_add(1);
    if store::draft_update(tx, version, &draft)? {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

fn code_of(draft: &Draft) -> Result<ProcedureCode> {
    let code = draft.procedure.parse();
    code.map_err(|error| crate::storage::Error::nonsense("drafts", "procedure_code", error).into())
}
