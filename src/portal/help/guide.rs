//! `/huong-dan`: how to apply, what the levels mean, being verified, following a dossier.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::web::{Frame, PageError, public_page};

#[derive(Template)]
#[template(path = "portal/help/guide.html")]
struct GuidePage {
    frame: Frame,
}

pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    public_page(&request, &GuidePage { frame })
}
