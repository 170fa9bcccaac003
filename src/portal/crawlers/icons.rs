//! `/favicon.ico` and `/apple-touch-icon.png`: browsers, phones and search engines ask for them at the
//! root, whatever a page links to.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};

use crate::web::{Assets, PageError};

pub(super) async fn favicon(_request: HttpRequest) -> Result<HttpResponse, PageError> {
    icon("favicon.ico", "image/x-icon")
}

pub(super) async fn touch_icon(_request: HttpRequest) -> Result<HttpResponse, PageError> {
    icon("apple-touch-icon.png", "image/png")
}

fn icon(file: &str, kind: &'static str) -> Result<HttpResponse, PageError> {
    let content = Assets::built_in().file(file).ok_or(PageError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(content))
}
