//! `/quyen-rieng-tu`: what the portal keeps of a person, how, for whom, and by which law.

use askama::Template;

use crate::portal::meta::PageMeta;
use crate::web::{Frame, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/help/privacy.html")]
struct PrivacyPage {
    frame: Frame,
    meta: PageMeta,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    let description = frame.t("help.privacy.description").to_owned();
    let meta = PageMeta::of(&request, &frame, "/quyen-rieng-tu", description);
    public_page(&request.http, &PrivacyPage { frame, meta })
}
