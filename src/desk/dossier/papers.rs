//! The papers of a dossier, by the component that each is for.

use crate::desk::paths;
use crate::dossiers::OpenDossier;
use crate::speech::Words;
use crate::web::Frame;

/// A paper in a list.
pub(super) struct Paper {
    pub(super) href: String,
    pub(super) file_name: String,
    pub(super) size: String,
    pub(super) component: String,
    /// It came with a supplement.
    pub(super) is_supplement: bool,
}

/// The papers as the page of `frame` lists them.
pub(super) fn papers(frame: &Frame, opened: &OpenDossier) -> Vec<Paper> {
    let component = |key: &str| {
        let name = opened.filed.paper_name(key);
        name.unwrap_or_else(|| frame.t("desk.papers.other"))
            .to_owned()
    };
    opened
        .papers
        .iter()
        .map(|paper| Paper {
            href: frame.path(&paths::paper(opened.dossier().id, paper.id)),
            file_name: paper.file_name.clone(),
            size: size(frame.words, paper.file.size),
            component: component(&paper.component),
            is_supplement: paper.supplement.is_some(),
        })
        .collect()
}

/// A size in bytes, for people.
pub(super) fn size(words: Words, bytes: i64) -> String {
    words.file_size(&u64::try_from(bytes).unwrap_or(0))
}
