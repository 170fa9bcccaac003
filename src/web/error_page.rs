//! What went wrong, as a page in the look of all others that offers a way on, or for machines as
//! problem details (RFC 9457), and below `/mapi` in the form of every answer there. [`dress_errors`] writes it for every [`super::PageError`], and for the
//! refusals of the framework itself.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, REFERER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use askama::Template;
use serde_json::json;
use tracing_actix_web::RequestId;
use url::Url;

use super::Frame;
use super::access::AccessTable;
use super::ascii_json::ascii_json;
use super::locale::own_path;
use super::page_error::{Kind, ShownAgain};
use super::snooping::note_refusal;
use crate::speech::{Locale, Words};

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
    /// A form that came too late.
    again: ShownAgain,
}

impl ErrorPage {
    /// What the form that came too late is sent with again.
    fn shown_again(&self) -> &[(String, String)] {
        &self.again.pairs
    }

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

/// Middleware: writes the page (or, below `/mapi` and `/api`, what machines read) of each answer
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
    let kind = Kind::named(answer.response());
    if kind == Kind::Forbidden {
        note_refusal(request);
    }
    let extensions = answer.response().extensions();
    let shown_again = extensions.get::<ShownAgain>().cloned();
    drop(extensions);
    let circumstances = Circumstances {
        frame: Frame::of(request),
        back: came_from(request.headers()).or_else(|| form_page(request)),
        is_repeatable: request.method().is_safe(),
        reference: reference(&request.extensions()),
        again: shown_again.unwrap_or_default(),
    };
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
    again: ShownAgain,
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
            again: ShownAgain::default(),
        }
    }

    fn write(self, status: StatusCode, kind: Kind) -> (HeaderValue, String) {
        if is_below(&self.frame.path, "/mapi") {
            let json = HeaderValue::from_static("application/json");
            // A text that cannot be written is none; the status says enough then.
            return (json, answer_on_the_wire(kind).unwrap_or_default());
        }
        if is_below(&self.frame.path, "/api") {
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
            again: self.again,
        };
        // A template that fails must not fail its own error page: the status says enough then.
        let body = page.render().unwrap_or_default();
        (HeaderValue::from_static("text/html; charset=utf-8"), body)
    }
}

fn is_below(path: &str, root: &str) -> bool {
    let below = path.strip_prefix(root);
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// What partners' clients read, who know no other answer (docs/partners.md).
fn answer_on_the_wire(kind: Kind) -> Option<String> {
    let words = Words::new(Locale::Vi);
    let message = match kind {
        Kind::NotFound | Kind::Method => words.t("errors.wire.elsewhere").to_owned(),
        _ => kind.title(words),
    };
    let answer = ascii_json(&json!({ "error_code": "-1", "message": message }));
    String::from_utf8(answer.ok()?).ok()
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
    let table = request.app_data::<Data<AccessTable>>()?;
    let is_page = table.line(&Method::GET, &request.match_pattern()?);
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
}
