//! What the page of an own dossier begins with.

use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::context::{Context, Principal};
use crate::dossiers::{self, OpenDossier};
use crate::kernel::DossierId;
use crate::web::{PageError, SignedIn};

/// What operations of a signed-in person are called with.
pub(super) fn context(env: &Environment, cache: &CatalogueCache, viewer: &SignedIn) -> Context {
    Context::new(env, cache, Principal::Account(viewer.0.clone()))
}

/// What an address leads to.
pub(super) enum Own {
    /// A dossier, opened.
    Dossier(Box<OpenDossier>),
    /// A draft that is not filed yet.
    Draft,
}

/// Opens the viewer's dossier, or finds that it is a draft still.
///
/// # Errors
/// `NotFound` where the viewer has neither.
pub(super) async fn own(env: &Environment, cx: &Context, id: DossierId) -> Result<Own, PageError> {
    let (cx, account) = (cx.clone(), cx.account().ok_or(PageError::NotFound)?);
    let found = env
        .storage
        .reading(move |conn| match dossiers::open_for_person(conn, &cx, id) {
            Err(dossiers::Error::NotFound) => {
                let draft = dossiers::draft_owned_by(conn, id, account)?;
                draft.map(|_| Own::Draft).ok_or(dossiers::Error::NotFound)
            }
            opened => Ok(Own::Dossier(Box::new(opened?))),
        })
        .await?;
    Ok(found)
}
