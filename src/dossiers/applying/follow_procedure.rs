//! Bringing a draft to a new revision of its procedure and of its form. A paper's key is its place in
//! the list of one revision; without this, what was sent for one paper would lie under another.

use super::draft::{Draft, document, form_of, revision_of};
use super::locked_draft;
use crate::catalogue::{Service, Snapshot};
use crate::context::Context;
use crate::dossiers::as_filed::papers_at;
use crate::dossiers::error::Result;
use crate::dossiers::store;
use crate::forms::Answers;
use crate::kernel::DossierId;
use crate::storage::{self, Tx};

/// Whether the draft was begun, or last followed, under an older revision of its procedure or of
/// its form than the standing one.
pub fn is_behind(draft: &Draft, catalogue: &Snapshot) -> bool {
    let Ok(code) = draft.code() else {
        return false;
    };
    let service = catalogue.service_with(&code, &draft.form);
    is_behind_procedure(draft, catalogue)
        || service.is_some_and(|service| is_behind_form(draft, catalogue, service))
}

fn is_behind_procedure(draft: &Draft, catalogue: &Snapshot) -> bool {
    let code = draft.code();
    code.is_ok_and(|code| draft.revision < catalogue.revision(&code))
}

fn is_behind_form(draft: &Draft, catalogue: &Snapshot, service: &Service) -> bool {
    form_of(catalogue, service)
        .is_ok_and(|form| form.key != draft.form || revision_of(form) != draft.form_revision)
}

/// Brings a draft to the standing revisions. Its uploads and its case are found again by their
/// names, and an upload whose paper is no longer asked for becomes a free one; its answers are moved to
/// the form as it stands. What was typed stays; nobody has worked on the draft, so its time stays
/// as well.
pub fn follow_procedure(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<()> {
    let mut draft = locked_draft(tx, cx, id)?;
    let (catalogue, code) = (&cx.catalogue, draft.code()?);
    let service = catalogue.service_with(&code, &draft.form);
    let (Some(service), true) = (service, is_behind(&draft, catalogue)) else {
        return Ok(());
    };
    if is_behind_procedure(&draft, catalogue) {
        follow_papers(tx, cx, &mut draft, service)?;
    }
    if is_behind_form(&draft, catalogue, service) {
        follow_form(tx, cx, &mut draft, service)?;
    }
    Ok(store::draft_update(tx, &mut draft)?)
}

fn follow_papers(
    tx: &mut Tx<'_>,
    cx: &Context,
    draft: &mut Draft,
    service: &Service,
) -> Result<()> {
    let (catalogue, code) = (&cx.catalogue, draft.code()?);
    let standing = catalogue.revision(&code);
    let earlier = papers_at(tx, catalogue, &code, draft.revision, Some(&draft.form))?;
    let papers = papers_at(tx, catalogue, &code, standing, Some(&service.form))?;
    for paper in store::attachments_of(tx, draft.id)? {
        let component = papers.key_of(&earlier, &paper.component);
        if component != paper.component {
            store::attachment_move(tx, draft.id, paper.id, component)?;
        }
    }
    let case = draft.case.take();
    draft.case = case.and_then(|key| papers.case_of(&earlier, &key).map(str::to_owned));
    draft.revision = standing;
    Ok(())
}

fn follow_form(tx: &mut Tx<'_>, cx: &Context, draft: &mut Draft, service: &Service) -> Result<()> {
    let form = form_of(&cx.catalogue, service)?;
    let earlier = cx.catalogue.form_at(tx, &draft.form, draft.form_revision)?;
    // Without the form of then, its answers are read by the one of now.
    if let Some(earlier) = earlier {
        let answers = Answers::moved(&draft.answers, &earlier, form)
            .map_err(|error| storage::Error::nonsense("drafts", "answers", error))?;
        draft.answers = document(&answers)?;
    }
    draft.form.clone_from(&form.key);
    draft.form_revision = revision_of(form);
    Ok(())
}
