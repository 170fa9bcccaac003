//! What a form posted, read up to the route's limit and only from our own pages.

use std::collections::HashSet;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::access::{Body, Line};
use super::gate::FormSecret;
use super::kept_form::without_secrets;
use super::page_error::ShownAgain;
use super::{PageError, csrf};
use crate::context::Environment;
use crate::kernel::clean;

/// What browsers call the body of a form (HTML, form submission algorithm).
const FORM: &str = "application/x-www-form-urlencoded";
/// How long a form may take to arrive; enough for a megabyte over a slow mobile network.
const BODY_WITHIN: Duration = Duration::from_secs(60);
/// The button that shows a form again, as it was typed: in the other language, to whose address it
/// posts. Nothing is done by it.
pub const SHOW: &str = "_show";

/// The pairs of a posted form, in order. Extracting it checks the form's token, and cleans every value
/// (`kernel::clean`), so that no reader of a field has to; what must be taken as it was sent, as a
/// password, is read by [`Posted::raw`].
#[derive(Debug, Clone, Default)]
pub struct Posted {
    pairs: Vec<(String, String)>,
    /// What was sent for the fields of which cleaning changed the first value.
    as_sent: Vec<(String, String)>,
}

impl Posted {
    /// Pairs that came in another way, as with files, and are clean.
    pub const fn of(pairs: Vec<(String, String)>) -> Self {
        Self {
            pairs,
            as_sent: Vec::new(),
        }
    }

    /// Pairs as they were sent.
    fn sent(pairs: Vec<(String, String)>) -> Self {
        let mut posted = Self::default();
        let mut seen = HashSet::new();
        for (name, value) in pairs {
            let cleaned = clean(&value);
            let is_first = seen.insert(name.clone());
            if cleaned != value && is_first {
                posted.as_sent.push((name.clone(), value));
            }
            posted.pairs.push((name, cleaned));
        }
        posted
    }

    /// The same with another field; for what stands in a form before anybody typed.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl ToString) -> Self {
        self.pairs.push((field.to_owned(), value.to_string()));
        self
    }

    /// The form without a field, and the value of that as it was sent, if it was.
    #[must_use]
    pub fn without(mut self, field: &str) -> (Self, Option<String>) {
        let value = self.has(field).then(|| self.raw(field).to_owned());
        for pairs in [&mut self.pairs, &mut self.as_sent] {
            pairs.retain(|(name, _)| name != field);
        }
        (self, value)
    }

    /// Every pair but the token.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The value of a field, cleaned and trimmed; empty when it was not sent.
    pub fn text(&self, field: &str) -> &str {
        first(&self.pairs, field).unwrap_or_default().trim()
    }

    /// The value of a field as it was sent, letter by letter; empty when it was not sent. For passwords,
    /// and for messages of other systems that are sent back.
    pub fn raw(&self, field: &str) -> &str {
        first(&self.as_sent, field)
            .or_else(|| first(&self.pairs, field))
            .unwrap_or_default()
    }

    /// Whether a box was ticked or a button pressed.
    pub fn has(&self, field: &str) -> bool {
        first(&self.pairs, field).is_some()
    }

    /// Every value of a field that may be sent several times.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }
}

fn first<'a>(pairs: &'a [(String, String)], field: &str) -> Option<&'a str> {
    let mut pairs = pairs.iter();
    let found = pairs.find(|(name, _)| name == field);
    found.map(|(_, value)| value.as_str())
}

impl FromRequest for Posted {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let pairs = read_pairs(&request, payload).await?;
            let token = pairs.iter().find(|(name, _)| name == csrf::FIELD);
            let checked = require_token(&request, token.map_or("", |(_, value)| value));
            let fields = pairs.into_iter().filter(|(name, _)| name != csrf::FIELD);
            let form = Self::sent(fields.collect());
            match checked {
                Ok(()) => Ok(form),
                // A page of ours that is older than the session: what was typed there is shown again.
                Err(PageError::Expired) if csrf::is_from_here(request.headers()) => {
                    Err(PageError::ExpiredForm(ShownAgain {
                        pairs: without_secrets(form.pairs),
                        with_files: false,
                    }))
                }
                Err(other) => Err(other),
            }
        })
    }
}

/// The pairs of a form without a look at its token, cleaned: for a page that does nothing with them but
/// show them again.
pub struct Unchecked(pub Vec<(String, String)>);

impl FromRequest for Unchecked {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let pairs = read_pairs(&request, payload).await?;
            let fields = pairs.into_iter().filter(|(name, _)| name != csrf::FIELD);
            Ok(Self(Posted::sent(fields.collect()).pairs))
        })
    }
}

/// Whether the body is that of a form without files.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}

async fn read_pairs(
    request: &HttpRequest,
    payload: Payload,
) -> Result<Vec<(String, String)>, PageError> {
    if !is_form(request.headers()) {
        return Err(PageError::BadRequest);
    }
    let taken = request.extensions().get::<Line>().map(|line| line.body);
    let limit = taken.map_or(0, Body::limit);
    let body = tokio::time::timeout(BODY_WITHIN, read(payload, limit))
        .await
        .map_err(|_| PageError::Timeout)??;
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(&body).map_err(|_| PageError::BadRequest)?;
    if pairs.len() > taken.map_or(0, Body::most_fields) {
        return Err(PageError::TooLong);
    }
    Ok(pairs)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_clean_and_can_be_read_as_they_were_sent() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let posted = Posted::sent(vec![
            pair("phone", "\u{202a}0912345678\u{202c} "),
            pair("password", " Ðường\u{a0}’`e\u{302} "),
            pair("plain", " a b "),
            pair("twice", "a"),
            pair("twice", "Ð"),
        ]);
        assert_eq!(posted.text("phone"), "0912345678");
        assert_eq!(posted.raw("password"), " Ðường\u{a0}’`e\u{302} ");
        assert_eq!(
            (posted.text("plain"), posted.raw("plain")),
            ("a b", " a b ")
        );
        assert_eq!((posted.text("twice"), posted.raw("twice")), ("a", "a"));
        assert_eq!(posted.all("twice").collect::<Vec<_>>(), ["a", "Đ"]);
        assert_eq!((posted.text("none"), posted.has("none")), ("", false));
    }
}
