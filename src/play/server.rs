//! What the portal can call: a push, a result's file; and for whoever tries it out on the same
//! machine, how the agency stands and which faults are switched on.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix_web::dev::{PeerAddr, Server};
use actix_web::http::header::{self, ContentType};
use actix_web::web::{Bytes, Data, Path, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use super::faults::Switches;
use super::office::Office;
use super::pdf;
use super::receive::{Push, Reply};
use super::store::StoreError;

const LARGEST_PUSH: usize = 32 * 1024 * 1024;
/// How many dossiers in trouble are shown.
const TROUBLES: usize = 20;

/// What the handlers stand on.
struct Counter {
    office: Arc<Office>,
    push_secret: SecretString,
}

/// Serves on a listener; signals are others' business.
pub(super) fn serve(
    office: Arc<Office>,
    push_secret: SecretString,
    listener: TcpListener,
) -> std::io::Result<Server> {
    let counter = Data::new(Counter {
        office,
        push_secret,
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(counter.clone())
            .app_data(PayloadConfig::new(LARGEST_PUSH))
            .route("/nhanhsdvcqg", web::post().to(take_push))
            .route("/tep/{name}", web::get().to(give_result))
            .route("/trang-thai", web::get().to(say_how_it_stands))
            .route("/loi", web::post().to(switch_faults))
    });
    let server = server.workers(2).shutdown_timeout(2).disable_signals();
    Ok(server.listen(listener)?.run())
}

async fn take_push(request: HttpRequest, body: Bytes, counter: Data<Counter>) -> HttpResponse {
    let office = &counter.office;
    let now = office.clock.now();
    if office.faults.is_down(now) {
        return HttpResponse::ServiceUnavailable().finish();
    }
    if !counter.knows(&request) {
        return HttpResponse::Unauthorized().json(envelope(-1, "wrong secret"));
    }
    let key = request.headers().get("Idempotency-Key");
    let push = match Push::read(&body, key.and_then(|key| key.to_str().ok())) {
        Ok(push) => push,
        Err(problem) => return HttpResponse::Ok().json(envelope(-1, &problem)),
    };
    let reply = office
        .writing(move |office, tx| office.receive(tx, push, now))
        .await;
    office.news.notify_one();
    if let Some(delay) = office.faults.delay() {
        tokio::time::sleep(delay).await;
    }
    match reply {
        Ok(Reply::Taken(message)) => HttpResponse::Ok().json(envelope(0, &message)),
        Ok(Reply::Known(message)) => HttpResponse::Ok().json(envelope(1, &message)),
        Ok(Reply::Refused(message)) => HttpResponse::Ok().json(envelope(-1, &message)),
        Err(error) => failure(&error),
    }
}

async fn give_result(name: Path<String>, counter: Data<Counter>) -> HttpResponse {
    if counter.office.faults.is_down(counter.office.clock.now()) {
        return HttpResponse::ServiceUnavailable().finish();
    }
    let name = name.into_inner();
    match counter
        .office
        .reading(move |_, tx| tx.with_result(&name))
        .await
    {
        Ok(Some(dossier)) => HttpResponse::Ok()
            .content_type("application/pdf")
            .body(pdf::result_of(&dossier)),
        Ok(None) => HttpResponse::NotFound().finish(),
        Err(error) => failure(&error),
    }
}

async fn say_how_it_stands(counter: Data<Counter>) -> HttpResponse {
    let office = &counter.office;
    let counted = office
        .reading(|office, tx| Ok((tx.counts()?, office.papers_left(tx)?)))
        .await;
    let (counts, papers_left) = match counted {
        Ok(counted) => counted,
        Err(error) => return failure(&error),
    };
    let states = counts.states.iter();
    let states: Map<String, Value> = states
        .map(|(state, number)| (state.to_string(), json!(number)))
        .collect();
    let (switches, committed) = office.faults.report();
    let is_at_rest = counts.outbox == 0 && counts.in_hand == 0 && papers_left == Some(0);
    let troubles = office.lanes().troubles(TROUBLES);
    HttpResponse::Ok().json(json!({
        "agency": office.agency.code,
        "dossiers": states,
        "outbox": counts.outbox,
        "in_hand": counts.in_hand,
        "pushes": counts.pushes,
        "papers_left": papers_left,
        "at_rest": is_at_rest,
        "faults": switches,
        "committed": committed,
        "foreign_taken": office.foreign_taken.load(Ordering::Relaxed),
        "troubles": troubles,
    }))
}

async fn switch_faults(
    caller: PeerAddr,
    switches: web::Json<Switches>,
    counter: Data<Counter>,
) -> HttpResponse {
    if !caller.0.ip().is_loopback() {
        return HttpResponse::Forbidden().finish();
    }
    counter.office.faults.switch(switches.into_inner());
    let (switches, _) = counter.office.faults.report();
    HttpResponse::Ok().json(switches)
}

impl Counter {
    /// Whether the caller has the push secret.
    fn knows(&self, request: &HttpRequest) -> bool {
        let expected = format!("Bearer {}", self.push_secret.expose_secret());
        let given = request.headers().get(header::AUTHORIZATION);
        given.is_some_and(|given| given.as_bytes().ct_eq(expected.as_bytes()).into())
    }
}

fn envelope(code: i8, message: &str) -> Value {
    json!({"error_code": code, "message": message})
}

fn failure(error: &StoreError) -> HttpResponse {
    tracing::error!(%error, "a request could not be answered");
    HttpResponse::InternalServerError()
        .content_type(ContentType::plaintext())
        .body("the agency's store failed")
}
