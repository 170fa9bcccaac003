//! Pages that are the same for every stranger, kept as they were sent.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{EntityTag, Header, HeaderMap, IfNoneMatch, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, HttpResponse};
use bytes::Bytes;
use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::compression::accepts_gzip;
use super::cookies::CookieKind;
use super::{Assets, PageError};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::speech::{Dictionary, Locale};

/// Bytes of all kept pages together.
const CAPACITY: u64 = 8 * 1024 * 1024;
/// What an entry costs beside its body and its address.
const OVERHEAD: u64 = 512;
/// Addresses longer than this are nobody's favourites.
const LONGEST_TARGET: usize = 512;

/// The kept pages of a process. What is asked for often stays, whatever is asked for once.
pub struct PageCache(Cache<Key, Arc<Kept>, Weight>);

/// What makes a page another page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Path and query, without the language.
    target: String,
    locale: Locale,
    is_gzip: bool,
    edition: Edition,
}

/// What all pages are made of. A page of an earlier one is never asked for again, and makes way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Edition {
    catalogue: i64,
    /// Whether the search answers by this catalogue, or still by the one before.
    is_indexed: bool,
    /// Fees and terms change with the day.
    day: NaiveDate,
    styles: &'static str,
    words: usize,
}

/// An answer of 200.
struct Kept {
    headers: HeaderMap,
    tag: EntityTag,
    body: Bytes,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Arc<Kept>> for Weight {
    fn weight(&self, key: &Key, kept: &Arc<Kept>) -> u64 {
        let bytes = key.target.len() + kept.body.len();
        u64::try_from(bytes).unwrap_or(u64::MAX - OVERHEAD) + OVERHEAD
    }
}

impl Default for PageCache {
    fn default() -> Self {
        Self(Cache::with_weighter(1_000, CAPACITY, Weight))
    }
}

/// Marks an answer as the same for every stranger; [`super::public_page`] and [`super::fresh_page`] do.
#[derive(Clone)]
pub(super) struct SameForAll {
    pub tag: EntityTag,
    /// Whether it may answer the next request.
    pub is_kept: bool,
}

/// Middleware: answers a stranger with a kept page, and keeps what [`super::public_page`] made. Who has
/// the page already is answered 304.
///
/// # Errors
/// Those of the service that it wraps.
pub async fn keep_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(cache) = request.app_data::<Data<PageCache>>().cloned() else {
        return Err(PageError::Unavailable.into());
    };
    let key = key(&request);
    if let Some(kept) = key.as_ref().and_then(|key| cache.0.get(key)) {
        let answer = kept.answer(request.request());
        return Ok(request.into_response(answer));
    }
    let answer = next.call(request).await?.map_into_boxed_body();
    let marked = answer.response().extensions().get::<SameForAll>().cloned();
    let Some(SameForAll { tag, is_kept }) = marked else {
        return Ok(answer);
    };
    let (request, response) = answer.into_parts();
    let (head, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(body) => body,
        Err(body) => return Ok(ServiceResponse::new(request, head.set_body(body))),
    };
    let sets_cookie = head.headers().contains_key(SET_COOKIE);
    let kept = Arc::new(Kept {
        headers: head.headers().clone(),
        tag,
        body,
    });
    let answer = kept.answer(&request);
    if let Some(key) = key.filter(|_| is_kept && !sets_cookie) {
        cache.0.insert(key, kept);
    }
    Ok(ServiceResponse::new(request, answer))
}

impl Kept {
    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let is_known = is_known(request, &self.tag);
        let status = match is_known {
            true => StatusCode::NOT_MODIFIED,
            false => StatusCode::OK,
        };
        let mut answer = HttpResponse::new(status);
        for (name, value) in &self.headers {
            answer.headers_mut().append(name.clone(), value.clone());
        }
        match is_known {
            true => answer,
            false => answer.set_body(BoxBody::new(self.body.clone())),
        }
    }
}

/// What is asked for, where a kept page may answer it: by a stranger to whom nothing is said once.
fn key(request: &ServiceRequest) -> Option<Key> {
    let env = request.app_data::<Data<Environment>>()?;
    let is_strangers = [CookieKind::Session, CookieKind::Notice]
        .into_iter()
        .all(|kind| kind.read(&env.base_url, request.request()).is_none());
    let target = request.uri().path_and_query()?.as_str();
    if request.method() != Method::GET || !is_strangers || target.len() > LONGEST_TARGET {
        return None;
    }
    let catalogue = request.app_data::<Data<CatalogueCache>>()?.current();
    Some(Key {
        target: target.to_owned(),
        locale: Locale::of(request.request()),
        is_gzip: accepts_gzip(request),
        edition: Edition {
            catalogue: catalogue.version,
            is_indexed: catalogue.has_own_index(),
            day: env.clock.now().vietnam_date(),
            styles: Assets::built_in().revision(),
            words: Dictionary::edition(),
        },
    })
}

fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(tag)),
        Err(_) => false,
    }
}
