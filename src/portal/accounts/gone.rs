//! A link from a letter that opens nothing (410).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::accounts::TokenRefusal;
use crate::web::{Frame, PageError, page_with_status};

#[derive(Template)]
#[template(path = "portal/accounts/gone.html")]
struct GonePage {
    frame: Frame,
    is_used: bool,
}

pub(super) fn gone(
    request: &HttpRequest,
    refusal: TokenRefusal,
) -> Result<HttpResponse, PageError> {
    let is_used = refusal == TokenRefusal::Used;
    page_with_status(
        StatusCode::GONE,
        &GonePage {
            frame: Frame::of(request),
            is_used,
        },
    )
}
