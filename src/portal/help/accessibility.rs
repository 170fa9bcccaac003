//! `/kha-nang-tiep-can`: who can use the portal how, what was tested, and what does not work yet.

use askama::Template;

use crate::portal::meta::PageMeta;
use crate::web::{Frame, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/help/accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
    meta: PageMeta,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    let description = frame.t("help.accessibility.description").to_owned();
    let meta = PageMeta::of(&request, &frame, "/kha-nang-tiep-can", description);
    public_page(&request.http, &AccessibilityPage { frame, meta })
}
