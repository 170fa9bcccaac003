//! `/dieu-khoan`: what holds between the portal and who uses it.

use askama::Template;

use crate::portal::meta::PageMeta;
use crate::web::{Frame, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/help/terms.html")]
struct TermsPage {
    frame: Frame,
    meta: PageMeta,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    let description = frame.t("help.terms.description").to_owned();
    let meta = PageMeta::of(&request, &frame, "/dieu-khoan", description);
    public_page(&request.http, &TermsPage { frame, meta })
}
