//! `/quyen-rieng-tu`: what the portal keeps of a person, how, for whom, and by which law.

use askama::Template;

use crate::web::{Frame, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/help/privacy.html")]
struct PrivacyPage {
    frame: Frame,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    public_page(&request.http, &PrivacyPage { frame })
}
