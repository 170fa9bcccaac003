//! Answers are compressed whole and sent with their length. In small pieces they would meet Nagle's
//! algorithm and delayed acknowledgement, which together hold the last piece back for 40 ms.

use std::io::Write;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CONTENT_ENCODING, CONTENT_TYPE, Encoding, Header, HeaderMap,
    HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Below this a compressed answer needs no fewer packets than the bare one.
const WORTH_COMPRESSING: u64 = 1024;
/// Above this compressing takes longer than the other requests of a thread should wait.
const TAKES_LONG: usize = 256 * 1024;
/// Half the time of the usual level, for pages that grow by a twentieth.
const FAST: u32 = 3;

/// Whether who asks takes gzip.
pub fn accepts_gzip(request: &impl HttpMessage) -> bool {
    if !request.headers().contains_key(ACCEPT_ENCODING) {
        return false;
    }
    let offered = [Encoding::gzip(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(request).ok();
    let chosen = accepted.and_then(|accepted| accepted.negotiate(offered.iter()));
    chosen == Some(Encoding::gzip())
}

/// `content` in gzip, at a level from 1 (fast) to 9 (small). None if that failed.
pub fn gzip(content: &[u8], level: u32) -> Option<Bytes> {
    let buffer = Vec::with_capacity(content.len() / 3);
    let mut encoder = GzEncoder::new(buffer, Compression::new(level));
    encoder.write_all(content).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Says that the answer depends on what the browser can unpack.
pub fn set_vary(headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
}

/// Says that the body is in gzip.
pub fn set_gzip(headers: &mut HeaderMap) {
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
}

/// Middleware: compresses texts for who takes gzip. Files that are read piece by piece, and what is
/// compressed already, go as they are.
///
/// # Errors
/// Those of the service that it wraps.
pub async fn compress_whole<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_accepted = accepts_gzip(&request);
    let answer = next.call(request).await?.map_into_boxed_body();
    if !is_worth_compressing(answer.response().headers(), answer.response().body().size()) {
        return Ok(answer);
    }
    let (request, response) = answer.into_parts();
    let (mut response, body) = response.into_parts();
    set_vary(response.headers_mut());
    let body = match body.try_into_bytes() {
        Ok(bytes) if is_accepted => match compressed(bytes.clone()).await {
            Some(compressed) => {
                set_gzip(response.headers_mut());
                BoxBody::new(compressed)
            }
            None => BoxBody::new(bytes),
        },
        Ok(bytes) => BoxBody::new(bytes),
        Err(body) => body,
    };
    Ok(ServiceResponse::new(request, response.set_body(body)))
}

fn is_worth_compressing(headers: &HeaderMap, size: BodySize) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.map_or(&b""[..], HeaderValue::as_bytes);
    let is_text = kind.starts_with(b"text/")
        || kind.starts_with(b"application/json")
        || kind.starts_with(b"application/problem+json")
        || kind.starts_with(b"image/svg+xml");
    let is_large = matches!(size, BodySize::Sized(size) if size >= WORTH_COMPRESSING);
    is_text && is_large && !headers.contains_key(CONTENT_ENCODING)
}

async fn compressed(body: Bytes) -> Option<Bytes> {
    if body.len() < TAKES_LONG {
        return gzip(&body, FAST);
    }
    web::block(move || gzip(&body, FAST)).await.ok().flatten()
}
