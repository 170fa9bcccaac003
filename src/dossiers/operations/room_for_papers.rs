//! How many papers an application may still get. It is asked before the first is received.

use super::attach::MOST_PAPERS;
use crate::context::Context;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::DossierId;
use crate::storage::Conn;

/// What the viewer may still send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperRoom {
    /// How many papers, for this draft or supplement.
    pub papers: usize,
    /// The bytes of the papers in all drafts of the viewer.
    pub unfiled: i64,
}

/// The room in a draft of the viewer, or in the supplement that their dossier waits for.
///
/// # Errors
/// `NotFound` where the viewer has neither; `Stale` where no supplement is awaited.
pub fn room_for_papers(conn: &mut Conn, cx: &Context, id: DossierId) -> Result<PaperRoom> {
    let account = cx.account().ok_or(Error::NotFound)?;
    let supplement = if store::draft_owned_by(conn, id, account)?.is_some() {
        None
    } else {
        store::dossier_of_person(conn, id, account)?.ok_or(Error::NotFound)?;
        let mut requests = store::supplements_of(conn, id)?.into_iter();
        let awaited = requests.rfind(|request| request.answered_at.is_none());
        Some(awaited.ok_or(Error::Stale)?.id)
    };
    let papers = store::attachments_of(conn, id)?;
    let of_this_round = papers.iter().filter(|paper| paper.supplement == supplement);
    Ok(PaperRoom {
        papers: MOST_PAPERS.saturating_sub(of_this_round.count()),
        unfiled: store::unfiled_bytes(conn, account)?,
    })
}
