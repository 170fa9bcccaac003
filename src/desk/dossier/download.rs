//! Papers and results to download: always as an attachment that no browser runs or sniffs.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset,
    ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::Path;

use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{self, MediaType};
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AttachmentId, DossierId, ResultId};
use crate::storage::{Conn, Error, Result, StoredFile};
use crate::web::PageError;

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
    let storage = &desk.ground.storage;
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
            let entry = Entry::new(Deed::OpenedPaper, actor, id).for_agency(agency);
            journal::record(tx, &moment, &entry)
        })
        .await?;
    let content = match desk.ground.files.open(&found.file.digest).await {
        Ok(content) => content,
        Err(error) => return Err(PageError::from(error)),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, found.media.mime()))
        .insert_header((CONTENT_LENGTH, found.file.size.to_string()))
        .insert_header((CONTENT_DISPOSITION, attachment(&found.name)))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .streaming::<_, Error>(content))
}

/// RFC 6266: the name in UTF-8 for browsers of today.
fn attachment(name: &str) -> ContentDisposition {
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: name.as_bytes().to_vec(),
        })],
    }
}
