//! The choice between registering a person and a business.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::web::{Frame, MaybeSignedIn, PageError, page as answer, see_other};

#[derive(Template)]
#[template(path = "portal/accounts/register.html")]
struct RegisterPage {
    frame: Frame,
}

pub(super) async fn page(
    request: HttpRequest,
    viewer: MaybeSignedIn,
) -> Result<HttpResponse, PageError> {
    if viewer.0.is_some() {
        return Ok(see_other(&request, "/tai-khoan"));
    }
    answer(&RegisterPage {
        frame: Frame::of(&request),
    })
}
