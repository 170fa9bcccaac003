//! What was begun for a procedure already: beginning once more is rarely what somebody wants.

use crate::catalogue::ProcedureCode;
use crate::dossiers::{DraftBegun, drafts_for};
use crate::portal::paths;
use crate::web::{PageError, PageRequest};

/// The most drafts of one procedure that the page offers.
const MOST_DRAFTS: i64 = 5;

/// A draft that can be gone on with.
pub(super) struct DraftView {
    pub(super) href: String,
    pub(super) agency: String,
    pub(super) saved: String,
}

/// The drafts of the viewer for a procedure, last worked on first.
pub(super) async fn drafts(
    request: &PageRequest,
    procedure: &ProcedureCode,
) -> Result<Vec<DraftView>, PageError> {
    let (account, code) = (request.viewer()?.account, procedure.to_string());
    let begun = request.read(move |conn, _| drafts_for(conn, account, &code, MOST_DRAFTS));
    let (frame, now) = (request.frame(), request.now());
    let view = |draft: DraftBegun| DraftView {
        href: frame.path(&paths::below(draft.id, "to-khai")),
        agency: request
            .cx
            .catalogue
            .agency_name(draft.agency, now)
            .unwrap_or_default()
            .to_owned(),
        saved: frame.words.moment(&draft.updated_at),
    };
    Ok(begun.await?.into_iter().map(view).collect())
}
