//! What partners send: `POST /mapi/login` and `POST /mapi/g`, any service on either. The answer is
//! HTTP 200 always; what is wrong stands in `error_code` and `message` (protocol reference 1.2).

mod apply;
mod call;
mod catalogue;
mod counter;
mod dispatch;
mod keep;
mod login;
mod look_up;
mod open;
mod order;
mod ratings;
mod refusal;
mod replay;

use std::time::Duration;

use actix_web::web::{self, Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt;

use super::Exchange;
use super::wire::{Answer, Fault};
use crate::catalogue::Shelf;
use crate::web::access::Body;
use crate::web::{Ground, caller_address};

pub use open::answer_to;
pub(in crate::exchange) use ratings::Summary;
pub use replay::{Replayed, Retrial, replay};

/// Clients wait sixty seconds for an answer; a body that takes longer is nobody's.
const BODY_WITHIN: Duration = Duration::from_secs(50);

/// Answers a message.
pub async fn answer(
    request: HttpRequest,
    payload: Payload,
    ground: Data<Ground>,
    shelf: Data<Shelf>,
    exchange: Data<Exchange>,
) -> HttpResponse {
    let body = match tokio::time::timeout(BODY_WITHIN, read(payload)).await {
        Ok(Ok(body)) => body,
        Ok(Err(fault)) => return written(&Answer::refusal(fault.text())),
        Err(_) => return written(&Answer::refusal(Fault::new("slow_body").text())),
    };
    let busy = || written(&Answer::refusal(Fault::new("busy").text()));
    let Ok(_turn) = exchange.turns.acquire().await else {
        return busy();
    };
    let caller = caller_address(&request);
    let answered = web::block(move || answer_to(&ground, &shelf, caller, &body)).await;
    answered.map_or_else(|_| busy(), |answer| written(&answer))
}

async fn read(mut payload: Payload) -> Result<Bytes, Fault> {
    let most = Body::Message.limit();
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_| Fault::new("half_body"))?;
        if body.len() + piece.len() > most {
            return Err(Fault::new("long_body").with("most", most / 1024 / 1024));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn written(answer: &Answer) -> HttpResponse {
    HttpResponse::Ok().json(answer.to_json())
}
