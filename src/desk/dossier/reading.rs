//! What a clerk reads while deciding: the declaration, and beside it one of the papers.

use crate::desk::paths;
use crate::dossiers::{Attachment, MediaType, OpenDossier};
use crate::forms::{Label, Review};
use crate::speech::Words;
use crate::web::{Frame, StaffRequest};

/// The declaration and the papers of a dossier.
pub(in crate::desk) struct Reading {
    /// The answers by section. A form that the portal does not know is not guessed at.
    pub(in crate::desk) answers: Option<Review>,
    pub(in crate::desk) papers: Vec<Paper>,
    /// The paper that is shown.
    pub(in crate::desk) shown: Option<ShownPaper>,
}

/// A paper in a list.
pub(in crate::desk) struct Paper {
    /// Where it is downloaded.
    pub(in crate::desk) href: String,
    /// The page with this paper beside the dossier; none for what browsers do not show.
    pub(in crate::desk) show: Option<String>,
    pub(in crate::desk) file_name: String,
    pub(in crate::desk) size: String,
    pub(in crate::desk) component: String,
    /// It came with a supplement.
    pub(in crate::desk) is_supplement: bool,
    pub(in crate::desk) is_shown: bool,
}

/// The paper that is shown.
pub(in crate::desk) struct ShownPaper {
    pub(in crate::desk) source: String,
    pub(in crate::desk) download: String,
    pub(in crate::desk) file_name: String,
    pub(in crate::desk) component: String,
    pub(in crate::desk) is_image: bool,
}

impl Reading {
    /// A name of the form in the language of the page.
    pub(in crate::desk) fn label(&self, frame: &Frame, label: &Label) -> String {
        label.text(frame.words).to_owned()
    }

    /// What is read on the page at `path`. The address names the paper; without one it is the first that
    /// can be shown.
    pub(in crate::desk) fn of(
        desk: &StaffRequest,
        frame: &Frame,
        opened: &OpenDossier,
        path: &str,
    ) -> Self {
        let asked = desk.query(paths::PAPER);
        let viewable = || {
            opened
                .papers
                .iter()
                .filter(|paper| paper.media.is_viewable())
        };
        let named = asked.and_then(|id| viewable().find(|paper| paper.id.to_string() == id));
        let shown = named.or_else(|| viewable().next());
        let component = |key: &str| component_name(frame, opened, key);
        let dossier = opened.dossier().id;
        let from = desk.query(paths::FROM).unwrap_or_default();
        let page_with = |paper: &Attachment| {
            let query = [
                (paths::FROM, from.as_str()),
                (paths::PAPER, &paper.id.to_string()),
            ];
            frame.path(&paths::with_query(path, &query))
        };
        let listed = |paper: &Attachment| Paper {
            href: frame.path(&paths::paper(dossier, paper.id)),
            show: paper.media.is_viewable().then(|| page_with(paper)),
            file_name: paper.file_name.clone(),
            size: size(frame.words, paper.file.size),
            component: component(&paper.component),
            is_supplement: paper.supplement.is_some(),
            is_shown: shown.is_some_and(|shown| shown.id == paper.id),
        };
        let shown_paper = |paper: &Attachment| {
            let path = paths::paper(dossier, paper.id);
            ShownPaper {
                source: frame.path(&paths::shown(&path)),
                download: frame.path(&path),
                file_name: paper.file_name.clone(),
                component: component(&paper.component),
                is_image: matches!(paper.media, MediaType::Jpeg | MediaType::Png),
            }
        };
        Self {
            answers: opened.filed.review(frame.words),
            papers: opened.papers.iter().map(listed).collect(),
            shown: shown.map(shown_paper),
        }
    }
}

/// What a paper is for.
pub(super) fn component_name(frame: &Frame, opened: &OpenDossier, key: &str) -> String {
    let name = opened.filed.paper_name(key);
    name.unwrap_or_else(|| frame.t("desk.papers.other"))
        .to_owned()
}

/// A size in bytes, for people.
pub(super) fn size(words: Words, bytes: i64) -> String {
    words.file_size(&u64::try_from(bytes).unwrap_or(0))
}
