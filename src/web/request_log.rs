//! One line per request: method, route, status and time. Addresses are left out, because paths
//! hold tokens and queries hold what people search for; the route's pattern says as much as an
//! operator needs, and the request id ties the line to what happened meanwhile.

use std::time::Instant as Stopwatch;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// How requests are logged.
pub struct RequestLog;

/// When the request came, kept with it.
#[derive(Clone, Copy)]
struct Begun(Stopwatch);

impl RootSpanBuilder for RequestLog {
    fn on_request_start(request: &ServiceRequest) -> Span {
        request.extensions_mut().insert(Begun(Stopwatch::now()));
        let id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!(
            "request",
            id = id.map(tracing::field::display),
            method = %request.method(),
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let _entered = span.enter();
        match outcome {
            Ok(response) => answered(response),
            Err(error) => {
                let status = error.as_response_error().status_code().as_u16();
                if status >= 500 {
                    tracing::error!(status, %error, "failed");
                } else {
                    tracing::info!(status, "refused");
                }
            }
        }
    }
}

fn answered<B: MessageBody>(response: &ServiceResponse<B>) {
    let request = response.request();
    let status = response.status().as_u16();
    let route = request.match_pattern().unwrap_or_default();
    let begun = request.extensions().get::<Begun>().copied();
    let millis = begun.map(|Begun(at)| at.elapsed().as_millis());
    match response.response().error() {
        Some(error) if status >= 500 => {
            tracing::error!(route, status, millis, %error, "failed");
        }
        _ => tracing::info!(route, status, millis, "answered"),
    }
}
