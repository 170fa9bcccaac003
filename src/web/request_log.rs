//! One line for each request (method, route, status and time), and one for all of a minute.
//! Addresses are left out, because paths hold tokens and queries hold what people search for; the
//! route's pattern says as much as an operator needs, and the request id ties the line to what
//! happened meanwhile.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tokio::sync::watch;
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// The target of the line of each request, by which it is left out for a terminal.
const REQUESTS: &str = "motcua::requests";
/// The target of the line of a minute, which is left out where each request has its own.
const MINUTES: &str = "motcua::minutes";
/// What one line of counts stands for.
const MINUTE: Duration = Duration::from_secs(60);

static COUNTS: Counts = Counts {
    requests: AtomicU64::new(0),
    refused: AtomicU64::new(0),
    failed: AtomicU64::new(0),
    slowest_millis: AtomicU64::new(0),
};

/// What this process has answered since the last line.
struct Counts {
    requests: AtomicU64,
    /// Of 400 to 499.
    refused: AtomicU64,
    /// Of 500 and above.
    failed: AtomicU64,
    slowest_millis: AtomicU64,
}

impl Counts {
    fn add(&self, status: u16, took: Option<Duration>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let of_status = match status {
            500.. => Some(&self.failed),
            400.. => Some(&self.refused),
            _ => None,
        };
        if let Some(counter) = of_status {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let millis = took.and_then(|took| u64::try_from(took.as_millis()).ok());
        self.slowest_millis
            .fetch_max(millis.unwrap_or_default(), Ordering::Relaxed);
    }

    /// Logs what there was and begins anew; a minute without requests has no line.
    fn log(&self) {
        let take = |counter: &AtomicU64| counter.swap(0, Ordering::Relaxed);
        let requests = take(&self.requests);
        let (refused, failed) = (take(&self.refused), take(&self.failed));
        let slowest_millis = take(&self.slowest_millis);
        if requests > 0 {
            tracing::info!(
                target: MINUTES,
                requests, refused, failed, slowest_millis, "answered in a minute"
            );
        }
    }
}

/// Logs each minute how many requests were answered, until told to stop.
pub async fn log_each_minute(mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let _ = tokio::time::timeout(MINUTE, stop.changed()).await;
        COUNTS.log();
    }
}

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
                COUNTS.add(status, None);
                if status >= 500 {
                    tracing::error!(target: REQUESTS, status, %error, "failed");
                } else {
                    tracing::info!(target: REQUESTS, status, "refused");
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
    let took = begun.map(|Begun(at)| at.elapsed());
    let millis = took.map(|took| took.as_millis());
    COUNTS.add(status, took);
    match response.response().error() {
        Some(error) if status >= 500 => {
            tracing::error!(target: REQUESTS, route, status, millis, %error, "failed");
        }
        _ => tracing::info!(target: REQUESTS, route, status, millis, "answered"),
    }
}
