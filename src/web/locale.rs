//! The language of a request is in its path: the same pages stand under `/en` in English.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};

use crate::kernel::plain_enum;

plain_enum! {
    /// A language that the portal speaks.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum Locale {
        /// Vietnamese, the language of the law and of every page.
        #[default]
        Vi = 1,
        /// English, for the frame, search, sign-in, filing and tracking.
        En = 2,
    }
}

const ENGLISH_PREFIX: &str = "/en";

impl Locale {
    /// The language tag of BCP 47, also the folder under `locales/`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language that a page offers as the other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Vi => Self::En,
            Self::En => Self::Vi,
        }
    }

    /// The address of `path` (which begins with `/` and has no language) in this language.
    pub fn path(self, path: &str) -> String {
        match (self, path) {
            (Self::Vi, _) => path.to_owned(),
            (Self::En, "/") => ENGLISH_PREFIX.to_owned(),
            (Self::En, _) => format!("{ENGLISH_PREFIX}{path}"),
        }
    }

    /// Splits the path of a request into its language and the path without it.
    pub fn split(path: &str) -> (Self, &str) {
        match path.strip_prefix(ENGLISH_PREFIX) {
            Some("" | "/") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::Vi, path),
        }
    }

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
    use proptest::prelude::*;

    #[test]
    fn only_a_whole_first_segment_is_a_language() {
        assert_eq!(Locale::split("/"), (Locale::Vi, "/"));
        assert_eq!(Locale::split("/en"), (Locale::En, "/"));
        assert_eq!(Locale::split("/en/"), (Locale::En, "/"));
        assert_eq!(Locale::split("/en/dich-vu"), (Locale::En, "/dich-vu"));
        assert_eq!(Locale::split("/energy"), (Locale::Vi, "/energy"));
        assert_eq!(Locale::split("/dich-vu/en"), (Locale::Vi, "/dich-vu/en"));
    }

    #[test]
    fn a_link_never_names_another_host() {
        assert_eq!(own_path("/dich-vu"), "/dich-vu");
        assert_eq!(own_path("//elsewhere.vn/x"), "/elsewhere.vn/x");
        assert_eq!(own_path("/\\elsewhere.vn"), "/elsewhere.vn");
        assert_eq!(own_path(""), "/");
    }

    proptest! {
        #[test]
        fn an_address_splits_into_what_made_it(path in "(/[a-z0-9-]{1,8}){0,4}", english: bool) {
            let path = if path.is_empty() { "/".to_owned() } else { path };
            prop_assume!(path != "/en" && !path.starts_with("/en/"));
            let locale = if english { Locale::En } else { Locale::Vi };
            let address = locale.path(&path);
            prop_assert_eq!(Locale::split(&address), (locale, path.as_str()));
        }
    }
}
