//! Keeping a session alive: what the button of the warning before its end calls (WCAG 2.2, 2.2.1).
//! The request itself counts as use of the session, so there is nothing left to do.

use actix_web::HttpResponse;

use crate::web::{PageRequest, PageResult, Posted};

/// Without script the browser stays on its page, because 204 replaces nothing.
pub(super) async fn keep(_request: PageRequest, _posted: Posted) -> PageResult {
    Ok(HttpResponse::NoContent().finish())
}
