//! What partners send: `POST /mapi/login` and `POST /mapi/g`, any service on either. The answer is
//! HTTP 200 always; what is wrong stands in `error_code` and `message` (docs/partners.md).

mod apply;
mod body;
mod call;
mod catalogue;
mod context;
mod dispatch;
mod envelope;
mod keep;
mod login;
mod look_up;
mod open;
mod order;
mod ratings;
mod refusal;
mod replay;

use std::time::Duration;

use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::Instant;

use super::Exchange;
use super::wire::{Answer, Fault};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::web::caller_address;

pub(in crate::exchange) use body::MemoryBudget;
pub use open::answer_to;
pub(in crate::exchange) use ratings::Summary;
pub use replay::{ReplayMessage, Replayed, Retrial, replay};

/// Clients wait sixty seconds for an answer; a body that takes longer is nobody's.
const BODY_WITHIN: Duration = Duration::from_secs(50);

/// Answers a message.
pub async fn answer(
    request: HttpRequest,
    payload: Payload,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    exchange: Data<Exchange>,
) -> HttpResponse {
    let deadline = Instant::now() + BODY_WITHIN;
    let sent = match body::read(payload, &exchange.budget, deadline).await {
        Ok(sent) => sent,
        Err(fault) => return written(&Answer::refusal(fault.text())),
    };
    let busy = || written(&Answer::refusal(Fault::new("busy").text()));
    let Ok(_turn) = exchange.turns.acquire().await else {
        return busy();
    };
    let caller = caller_address(&request);
    // The body goes there with its share of the memory: who hangs up ends only the waiting.
    let answered = web::block(move || answer_to(&env, &cache, caller, sent.bytes())).await;
    answered.map_or_else(|_| busy(), |answer| written(&answer))
}

fn written(answer: &Answer) -> HttpResponse {
    HttpResponse::Ok().json(answer.to_json())
}
