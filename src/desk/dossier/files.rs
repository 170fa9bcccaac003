//! Papers and results to download. Each one that is opened is a row of the journal.

use actix_web::web::Path;

use crate::dossiers::{self, FileOf};
use crate::kernel::{AttachmentId, DossierId, ResultId};
use crate::web::{PageResult, StaffRequest, download};

pub(in crate::desk) async fn paper(
    desk: StaffRequest,
    path: Path<(DossierId, AttachmentId)>,
) -> PageResult {
    let (id, paper) = path.into_inner();
    serve(&desk, id, FileOf::Paper(paper)).await
}

pub(in crate::desk) async fn result(
    desk: StaffRequest,
    path: Path<(DossierId, ResultId)>,
) -> PageResult {
    let (id, result) = path.into_inner();
    serve(&desk, id, FileOf::Result(result)).await
}

async fn serve(desk: &StaffRequest, id: DossierId, file: FileOf) -> PageResult {
    let cx = desk.cx.clone();
    let found = desk
        .env
        .storage
        .writing(move |tx| dossiers::file_for_staff(tx, &cx, id, file))
        .await?;
    download(&desk.env, &found.file, found.media, &found.name).await
}
