//! A link from a letter that opens nothing (410).

use actix_web::http::StatusCode;
use askama::Template;

use crate::accounts::TokenRefusal;
use crate::web::{Frame, PageRequest, PageResult, page_with_status};

#[derive(Template)]
#[template(path = "portal/accounts/gone.html")]
struct GonePage {
    frame: Frame,
    is_used: bool,
}

pub(super) fn gone(request: &PageRequest, refusal: TokenRefusal) -> PageResult {
    let is_used = refusal == TokenRefusal::Used;
    page_with_status(
        StatusCode::GONE,
        &GonePage {
            frame: request.frame(),
            is_used,
        },
    )
}
