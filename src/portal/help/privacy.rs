//! `/quyen-rieng-tu`: what the portal keeps of a person, how, for whom, and by which law.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::web::{Frame, PageError, public_page};

#[derive(Template)]
#[template(path = "portal/help/privacy.html")]
struct PrivacyPage {
    frame: Frame,
}

pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    public_page(&request, &PrivacyPage { frame })
}
