//! The choice between registering a person and a business.

use askama::Template;

use crate::web::{Frame, PageRequest, PageResult, page as answer};

#[derive(Template)]
#[template(path = "portal/accounts/register.html")]
struct RegisterPage {
    frame: Frame,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    if request.viewer().is_ok() {
        return Ok(request.to("/tai-khoan"));
    }
    answer(&RegisterPage {
        frame: request.frame(),
    })
}
