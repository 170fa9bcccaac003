//! What partners send: `POST /mapi/login` and `POST /mapi/g`, any service on either. The answer is
//! HTTP 200 always; what is wrong stands in `error_code` and `message` (docs/partners.md).

mod apply;
mod call;
mod catalogue;
mod counter;
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

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::{self, Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{Stream, StreamExt};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

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
    let deadline = Instant::now() + BODY_WITHIN;
    let sent = match read(payload, &exchange.bodies, deadline).await {
        Ok(sent) => sent,
        Err(fault) => return written(&Answer::refusal(fault.text())),
    };
    let busy = || written(&Answer::refusal(Fault::new("busy").text()));
    let Ok(_turn) = exchange.turns.acquire().await else {
        return busy();
    };
    let caller = caller_address(&request);
    // The body goes there with its share of the memory: who hangs up ends only the waiting.
    let answered = web::block(move || answer_to(&ground, &shelf, caller, sent.bytes())).await;
    answered.map_or_else(|_| busy(), |answer| written(&answer))
}

/// A body, or what has arrived of one.
#[derive(Debug, Default)]
struct Sent {
    body: BytesMut,
    /// Its share of what all bodies may take; given back with the body.
    share: Option<OwnedSemaphorePermit>,
}

impl Sent {
    /// The body. A closure that calls this takes the share along, which it would not for the field.
    fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Makes the share large enough for so many more bytes. Waits while there is nothing to share.
    async fn widen(&mut self, bodies: &Arc<Semaphore>, more: usize) -> Result<(), AcquireError> {
        let held = self.share.as_ref().map_or(0, |share| share.num_permits());
        let wanted = (self.body.len() + more).div_ceil(1024);
        // A body is far shorter than what would not fit.
        let missing = u32::try_from(wanted.saturating_sub(held)).unwrap_or(u32::MAX);
        let gained = Arc::clone(bodies).acquire_many_owned(missing).await?;
        match &mut self.share {
            Some(share) => share.merge(gained),
            None => self.share = Some(gained),
        }
        Ok(())
    }
}

/// Reads a body until a deadline. It pays for what has come, not for what it says will come: a
/// connection that sends nothing keeps nobody out.
async fn read<P>(mut payload: P, bodies: &Arc<Semaphore>, deadline: Instant) -> Result<Sent, Fault>
where
    P: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let most = Body::Message.limit();
    let mut sent = Sent::default();
    loop {
        let piece = timeout_at(deadline, payload.next()).await;
        let Some(piece) = piece.map_err(|_| Fault::new("slow_body"))? else {
            return Ok(sent);
        };
        let piece = piece.map_err(|_| Fault::new("half_body"))?;
        if sent.body.len() + piece.len() > most {
            return Err(too_long(format_args!("{} MB", most / 1024 / 1024)));
        }
        let widened = timeout_at(deadline, sent.widen(bodies, piece.len())).await;
        if !matches!(widened, Ok(Ok(()))) {
            return Err(Fault::new("busy"));
        }
        sent.body.extend_from_slice(&piece);
    }
}

/// The fault of a body that is longer than so much.
fn too_long(most: impl Display) -> Fault {
    Fault::new("long_body").with("most", most)
}

fn written(answer: &Answer) -> HttpResponse {
    HttpResponse::Ok().json(answer.to_json())
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(20)
    }

    fn pieces(sizes: &[usize]) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin {
        let pieces: Vec<_> = sizes
            .iter()
            .map(|size| Ok(Bytes::from(vec![b'x'; *size])))
            .collect();
        stream::iter(pieces)
    }

    #[actix_web::test]
    async fn a_body_pays_for_its_bytes_until_it_is_gone() {
        let bodies = Arc::new(Semaphore::new(10));
        let sent = read(pieces(&[1, 1, 1022, 1, 2048]), &bodies, soon()).await;
        let sent = sent.unwrap();
        assert_eq!(sent.body.len(), 3073);
        assert_eq!(bodies.available_permits(), 6);
        drop(sent);
        assert_eq!(bodies.available_permits(), 10);
        let empty = read(pieces(&[]), &bodies, soon()).await.unwrap();
        assert!(empty.body.is_empty());
        assert_eq!(bodies.available_permits(), 10);
    }

    #[actix_web::test]
    async fn who_finds_nothing_left_waits_and_is_told_that_all_is_busy() {
        let bodies = Arc::new(Semaphore::new(4));
        let first = read(pieces(&[3000]), &bodies, soon()).await.unwrap();
        let second = read(pieces(&[1000, 1000]), &bodies, soon()).await;
        assert_eq!(second.unwrap_err(), Fault::new("busy"));
        assert_eq!(bodies.available_permits(), 1, "it holds nothing any more");
        let later = Instant::now() + Duration::from_secs(60);
        let waiting = read(pieces(&[1000, 1000]), &bodies, later);
        let ending = async {
            tokio::task::yield_now().await;
            drop(first);
        };
        let (second, ()) = futures_util::future::join(waiting, ending).await;
        assert_eq!(second.unwrap().body.len(), 2000);
    }

    #[actix_web::test]
    async fn who_sends_too_slowly_too_much_or_half_gives_all_back() {
        let bodies = Arc::new(Semaphore::new(64 * 1024));
        let slow = pieces(&[5000]).chain(stream::pending());
        let slow = read(slow, &bodies, soon()).await;
        assert_eq!(slow.unwrap_err(), Fault::new("slow_body"));
        let most = Body::Message.limit();
        let long = read(pieces(&[most, 1]), &bodies, soon()).await;
        assert_eq!(long.unwrap_err(), too_long("32 MB"));
        let broken = stream::iter([Err(PayloadError::Incomplete(None))]);
        let half = read(pieces(&[5000]).chain(broken), &bodies, soon()).await;
        assert_eq!(half.unwrap_err(), Fault::new("half_body"));
        assert_eq!(bodies.available_permits(), 64 * 1024);
    }
}
