//! A message as it arrives: its body, within the memory that all bodies together may take. Whoever
//! sends much without a session takes none from the pages.

use std::sync::Arc;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::{self, Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{Stream, StreamExt};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::open::{LARGEST_LOGIN, answer_to, too_long};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::exchange::Exchange;
use crate::exchange::wire::{MessageError, WireAnswer};
use crate::web::access::Body;
use crate::web::caller_address;

/// Clients wait sixty seconds for an answer; nobody would read the answer to a later body.
const BODY_WITHIN: Duration = Duration::from_secs(50);
/// The first bytes of every body have a budget of their own, so that a sign-in never waits for large
/// messages.
const SMALL: usize = LARGEST_LOGIN;
/// KiB of memory for the first bytes of all bodies.
const SMALL_KIB: usize = 64 * 1024;
/// KiB of memory for the rest of all bodies.
const LARGE_KIB: usize = 256 * 1024;
/// How long a body waits for memory. Meanwhile it holds some that others wait for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers a message.
pub async fn answer(
    request: HttpRequest,
    payload: Payload,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    exchange: Data<Exchange>,
) -> HttpResponse {
    let deadline = Instant::now() + BODY_WITHIN;
    let sent = match read(payload, &exchange.budget, deadline).await {
        Ok(sent) => sent,
        Err(error) => return written(&WireAnswer::refusal(error.text())),
    };
    let busy = || written(&WireAnswer::refusal(MessageError::new("busy").text()));
    let Ok(_turn) = exchange.turns.acquire().await else {
        return busy();
    };
    let caller = caller_address(&request);
    // The body goes there with its share of the memory: who hangs up ends only the waiting.
    let answered = web::block(move || answer_to(&env, &cache, caller, sent.bytes())).await;
    answered.map_or_else(|_| busy(), |answer| written(&answer))
}

fn written(answer: &WireAnswer) -> HttpResponse {
    HttpResponse::Ok().json(answer.to_json())
}

/// The memory of all bodies in flight, those still arriving among them. Reading a message takes
/// little more than its body.
#[derive(Debug, Clone)]
pub(in crate::exchange) struct MemoryBudget {
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
    patience: Duration,
}

impl MemoryBudget {
    fn new(small_kib: usize, large_kib: usize, patience: Duration) -> Self {
        Self {
            small: Arc::new(Semaphore::new(small_kib)),
            large: Arc::new(Semaphore::new(large_kib)),
            patience,
        }
    }
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::new(SMALL_KIB, LARGE_KIB, PATIENCE)
    }
}

/// What a body has taken of one part of the budget, in KiB; given back with it.
#[derive(Debug, Default)]
struct Share(Option<OwnedSemaphorePermit>);

impl Share {
    /// Makes the share large enough for so many bytes. Waits while there is nothing to share.
    async fn widen(&mut self, budget: &Arc<Semaphore>, bytes: usize) -> Result<(), AcquireError> {
        let held = self.0.as_ref().map_or(0, |share| share.num_permits());
        // A body is far shorter than what would not fit.
        let missing = u32::try_from(bytes.div_ceil(1024).saturating_sub(held)).unwrap_or(u32::MAX);
        if missing == 0 {
            return Ok(());
        }
        let gained = Arc::clone(budget).acquire_many_owned(missing).await?;
        match &mut self.0 {
            Some(share) => share.merge(gained),
            None => self.0 = Some(gained),
        }
        Ok(())
    }
}

/// A body, or what has arrived of one, with what it pays for its memory.
#[derive(Debug, Default)]
struct Sent {
    body: BytesMut,
    small: Share,
    large: Share,
}

impl Sent {
    /// The body. A closure that calls this takes the shares along, which it would not for the field.
    fn bytes(&self) -> &[u8] {
        &self.body
    }

    async fn pay(&mut self, budget: &MemoryBudget, length: usize) -> Result<(), AcquireError> {
        self.small.widen(&budget.small, length.min(SMALL)).await?;
        let rest = length.saturating_sub(SMALL);
        self.large.widen(&budget.large, rest).await
    }
}

/// Reads a body until a deadline. It pays for what has come, not for what it says will come: a
/// connection that sends nothing keeps nobody out.
async fn read<P>(
    mut payload: P,
    budget: &MemoryBudget,
    deadline: Instant,
) -> Result<Sent, MessageError>
where
    P: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let most = Body::Message.limit();
    let mut sent = Sent::default();
    loop {
        let piece = timeout_at(deadline, payload.next()).await;
        let Some(piece) = piece.map_err(|_| MessageError::new("slow_body"))? else {
            return Ok(sent);
        };
        let piece = piece.map_err(|_| MessageError::new("half_body"))?;
        let length = sent.body.len() + piece.len();
        if length > most {
            return Err(too_long(format_args!("{} MB", most / 1024 / 1024)));
        }
        let until = deadline.min(Instant::now() + budget.patience);
        let paid = timeout_at(until, sent.pay(budget, length)).await;
        if !matches!(paid, Ok(Ok(()))) {
            return Err(MessageError::new("busy"));
        }
        sent.body.extend_from_slice(&piece);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join;
    use futures_util::stream;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(20);

    fn within(time: Duration) -> Instant {
        Instant::now() + time
    }

    fn pieces(sizes: &[usize]) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin {
        let pieces: Vec<_> = sizes
            .iter()
            .map(|size| Ok(Bytes::from(vec![b'x'; *size])))
            .collect();
        stream::iter(pieces)
    }

    fn left(budget: &MemoryBudget) -> (usize, usize) {
        let MemoryBudget { small, large, .. } = budget;
        (small.available_permits(), large.available_permits())
    }

    #[actix_web::test]
    async fn a_body_pays_for_its_bytes_until_it_is_gone() {
        let budget = MemoryBudget::new(100, 10, SHORT);
        let small = [1, 1, 1022, 1, 2048];
        let sent = read(pieces(&small), &budget, within(SHORT)).await.unwrap();
        assert_eq!(sent.bytes().len(), 3073);
        assert_eq!(left(&budget), (96, 10));
        drop(sent);
        assert_eq!(left(&budget), (100, 10));
        let large = [SMALL - 1, 2, 2048];
        let sent = read(pieces(&large), &budget, within(SHORT)).await.unwrap();
        assert_eq!(sent.bytes().len(), SMALL + 2049);
        assert_eq!(left(&budget), (36, 7));
        drop(sent);
        let empty = read(pieces(&[]), &budget, within(SHORT)).await.unwrap();
        assert!(empty.bytes().is_empty());
        assert_eq!(left(&budget), (100, 10));
    }

    #[actix_web::test]
    async fn who_finds_nothing_left_waits_a_little_and_is_told_that_all_is_busy() {
        let budget = MemoryBudget::new(1000, 4, SHORT);
        let large = [SMALL, 3000];
        let first = read(pieces(&large), &budget, within(LONG)).await.unwrap();
        let second = read(pieces(&[SMALL, 1000, 1000]), &budget, within(LONG)).await;
        assert_eq!(second.unwrap_err(), MessageError::new("busy"));
        assert_eq!(left(&budget), (936, 1), "it holds nothing any more");
        let small = read(pieces(&[SMALL]), &budget, within(LONG)).await;
        assert!(small.is_ok(), "large bodies keep out no small one");
        let patient = MemoryBudget {
            patience: LONG,
            ..budget
        };
        let waiting = read(pieces(&large), &patient, within(LONG));
        let ending = async {
            tokio::task::yield_now().await;
            drop(first);
        };
        let (second, ()) = join(waiting, ending).await;
        assert_eq!(second.unwrap().bytes().len(), SMALL + 3000);
    }

    #[actix_web::test]
    async fn who_sends_too_slowly_too_much_or_half_gives_all_back() {
        let budget = MemoryBudget::default();
        let all = left(&budget);
        let slow = pieces(&[5000]).chain(stream::pending());
        let slow = read(slow, &budget, within(SHORT)).await;
        assert_eq!(slow.unwrap_err(), MessageError::new("slow_body"));
        let most = Body::Message.limit();
        let long = read(pieces(&[most, 1]), &budget, within(LONG)).await;
        assert_eq!(long.unwrap_err(), too_long("32 MB"));
        let broken = stream::iter([Err(PayloadError::Incomplete(None))]);
        let half = read(pieces(&[5000]).chain(broken), &budget, within(LONG)).await;
        assert_eq!(half.unwrap_err(), MessageError::new("half_body"));
        assert_eq!(left(&budget), all);
    }
}
