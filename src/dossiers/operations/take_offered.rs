//! Recording a file that was fetched from a partner: as a paper, or as a result.

use super::keep_results::KeepResults;
use crate::context::Context;
use crate::dossiers::error::Result;
use crate::dossiers::file_name::presentable;
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::{self, Attachment, Offer, ResultFile};
use crate::dossiers::synced::OfferKind;
use crate::jobs::{self, Lane, NewJob};
use crate::kernel::{AttachmentId, DossierId, Id};
use crate::storage::{MediaType, StoredFile, Tx, file_name};

/// What came.
#[derive(Debug, Clone)]
pub struct Offered {
    pub dossier: DossierId,
    /// The file's row.
    pub id: AttachmentId,
    /// As it was offered.
    pub offer: Offer,
    /// The content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
}

/// Puts the file among the dossier's papers, or gives its result the file; a result that was handed
/// over is then kept for its owner.
pub fn take_offered(tx: &mut Tx<'_>, cx: &Context, offered: &Offered) -> Result<()> {
    let Offered {
        dossier: id, media, ..
    } = *offered;
    let name = presentable(&offered.offer.title, media);
    file_name(tx, &offered.file, media, cx.now())?;
    store::offer_fetched(tx, id, offered.id)?;
    match offered.offer.kind {
        OfferKind::Paper => {
            let paper = Attachment {
                id: offered.id,
                component: offered.offer.component.clone(),
                file_name: name,
                file: offered.file.clone(),
                media,
                supplement: None,
                added_at: cx.now(),
            };
            store::attachment_insert(tx, id, &paper)?;
        }
        OfferKind::Result => {
            let file = ResultFile {
                name,
                file: offered.file.clone(),
                media,
            };
            store::result_file_set(tx, id, Id::from_uuid(*offered.id.uuid()), &file)?;
            keep(tx, cx, id)?;
        }
    }
    Ok(())
}

fn keep(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<()> {
    let Some(dossier) = store::dossier(tx, id)? else {
        return Ok(());
    };
    if dossier.state() != State::Returned || dossier.reader().is_none() {
        return Ok(());
    }
    let seq = dossier.chain.seq;
    let keep = KeepResults { dossier: id, seq };
    let keep = NewJob::of(&keep, Lane::dossier(id, seq), cx.now());
    jobs::enqueue(tx, &cx.moment, &keep)?;
    Ok(())
}
