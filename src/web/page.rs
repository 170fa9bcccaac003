//! Turning a template into an answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, EntityTag, HeaderValue,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::headers::FRAMING_POLICY;
use super::page_cache::SameForAll;
use super::{PageError, Visit};

const HTML: &str = "text/html; charset=utf-8";

/// A page of one person, or one that may change at any moment: no cache keeps it.
///
/// # Errors
/// [`PageError::Internal`] when the template fails.
pub fn page(template: &impl Template) -> Result<HttpResponse, PageError> {
    page_with_status(StatusCode::OK, template)
}

/// The same page again with its faults (422): what was typed is still in the form.
///
/// # Errors
/// [`PageError::Internal`] when the template fails.
pub fn page_with_faults(template: &impl Template) -> Result<HttpResponse, PageError> {
    page_with_status(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// A page with a status of its own.
///
/// # Errors
/// [`PageError::Internal`] when the template fails.
pub fn page_with_status(
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    let body = template.render().map_err(PageError::internal)?;
    Ok(HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, HTML))
        .body(body))
}

/// A page with a status of its own that shows a file of ours in a frame.
///
/// # Errors
/// [`PageError::Internal`] when the template fails.
pub fn page_with_frame(
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    let mut answer = page_with_status(status, template)?;
    let policy = HeaderValue::from_static(FRAMING_POLICY);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// A page that is the same for every stranger. [`super::keep_pages`] keeps it; a browser keeps it too and
/// asks each time whether it still holds. For a person who is signed in it is a page like any other.
///
/// # Errors
/// [`PageError::Internal`] when the template fails.
pub fn public_page(
    request: &HttpRequest,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    same_for_all(request, template, true)
}

/// Like [`public_page`], for a page of which something may change while the catalogue does not: it is made
/// for each request.
///
/// # Errors
/// [`PageError::Internal`] when the template fails.
pub fn fresh_page(
    request: &HttpRequest,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    same_for_all(request, template, false)
}

fn same_for_all(
    request: &HttpRequest,
    template: &impl Template,
    is_kept: bool,
) -> Result<HttpResponse, PageError> {
    let private = request
        .extensions()
        .get::<Visit>()
        .is_some_and(Visit::is_private);
    if private {
        return page(template);
    }
    let body = template.render().map_err(PageError::internal)?;
    // Weak, because the same page is sent with and without compression.
    let tag = EntityTag::new_weak(URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
    let mut answer = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((ETAG, tag.to_string()))
        .body(body);
    answer.extensions_mut().insert(SameForAll { tag, is_kept });
    Ok(answer)
}
