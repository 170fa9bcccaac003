//! Papers and results to download. Each one that is opened is a row of the journal.

use actix_web::web::Path;

use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers;
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AttachmentId, DossierId, ResultId};
use crate::storage::{Conn, MediaType, Result, StoredFile};
use crate::web::{PageError, download};

/// A stored file with what the answer's head says of it.
struct Found {
    dossier: dossiers::Dossier,
    name: String,
    file: StoredFile,
    media: MediaType,
}

pub(in crate::desk) async fn paper(desk: AtDesk, path: Path<(DossierId, AttachmentId)>) -> Answer {
    let (id, paper) = path.into_inner();
    serve(&desk, id, move |conn, dossier| {
        let found = dossiers::attachment_of(conn, id, paper)?;
        Ok(found.map(|paper| Found {
            dossier,
            name: paper.file_name,
            file: paper.file,
            media: paper.media,
        }))
    })
    .await
}

pub(in crate::desk) async fn result(desk: AtDesk, path: Path<(DossierId, ResultId)>) -> Answer {
    let (id, result) = path.into_inner();
    serve(&desk, id, move |conn, dossier| {
        let results = dossiers::results_of(conn, id)?;
        let found = results.into_iter().find(|found| found.id == result);
        Ok(found.and_then(|found| found.file).map(|file| Found {
            dossier,
            name: file.name,
            file: file.file,
            media: file.media,
        }))
    })
    .await
}

async fn serve(
    desk: &AtDesk,
    id: DossierId,
    find: impl FnOnce(&mut Conn, dossiers::Dossier) -> Result<Option<Found>> + Send + 'static,
) -> Answer {
    let agencies = desk.viewer.agencies();
    let storage = &desk.env.storage;
    let found = storage
        .reading(
            move |conn| match dossiers::dossier_of_agencies(conn, id, &agencies)? {
                Some(dossier) => find(conn, dossier),
                None => Ok(None),
            },
        )
        .await?
        .ok_or(PageError::NotFound)?;
    let (moment, actor, agency) = (
        desk.moment.clone(),
        desk.viewer.account,
        found.dossier.agency,
    );
    storage
        .writing(move |tx| {
            let entry = Entry::new(AuditAction::OpenedPaper, actor, id).for_agency(agency);
            journal::record(tx, &moment, &entry)
        })
        .await?;
    download(&desk.env, &found.file, found.media, &found.name).await
}
