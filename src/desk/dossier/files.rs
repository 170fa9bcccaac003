//! Papers and results, to be shown beside the dossier and to download. Each one that is opened is a row
//! of the journal.

use actix_web::web::Path;

use crate::dossiers::{self, FileOf};
use crate::kernel::{AttachmentId, DossierId, ResultId};
use crate::web::{PageResult, StaffRequest, download, show_inline};

pub(in crate::desk) async fn paper(
    desk: StaffRequest,
    path: Path<(DossierId, AttachmentId)>,
) -> PageResult {
    let (id, paper) = path.into_inner();
    serve(&desk, id, FileOf::Paper(paper), Way::Download).await
}

pub(in crate::desk) async fn show_paper(
    desk: StaffRequest,
    path: Path<(DossierId, AttachmentId)>,
) -> PageResult {
    let (id, paper) = path.into_inner();
    serve(&desk, id, FileOf::Paper(paper), Way::Show).await
}

pub(in crate::desk) async fn result(
    desk: StaffRequest,
    path: Path<(DossierId, ResultId)>,
) -> PageResult {
    let (id, result) = path.into_inner();
    serve(&desk, id, FileOf::Result(result), Way::Download).await
}

pub(in crate::desk) async fn show_result(
    desk: StaffRequest,
    path: Path<(DossierId, ResultId)>,
) -> PageResult {
    let (id, result) = path.into_inner();
    serve(&desk, id, FileOf::Result(result), Way::Show).await
}

/// What the browser does with the file.
enum Way {
    Download,
    Show,
}

async fn serve(desk: &StaffRequest, id: DossierId, file: FileOf, way: Way) -> PageResult {
    let cx = desk.cx.clone();
    let found = desk
        .env
        .storage
        .writing(move |tx| dossiers::file_for_staff(tx, &cx, id, file))
        .await?;
    let (env, file, media, name) = (&desk.env, &found.file, found.media, &found.name);
    match way {
        Way::Download => download(env, file, media, name).await,
        Way::Show => show_inline(env, file, media, name).await,
    }
}
