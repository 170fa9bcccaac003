//! The addresses of the played agency that the portal calls: a push, a result's file.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header::{self, ContentType};
use actix_web::web::{Bytes, Data, Path, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::faults::Fault;
use super::office::Office;
use super::pdf;
use super::receive::{Push, Reply};
use super::store::StoreError;

const LARGEST_PUSH: usize = 32 * 1024 * 1024;

/// What the handlers share.
struct ServerState {
    office: Arc<Office>,
    push_secret: SecretString,
}

/// Serves on a listener; signals are others' business.
pub(super) fn serve(
    office: Arc<Office>,
    push_secret: SecretString,
    listener: TcpListener,
) -> std::io::Result<Server> {
    let counter = Data::new(ServerState {
        office,
        push_secret,
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(counter.clone())
            .app_data(PayloadConfig::new(LARGEST_PUSH))
            .route("/nhanhsdvcqg", web::post().to(take_push))
            .route("/tep/{name}", web::get().to(give_result))
    });
    let server = server.workers(2).shutdown_timeout(2).disable_signals();
    Ok(server.listen(listener)?.run())
}

async fn take_push(request: HttpRequest, body: Bytes, counter: Data<ServerState>) -> HttpResponse {
    let office = &counter.office;
    let now = office.clock.now();
    if office.is_down() {
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
    let _answer = office.answering.begin(push.code());
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

async fn give_result(name: Path<String>, counter: Data<ServerState>) -> HttpResponse {
    if counter.office.is_down() {
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

impl Office {
    /// Whether nobody is answered now. Until nobody listens, what comes in such a spell is told so.
    fn is_down(&self) -> bool {
        let is_down = self.faults.outage(self.clock.now()).is_some();
        if is_down {
            self.faults.count(Fault::Down);
        }
        is_down
    }
}

impl ServerState {
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

pub(super) fn failure(error: &StoreError) -> HttpResponse {
    tracing::error!(%error, "a request could not be answered");
    HttpResponse::InternalServerError()
        .content_type(ContentType::plaintext())
        .body("the agency's store failed")
}
