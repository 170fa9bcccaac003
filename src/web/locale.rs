//! The language of a request, which is in its path.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};

use crate::speech::Locale;

impl Locale {
    /// The language of `request`, once [`choose_locale`] has seen it.
    pub fn of(request: &HttpRequest) -> Self {
        request
            .extensions()
            .get::<Self>()
            .copied()
            .unwrap_or_default()
    }
}

/// `path` as the path of an address of our own. One that begins with two slashes (browsers take a
/// backslash for a slash) would name another host when it stands in a link.
pub fn own_path(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

/// Middleware: notes the language of the request and takes it off the path, so that each route
/// is declared once. It must run before routing, so it wraps the whole application.
///
/// # Errors
/// Those of the service that it wraps.
pub async fn choose_locale<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let (locale, rest) = Locale::split(request.path());
    if locale == Locale::En
        && let Some(uri) = with_path(request.uri(), rest)
    {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
    request.extensions_mut().insert(locale);
    next.call(request).await
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let path_and_query = match uri.query() {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path_and_query.ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_never_names_another_host() {
        assert_eq!(own_path("/dich-vu"), "/dich-vu");
        assert_eq!(own_path("//elsewhere.vn/x"), "/elsewhere.vn/x");
        assert_eq!(own_path("/\\elsewhere.vn"), "/elsewhere.vn");
        assert_eq!(own_path(""), "/");
    }
}
