//! What went wrong, as a page in the look of all others that offers a way on, or for machines as
//! problem details (RFC 9457). A handler returns a [`PageError`]; [`dress_errors`] writes the page,
//! also for the refusals of the framework itself.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    self, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, REFERER, RETRY_AFTER,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use serde_json::json;
use tracing_actix_web::RequestId;
use url::Url;

use super::gate::Gate;
use super::locale::own_path;
use super::{Frame, Locale, Words};
use crate::storage;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no such thing, or it is not for this person: the two look alike.
    #[error("not found")]
    NotFound,
    /// The role of the person does not allow it.
    #[error("forbidden")]
    Forbidden,
    /// The form was not made for this browser as it is now: its page was open too long, or the
    /// person has signed in again since.
    #[error("the form has expired")]
    Expired,
    /// The thing has changed since the person saw it.
    #[error("stale")]
    Conflict,
    /// The request is larger than its route takes.
    #[error("too large")]
    TooLarge,
    /// More was typed into a form than it takes.
    #[error("too long")]
    TooLong,
    /// Too many requests.
    #[error("too many requests")]
    TooMany {
        /// Seconds after which it is worth trying again.
        retry_after: u64,
    },
    /// The request cannot be read.
    #[error("bad request")]
    BadRequest,
    /// The request did not arrive whole in time.
    #[error("the request did not arrive in time")]
    Timeout,
    /// The portal cannot answer at present: it starts, stops, or something it needs is slow.
    #[error("unavailable")]
    Unavailable,
    /// A fault of the portal. The cause goes to the log, never to the page.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Seconds after which a page that is unavailable is worth trying again.
const UNAVAILABLE_RETRY: u64 = 5;

impl PageError {
    /// A fault of the portal.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// The kind of page, where the status alone does not tell.
    const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Expired => Some(Kind::Expired),
            Self::TooLong => Some(Kind::TooLong),
            _ => None,
        }
    }

    const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            Self::Unavailable => Some(UNAVAILABLE_RETRY),
            _ => None,
        }
    }
}

/// Without a connection the portal is busy or its database away, which passes; the rest is a fault.
impl From<storage::Error> for PageError {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Connection(reason) => {
                tracing::error!(%reason, "no database connection");
                Self::Unavailable
            }
            other => Self::internal(other),
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Expired => StatusCode::FORBIDDEN,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge | Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after() {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        let mut response = response.finish();
        if let Some(kind) = self.kind() {
            response.extensions_mut().insert(kind);
        }
        response
    }
}

#[derive(Template)]
#[template(path = "errors/page.html")]
struct ErrorPage {
    frame: Frame,
    kind: Kind,
    status: StatusCode,
    /// The page the person came from, when it is one of ours.
    back: Option<String>,
    /// Whether asking again does nothing but ask.
    is_repeatable: bool,
    /// The number by which the log knows the request.
    reference: Option<String>,
}

impl ErrorPage {
    fn title(&self) -> String {
        self.kind.title(self.frame.words)
    }

    fn text(&self) -> String {
        self.kind.text(self.frame.words)
    }

    /// The same page, where another try may find it.
    fn again(&self) -> Option<String> {
        let may_pass = matches!(
            self.kind,
            Kind::TooMany | Kind::Timeout | Kind::Conflict | Kind::Unavailable | Kind::Internal
        );
        (may_pass && self.is_repeatable).then(|| self.frame.this_page())
    }

    /// Only our own faults are worth asking about by number.
    fn reference(&self) -> Option<&str> {
        let reference = self.reference.as_deref()?;
        (self.kind == Kind::Internal).then_some(reference)
    }
}

/// The kinds of error page; the key names their words in `locales/*/errors.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NotFound,
    Forbidden,
    Expired,
    Conflict,
    TooLarge,
    TooLong,
    TooMany,
    Method,
    Timeout,
    BadRequest,
    Unavailable,
    Internal,
}

impl Kind {
    /// The kind that the answer names, or that its status tells.
    fn named<B>(answer: &HttpResponse<B>) -> Self {
        let named = answer.extensions().get::<Self>().copied();
        named.unwrap_or_else(|| Self::of(answer.status()))
    }

    fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            404 | 410 => Self::NotFound,
            401 | 403 => Self::Forbidden,
            409 | 412 => Self::Conflict,
            413 => Self::TooLarge,
            429 => Self::TooMany,
            405 => Self::Method,
            408 => Self::Timeout,
            503 | 504 => Self::Unavailable,
            400..500 => Self::BadRequest,
            _ => Self::Internal,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Expired => "expired",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::Method => "method",
            Self::Timeout => "timeout",
            Self::BadRequest => "bad_request",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    fn title(self, words: Words) -> String {
        words.under("errors.title", self.key())
    }

    fn text(self, words: Words) -> String {
        words.under("errors.text", self.key())
    }

    const fn offers_search(self) -> bool {
        matches!(self, Self::NotFound | Self::Method)
    }
}

/// Middleware: writes the page (or, below `/mapi` and `/api`, the problem details) of each answer
/// of 400 and above that has no page of its own. It stands inside [`super::choose_locale`] and
/// outside the session, so that the page knows its language and who is signed in.
///
/// # Errors
/// None of its own: an error of an inner middleware comes back as an error that carries its page.
pub async fn dress_errors<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // The request itself must not be held while it is routed: actix changes it in place.
    let circumstances = Circumstances::before(&request);
    match next.call(request).await {
        Ok(answer) if is_bare_error(&answer) => Ok(dressed(answer)),
        Ok(answer) => Ok(answer.map_into_boxed_body()),
        Err(error) => {
            let response = error.error_response();
            let (status, kind) = (response.status(), Kind::named(&response));
            let (content_type, body) = circumstances.write(status, kind);
            let response = response.map_body(|head, _| {
                head.headers_mut().insert(CONTENT_TYPE, content_type);
                BoxBody::new(body)
            });
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn is_bare_error<B>(answer: &ServiceResponse<B>) -> bool {
    let is_error = answer.status().is_client_error() || answer.status().is_server_error();
    let written = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        !kind.starts_with(b"text/plain")
    });
    is_error && !written
}

fn dressed<B: MessageBody + 'static>(answer: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    let request = answer.request();
    let circumstances = Circumstances {
        frame: Frame::of(request),
        back: came_from(request.headers()).or_else(|| form_page(request)),
        is_repeatable: request.method().is_safe(),
        reference: reference(&request.extensions()),
    };
    let kind = Kind::named(answer.response());
    let (content_type, body) = circumstances.write(answer.status(), kind);
    answer.map_body(|head, _| {
        head.headers_mut().insert(CONTENT_TYPE, content_type);
        BoxBody::new(body)
    })
}

/// What an error page is made of besides its status.
struct Circumstances {
    frame: Frame,
    back: Option<String>,
    is_repeatable: bool,
    reference: Option<String>,
}

impl Circumstances {
    /// Before the request is routed nobody is known to be signed in.
    fn before(request: &ServiceRequest) -> Self {
        let locale = request.extensions().get::<Locale>().copied();
        Self {
            frame: Frame {
                words: Words::new(locale.unwrap_or_default()),
                path: own_path(request.path()),
                query: request.query_string().to_owned(),
                ..Frame::default()
            },
            back: came_from(request.headers()),
            is_repeatable: request.method().is_safe(),
            reference: reference(&request.extensions()),
        }
    }

    fn write(self, status: StatusCode, kind: Kind) -> (HeaderValue, String) {
        if is_for_machines(&self.frame.path) {
            let problem = problem(status, kind, self.reference.as_deref());
            return (
                HeaderValue::from_static("application/problem+json"),
                problem,
            );
        }
        let page = ErrorPage {
            frame: self.frame,
            kind,
            status,
            back: self.back,
            is_repeatable: self.is_repeatable,
            reference: self.reference,
        };
        // A template that fails must not fail its own error page: the status says enough then.
        let body = page.render().unwrap_or_default();
        (HeaderValue::from_static("text/html; charset=utf-8"), body)
    }
}

fn is_for_machines(path: &str) -> bool {
    ["/mapi", "/api"].iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|below| below.is_empty() || below.starts_with('/'))
    })
}

/// Problem details (RFC 9457, section 3.1) of a status without more to say.
fn problem(status: StatusCode, kind: Kind, reference: Option<&str>) -> String {
    let words = Words::new(Locale::En);
    let mut problem = json!({
        "type": "about:blank",
        "title": kind.title(words),
        "status": status.as_u16(),
        "detail": kind.text(words),
    });
    if let (Some(reference), Some(members)) = (reference, problem.as_object_mut()) {
        members.insert(
            "instance".to_owned(),
            json!(format!("urn:uuid:{reference}")),
        );
    }
    problem.to_string()
}

fn reference(extensions: &Extensions) -> Option<String> {
    extensions.get::<RequestId>().map(ToString::to_string)
}

/// The page that holds the form that was posted here, where it has the form's own address.
fn form_page(request: &HttpRequest) -> Option<String> {
    let gate = request.app_data::<Data<Gate>>()?;
    let is_page = gate.table.line(&Method::GET, &request.match_pattern()?);
    let is_of_form = request.method() == Method::POST && is_page.is_some();
    is_of_form.then(|| Frame::of(request).this_page())
}

/// The page the person came from, if it is on this host: a path, never another site's address.
pub(super) fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name)?.to_str().ok();
    let came_from = Url::parse(text(REFERER)?).ok()?;
    let host = text(HOST)?;
    let authority = match (came_from.host_str()?, came_from.port()) {
        (name, Some(port)) => format!("{name}:{port}"),
        (name, None) => name.to_owned(),
    };
    let path = own_path(came_from.path());
    (authority == host).then(|| match came_from.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back_from(referer: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(REFERER, HeaderValue::from_static(referer));
        headers.insert(HOST, HeaderValue::from_static("localhost:8080"));
        came_from(&headers)
    }

    #[test]
    fn the_way_back_stays_on_this_host() {
        let back = back_from("http://localhost:8080/ho-so?sau=a");
        assert_eq!(back.as_deref(), Some("/ho-so?sau=a"));
        assert_eq!(back_from("http://elsewhere.vn/ho-so"), None);
        assert_eq!(back_from("http://localhost/ho-so"), None);
        let back = back_from("http://localhost:8080//elsewhere.vn/");
        assert_eq!(back.as_deref(), Some("/elsewhere.vn/"));
        assert_eq!(back_from("javascript:alert(1)"), None);
    }

    #[test]
    fn every_error_has_words_in_both_languages() {
        for status in (400..600).filter_map(|code| StatusCode::from_u16(code).ok()) {
            has_words(Kind::of(status));
        }
        has_words(Kind::Expired);
        has_words(Kind::TooLong);
    }

    fn has_words(kind: Kind) {
        for words in Locale::ALL.map(Words::new) {
            assert!(!kind.title(words).starts_with("errors."), "{kind:?}");
            assert!(!kind.text(words).starts_with("errors."), "{kind:?}");
        }
    }
}
