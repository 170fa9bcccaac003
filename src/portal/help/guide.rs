//! `/huong-dan`: how to apply, what the levels mean, being verified, following a dossier.

use askama::Template;

use crate::portal::meta::PageMeta;
use crate::web::{Frame, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/help/guide.html")]
struct GuidePage {
    frame: Frame,
    meta: PageMeta,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    let description = frame.t("help.guide.description").to_owned();
    let meta = PageMeta::of(&request, &frame, "/huong-dan", description);
    public_page(&request.http, &GuidePage { frame, meta })
}
