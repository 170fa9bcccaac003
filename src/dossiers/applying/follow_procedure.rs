//! Bringing a draft to a new revision of its procedure. A paper's key is its place in the list of
//! one revision; without this, what was sent for one paper would lie under another.

use super::draft::Draft;
use super::locked_draft;
use crate::catalogue::Snapshot;
use crate::context::Context;
use crate::dossiers::as_filed::papers_at;
use crate::dossiers::error::Result;
use crate::dossiers::store;
use crate::kernel::DossierId;
use crate::storage::Tx;

/// Whether the draft was begun, or last followed, under an older revision than the standing one.
pub fn is_behind(draft: &Draft, catalogue: &Snapshot) -> bool {
    let code = draft.code();
    code.is_ok_and(|code| draft.revision < catalogue.revision(&code))
}

/// Brings a draft to the standing revision: its uploads and its case are found again by their
/// names, and an upload whose paper is no longer asked for becomes a free one. What was typed
/// stays; nobody has worked on the draft, so its time stays as well.
pub fn follow_procedure(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<()> {
    let mut draft = locked_draft(tx, cx, id)?;
    let (catalogue, code) = (&cx.catalogue, draft.code()?);
    let service = catalogue.service_with(&code, &draft.form);
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
    Ok(store::draft_update(tx, &mut draft)?)
}
