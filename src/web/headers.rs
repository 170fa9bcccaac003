//! The headers that every answer carries: what a browser may load, frame, send on and keep.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};

use super::{Site, Visit};

/// Nothing from elsewhere, no script within a page, forms and scripts speak to ourselves alone.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The same for a page that shows a file of ours in a frame of its own.
pub(super) const FRAMING_POLICY: &str = "default-src 'none'; script-src 'self'; \
     connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The path and query of our own pages are told to ourselves alone.
const FIXED: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// One year, as browsers ask before they take a site into their own lists.
const TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// Middleware, outermost but for the log: sets the headers where the handler set none of its own,
/// and sees to it that what belongs to a session is kept nowhere.
///
/// # Errors
/// Those of the service that it wraps, with the same headers.
pub async fn guard_headers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let https = request.app_data::<Site>().is_some_and(|site| site.https);
    match next.call(request).await {
        Ok(mut answer) => {
            let private = answer
                .request()
                .extensions()
                .get::<Visit>()
                .is_some_and(Visit::is_private);
            let is_asset = answer.request().path().starts_with("/static/");
            let headers = answer.headers_mut();
            set_fixed(headers, https);
            let private = (private && !is_asset) || headers.contains_key(SET_COOKIE);
            set_cache(headers, private);
            Ok(answer)
        }
        Err(error) => {
            let mut response = error.error_response();
            set_fixed(response.headers_mut(), https);
            set_cache(response.headers_mut(), true);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn set_fixed(headers: &mut HeaderMap, https: bool) {
    for (name, value) in FIXED {
        set_if_absent(headers, name, value);
    }
    if https {
        set_if_absent(headers, STRICT_TRANSPORT_SECURITY, TRANSPORT);
    }
}

fn set_if_absent(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// An answer may be kept only when its handler says so and it belongs to nobody's session.
fn set_cache(headers: &mut HeaderMap, private: bool) {
    if private || !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.remove(ETAG);
    }
}
