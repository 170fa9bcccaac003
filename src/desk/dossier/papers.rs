//! The papers of a dossier, by the component that each is for.

use crate::catalogue::{ProcedureCode, Snapshot};
use crate::desk::paths;
use crate::dossiers::{Attachment, Dossier, PaperList};
use crate::web::{Frame, Words};

/// A paper in a list.
pub(super) struct Paper {
    pub(super) href: String,
    pub(super) file_name: String,
    pub(super) size: String,
    /// What it is for.
    pub(super) component: String,
    /// It came with a supplement.
    pub(super) is_supplement: bool,
}

/// The papers as the page of `frame` lists them.
pub(super) fn papers(
    frame: &Frame,
    catalogue: &Snapshot,
    dossier: &Dossier,
    attachments: &[Attachment],
) -> Vec<Paper> {
    attachments
        .iter()
        .map(|paper| Paper {
            href: frame.path(&paths::paper(dossier.id, paper.id)),
            file_name: paper.file_name.clone(),
            size: size(frame.words, paper.file.size),
            component: component(frame.words, catalogue, dossier, &paper.component),
            is_supplement: paper.supplement.is_some(),
        })
        .collect()
}

/// A size in bytes, for people.
pub(super) fn size(words: Words, bytes: i64) -> String {
    words.file_size(&u64::try_from(bytes).unwrap_or(0))
}

/// The name of a component, as long as the procedure still asks for it under this key.
fn component(words: Words, catalogue: &Snapshot, dossier: &Dossier, key: &str) -> String {
    let code: Option<ProcedureCode> = dossier.procedure.code.parse().ok();
    code.filter(|code| dossier.procedure.revision == Some(catalogue.revision(code)))
        .and_then(|code| name_of(catalogue, &code, key))
        .unwrap_or_else(|| words.t("desk.papers.other").to_owned())
}

fn name_of(catalogue: &Snapshot, code: &ProcedureCode, key: &str) -> Option<String> {
    let papers = PaperList::of(catalogue.service(code)?, catalogue.procedure(code)?);
    papers.name_of(key).map(str::to_owned)
}
