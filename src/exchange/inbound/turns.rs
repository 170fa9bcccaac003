//! Whose message is worked on next. Those who look something up never wait for those who record, and
//! no partner holds all turns: what one sends in bulk waits behind itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::kernel::PartnerId;

/// Messages that are recorded at once; more wait, so that a partner's first day leaves the database to
/// the pages.
const RECORDS: Lanes = Lanes { all: 4, each: 2 };
/// Look-ups at once, which only read.
const LOOK_UPS: Lanes = Lanes { all: 6, each: 3 };
/// Large bodies that are checked at once, before it is known who sent them.
const CHECKS: usize = 2;

/// How many messages have their turn at once.
#[derive(Debug, Clone, Copy)]
struct Lanes {
    /// Of all partners.
    all: usize,
    /// Of each partner.
    each: usize,
}

/// The turns of messages that have arrived.
#[derive(Debug, Clone)]
pub(in crate::exchange) struct Turns {
    records: Arc<Queue>,
    look_ups: Arc<Queue>,
    checks: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            records: Arc::new(Queue::new(RECORDS)),
            look_ups: Arc::new(Queue::new(LOOK_UPS)),
            checks: Arc::new(Semaphore::new(CHECKS)),
        }
    }
}

impl Turns {
    /// Waits until it is a partner's turn to record something.
    pub(super) async fn to_record(&self, partner: PartnerId) -> Result<Turn, AcquireError> {
        self.records.turn(partner).await
    }

    /// Waits until it is a partner's turn to look something up.
    pub(super) async fn to_look_up(&self, partner: PartnerId) -> Result<Turn, AcquireError> {
        self.look_ups.turn(partner).await
    }

    /// Waits until a large body may be checked.
    pub(super) async fn to_check(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.checks).acquire_owned().await
    }
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _own: OwnedSemaphorePermit,
    _common: OwnedSemaphorePermit,
}

#[derive(Debug)]
struct Queue {
    lanes: Lanes,
    common: Arc<Semaphore>,
    /// By partner, of which there are some hundreds.
    own: Mutex<HashMap<PartnerId, Arc<Semaphore>>>,
}

impl Queue {
    fn new(lanes: Lanes) -> Self {
        Self {
            lanes,
            common: Arc::new(Semaphore::new(lanes.all)),
            own: Mutex::default(),
        }
    }

    /// Only messages within their partner's share stand in the common line.
    async fn turn(&self, partner: PartnerId) -> Result<Turn, AcquireError> {
        Ok(Turn {
            _own: self.share_of(partner).acquire_owned().await?,
            _common: Arc::clone(&self.common).acquire_owned().await?,
        })
    }

    fn share_of(&self, partner: PartnerId) -> Arc<Semaphore> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let share = own.entry(partner);
        Arc::clone(share.or_insert_with(|| Arc::new(Semaphore::new(self.lanes.each))))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn partner(number: u128) -> PartnerId {
        PartnerId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[actix_web::test]
    async fn what_one_partner_sends_in_bulk_waits_behind_itself() {
        let queue = Queue::new(Lanes { all: 4, each: 2 });
        let turn = |number| queue.turn(partner(number)).now_or_never();
        let first = turn(1).unwrap().unwrap();
        let _second = turn(1).unwrap().unwrap();
        assert!(turn(1).is_none());
        let _others = [turn(2).unwrap().unwrap(), turn(2).unwrap().unwrap()];
        assert!(turn(3).is_none(), "all turns are taken");
        drop(first);
        assert!(turn(2).is_none());
        assert!(turn(3).is_some());
    }

    #[actix_web::test]
    async fn bulk_that_waits_keeps_no_turn_from_others() {
        let queue = Queue::new(Lanes { all: 3, each: 2 });
        let held = queue.turn(partner(1)).await.unwrap();
        let _also = queue.turn(partner(1)).await.unwrap();
        let mut waiting = Box::pin(queue.turn(partner(1)));
        assert!((&mut waiting).now_or_never().is_none());
        let other = queue.turn(partner(2)).now_or_never();
        assert!(other.is_some());
        drop(held);
        assert!(waiting.now_or_never().is_some());
    }
}
