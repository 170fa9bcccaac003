//! A message as it arrives: its body, within the memory that all bodies together may take. Whoever
//! sends much without a session takes none from the pages.

use std::sync::Arc;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, ContentType};
use actix_web::web::{self, Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{Stream, StreamExt};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::open::{LARGEST_LOGIN, Opened, carry_out, open, too_long};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::exchange::Exchange;
use crate::exchange::wire::{MessageError, WireAnswer};
use crate::web::access::Body;
use crate::web::{ascii_json, caller_address};

/// Nobody would read the answer to a later body.
const BODY_WITHIN: Duration = Duration::from_secs(50);
/// The first bytes of every body have a budget of their own, so that a sign-in never waits for large
/// messages.
const SMALL: usize = LARGEST_LOGIN;
/// KiB of memory for the first bytes of all bodies.
const SMALL_KIB: usize = 64 * 1024;
/// KiB of memory for the rest of all bodies.
const LARGE_KIB: usize = 128 * 1024;
/// KiB of memory for the work on all messages that are recorded.
const WORK_KIB: usize = 192 * 1024;
/// A message that is kept is squeezed, sealed and handed to the database: a copy of its body each.
const COPIES: usize = 3;
/// Bytes that what is read of a value takes at most, beside its text.
const BYTES_A_VALUE: usize = 100;
/// How long a message waits in all, for memory and for its turn. A client in the field reads for six
/// seconds; the rest is for the work.
const PATIENCE: Duration = Duration::from_secs(4);

/// Answers a message.
pub async fn answer(
    request: HttpRequest,
    payload: Payload,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    exchange: Data<Exchange>,
) -> HttpResponse {
    let answer = match is_compressed(&request) {
        true => Err(MessageError::new("compressed")),
        false => answer_body(&request, payload, env, cache, &exchange).await,
    };
    written(&answer.unwrap_or_else(|error| WireAnswer::refusal(error.text())))
}

fn is_compressed(request: &HttpRequest) -> bool {
    let encoding = request.headers().get(CONTENT_ENCODING);
    encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

async fn answer_body(
    request: &HttpRequest,
    payload: Payload,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    exchange: &Exchange,
) -> Result<WireAnswer, MessageError> {
    let busy = || MessageError::new("busy");
    let Exchange { budget, turns } = exchange;
    let mut sent = read(payload, budget, Instant::now() + BODY_WITHIN).await?;
    let checking = match sent.bytes().len() <= SMALL {
        true => None,
        false => Some(
            sent.patience
                .wait(turns.to_check())
                .await
                .ok_or_else(busy)?,
        ),
    };
    let caller = caller_address(request);
    let (opening, catalogue) = (env.clone(), cache.clone());
    // The body goes along with its share of the memory: who hangs up ends only the waiting.
    let opened =
        web::block(move || (open(&opening, &catalogue, &caller, sent.bytes()), sent)).await;
    drop(checking);
    let (call, mut sent) = match opened.map_err(|_| busy())? {
        (Opened::Answered(answer), _) => return Ok(answer),
        (Opened::Call(call), sent) => (call, sent),
    };
    let price = match call.records() {
        true => sent.bytes().len() * COPIES + call.values() * BYTES_A_VALUE,
        false => 0,
    };
    let turn = async {
        let memory = budget.for_work(price).await?;
        let turn = match call.records() {
            true => turns.to_record(call.partner()).await?,
            false => turns.to_look_up(call.partner()).await?,
        };
        Ok((memory, turn))
    };
    let turn = sent.patience.wait(turn).await.ok_or_else(busy)?;
    let work = move || {
        let answer = carry_out(&env, &cache, &call, sent.bytes());
        drop((sent, turn));
        answer
    };
    web::block(work).await.map_err(|_| busy())
}

fn written(answer: &WireAnswer) -> HttpResponse {
    match ascii_json(&answer.to_json()) {
        Ok(body) => HttpResponse::Ok()
            .content_type(ContentType::json())
            .body(body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// How long a message may still wait.
#[derive(Debug, Clone, Copy, Default)]
struct Patience(Duration);

impl Patience {
    /// Waits for something; none where that takes too long.
    async fn wait<T>(
        &mut self,
        waiting: impl Future<Output = Result<T, AcquireError>>,
    ) -> Option<T> {
        let begun = Instant::now();
        let outcome = timeout_at(begun + self.0, waiting).await;
        self.0 = self.0.saturating_sub(begun.elapsed());
        outcome.ok()?.ok()
    }
}

/// The memory of all messages: of bodies in flight, those still arriving among them, and of the work
/// on those that are recorded. Looking something up takes little more than the body.
#[derive(Debug, Clone)]
pub(in crate::exchange) struct MemoryBudget {
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
    work: Arc<Semaphore>,
    patience: Duration,
}

impl MemoryBudget {
    fn new(small_kib: usize, large_kib: usize, patience: Duration) -> Self {
        Self {
            small: Arc::new(Semaphore::new(small_kib)),
            large: Arc::new(Semaphore::new(large_kib)),
            work: Arc::new(Semaphore::new(WORK_KIB)),
            patience,
        }
    }

    /// Waits for memory of so many bytes to work with; the largest message takes all of it.
    async fn for_work(&self, bytes: usize) -> Result<OwnedSemaphorePermit, AcquireError> {
        let kib = bytes.div_ceil(1024).min(WORK_KIB);
        let kib = u32::try_from(kib).unwrap_or(u32::MAX);
        Arc::clone(&self.work).acquire_many_owned(kib).await
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
    patience: Patience,
}

impl Sent {
    /// The body. A closure that calls this takes the shares along, which it would not for the field.
    fn bytes(&self) -> &[u8] {
        &self.body
    }

    async fn pay(&mut self, budget: &MemoryBudget, length: usize) -> Result<(), MessageError> {
        let (small, large) = (&mut self.small, &mut self.large);
        let paid = async {
            small.widen(&budget.small, length.min(SMALL)).await?;
            let rest = length.saturating_sub(SMALL);
            large.widen(&budget.large, rest).await
        };
        let paid = self.patience.wait(paid).await;
        paid.ok_or_else(|| MessageError::new("busy"))
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
    let mut sent = Sent {
        patience: Patience(budget.patience),
        ..Sent::default()
    };
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
        sent.pay(budget, length).await?;
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
