//! Papers of an application: of a draft, or of a dossier that waits for a supplement.

use crate::context::Context;
use crate::dossiers::applying::Draft;
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::file_name::presentable;
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::{self, Attachment};
use crate::kernel::{AttachmentId, DossierId, Instant, SupplementId};
use crate::storage::MediaType;
use crate::storage::{StoredFile, Tx, file_name, files_let_go};

/// The most papers that a draft or a supplement may have.
pub(in crate::dossiers) const MOST_PAPERS: usize = 60;

/// A file that has been received and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    /// The component that it is for.
    pub component: String,
    /// The name that it had on the applicant's device.
    pub file_name: String,
    /// Its content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
}

/// What came of a paper that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    Added(Attachment),
    /// It was there: somebody who never saw the answer sent it again.
    Again(Attachment),
    /// Its content was there under another name, and stays one paper.
    Same(Attachment),
}

impl Attached {
    /// The paper as it is kept.
    pub fn into_paper(self) -> Attachment {
        match self {
            Self::Added(paper) | Self::Again(paper) | Self::Same(paper) => paper,
        }
    }
}

/// Adds a paper to a draft, or to the supplement that the dossier waits for. A paper that is there
/// already stays one.
pub fn attach(tx: &mut Tx<'_>, cx: &Context, id: DossierId, paper: &NewPaper) -> Result<Attached> {
    let bundle = Bundle::open(tx, cx, id)?;
    let supplement = bundle.supplement();
    let present = store::attachments_of(tx, id)?;
    let of_this_round: Vec<Attachment> = present
        .into_iter()
        .filter(|paper| paper.supplement == supplement)
        .collect();
    let is_the_same =
        |known: &&Attachment| known.component == paper.component && known.file == paper.file;
    let name = presentable(&paper.file_name, paper.media);
    if let Some(known) = of_this_round.iter().find(is_the_same) {
        let known = known.clone();
        return Ok(match known.file_name == name {
            true => Attached::Again(known),
            false => Attached::Same(known),
        });
    }
    if of_this_round.len() >= MOST_PAPERS {
        return Err(Error::invalid("paper", Problem::TooLong));
    }
    file_name(tx, &paper.file, paper.media, cx.now())?;
    let attachment = Attachment {
        id: cx.id(),
        component: paper.component.clone(),
        file_name: name,
        file: paper.file.clone(),
        media: paper.media,
        supplement,
        added_at: cx.now(),
    };
    store::attachment_insert(tx, id, &attachment)?;
    bundle.has_changed(tx, cx.now())?;
    Ok(Attached::Added(attachment))
}

/// Takes a paper away again, as long as it is not filed.
pub fn detach(tx: &mut Tx<'_>, cx: &Context, id: DossierId, paper: AttachmentId) -> Result<()> {
    let bundle = Bundle::open(tx, cx, id)?;
    let found = store::attachment_of(tx, id, paper)?.ok_or(Error::NotFound)?;
    if found.supplement != bundle.supplement() {
        return Err(Error::NotFound);
    }
    store::attachment_delete(tx, id, paper)?;
    bundle.has_changed(tx, cx.now())?;
    files_let_go(tx, &[found.file.digest], cx.now())?;
    Ok(())
}

/// What papers now belong to.
enum Bundle {
    /// A draft, locked, so that it is not filed or thrown away meanwhile.
    Draft(Box<Draft>),
    /// The answer to a request for a supplement, locked, so that the same paper is not added twice at
    /// once, or to an answer that is given meanwhile.
    Supplement(SupplementId),
}

impl Bundle {
    fn open(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<Self> {
        let account = cx.account().ok_or(Error::NotFound)?;
        if let Some(draft) = store::draft_locked(tx, id, account)? {
            return Ok(Self::Draft(Box::new(draft)));
        }
        let dossier = store::dossier_of_person(tx, id, account)?.ok_or(Error::NotFound)?;
        if dossier.state() != State::SupplementRequested {
            return Err(Error::Stale);
        }
        let awaited = store::supplements_of(tx, id)?
            .into_iter()
            .rfind(|request| request.answered_at.is_none())
            .ok_or(Error::Stale)?;
        if !store::supplement_lock_awaited(tx, id, awaited.id)? {
            return Err(Error::Stale);
        }
        Ok(Self::Supplement(awaited.id))
    }

    const fn supplement(&self) -> Option<SupplementId> {
        match self {
            Self::Draft(_) => None,
            Self::Supplement(id) => Some(*id),
        }
    }

    /// Whoever files the draft must have seen the papers as they are now.
    fn has_changed(self, tx: &mut Tx<'_>, now: Instant) -> Result<()> {
        if let Self::Draft(mut draft) = self {
            draft.updated_at = now;
            store::draft_update(tx, &mut draft)?;
        }
        Ok(())
    }
}
