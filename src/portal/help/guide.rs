//! `/huong-dan`: how to apply, what the levels mean, being verified, following a dossier.

use askama::Template;

use crate::web::{Frame, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/help/guide.html")]
struct GuidePage {
    frame: Frame,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    public_page(&request.http, &GuidePage { frame })
}
