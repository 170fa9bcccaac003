//! What a form posted, read up to the route's limit and only from our own pages.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::access::Line;
use super::gate::FormSecret;
use super::{PageError, csrf};
use crate::context::Environment;

/// What browsers call the body of a form (HTML, form submission algorithm).
const FORM: &str = "application/x-www-form-urlencoded";
/// How long a form may take to arrive; enough for a megabyte over a slow mobile network.
const BODY_WITHIN: Duration = Duration::from_secs(60);
/// The most fields a form may have.
const MOST_PAIRS: usize = 2_000;

/// The pairs of a posted form, in order. Extracting it checks the form's token.
#[derive(Debug, Clone, Default)]
pub struct Posted(Vec<(String, String)>);

impl Posted {
    /// Pairs that came in another way, as with files.
    pub const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The same with another field; for what stands in a form before anybody typed.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl ToString) -> Self {
        self.0.push((field.to_owned(), value.to_string()));
        self
    }

    /// The form without a field, and the value of that as it was typed, if it was sent.
    #[must_use]
    pub fn without(self, field: &str) -> (Self, Option<String>) {
        let (taken, left): (Vec<_>, Vec<_>) =
            self.0.into_iter().partition(|(name, _)| name == field);
        let value = taken.into_iter().next().map(|(_, value)| value);
        (Self(left), value)
    }

    /// Every pair but the token.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a field, trimmed; empty when it was not sent.
    pub fn text(&self, field: &str) -> &str {
        self.raw(field).trim()
    }

    /// The value of a field as it was typed; empty when it was not sent.
    pub fn raw(&self, field: &str) -> &str {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Whether a box was ticked or a button pressed.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(name, _)| name == field)
    }

    /// Every value of a field that may be sent several times.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }
}

impl FromRequest for Posted {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            if !request.content_type().eq_ignore_ascii_case(FORM) {
                return Err(PageError::BadRequest);
            }
            let limit = request
                .extensions()
                .get::<Line>()
                .map_or(0, |line| line.body.limit());
            let body = tokio::time::timeout(BODY_WITHIN, read(payload, limit))
                .await
                .map_err(|_| PageError::Timeout)??;
            let pairs: Vec<(String, String)> =
                serde_urlencoded::from_bytes(&body).map_err(|_| PageError::BadRequest)?;
            if pairs.len() > MOST_PAIRS {
                return Err(PageError::TooLong);
            }
            let token = pairs.iter().find(|(name, _)| name == csrf::FIELD);
            require_token(&request, token.map_or("", |(_, value)| value))?;
            Ok(Self(
                pairs
                    .into_iter()
                    .filter(|(name, _)| name != csrf::FIELD)
                    .collect(),
            ))
        })
    }
}

async fn read(mut payload: Payload, limit: usize) -> Result<Bytes, PageError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| PageError::BadRequest)?;
        if body.len() + chunk.len() > limit {
            return Err(PageError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Refuses a form whose token was not made for this browser.
///
/// # Errors
/// [`PageError::Expired`].
pub fn require_token(request: &HttpRequest, token: &str) -> Result<(), PageError> {
    let env = request
        .app_data::<Data<Environment>>()
        .ok_or(PageError::Unavailable)?;
    let extensions = request.extensions();
    let secret = extensions.get::<FormSecret>().ok_or(PageError::Expired)?;
    if csrf::is_genuine(env.storage.keys(), &secret.0, token) {
        Ok(())
    } else {
        Err(PageError::Expired)
    }
}
