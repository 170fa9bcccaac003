//! Why there is no page: what a handler returns instead of one, and the kind of page that
//! [`super::dress_errors`] then writes.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};

use crate::speech::Words;

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
    /// The same; it came from a page of ours, and what was typed is shown again.
    #[error("the form has expired")]
    ExpiredForm(ShownAgain),
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

/// A form that is shown again. `Debug` shows no field.
#[derive(Clone, Default)]
pub struct ShownAgain {
    pub(super) pairs: Vec<(String, String)>,
    /// Whether it is sent as forms with files are; the files themselves are chosen again.
    pub(super) with_files: bool,
}

impl fmt::Debug for ShownAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShownAgain({} fields)", self.pairs.len())
    }
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
            Self::Expired | Self::ExpiredForm(_) => Some(Kind::Expired),
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

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Expired | Self::ExpiredForm(_) => StatusCode::FORBIDDEN,
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
        if let Self::ExpiredForm(form) = self {
            response.extensions_mut().insert(form.clone());
        }
        response
    }
}

/// The kinds of error page; the key names their words in `locales/*/errors.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    pub fn named<B>(answer: &HttpResponse<B>) -> Self {
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

    pub fn title(self, words: Words) -> String {
        words.under("errors.title", self.key())
    }

    pub fn text(self, words: Words) -> String {
        words.under("errors.text", self.key())
    }

    pub const fn offers_search(self) -> bool {
        matches!(self, Self::NotFound | Self::Method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Locale;

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
