//! The breaker of a partner: after failures in a row it is left alone for a while, and then tried
//! with one message first. Pure.

use crate::kernel::{Backoff, Instant};

/// Failures in a row that are taken for chance.
const PATIENCE: i32 = 3;
const REST: Backoff = Backoff {
    first: 15,
    longest: 600,
};

/// What is known of reaching a partner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breaker {
    /// Failures since the last success.
    pub failures: i32,
    /// Since when it is open.
    pub opened_at: Option<Instant>,
    /// Until when nothing is tried.
    pub open_until: Option<Instant>,
    /// When it was reached last.
    pub last_success_at: Option<Instant>,
    /// When it could not be reached last.
    pub last_failure_at: Option<Instant>,
    /// Why.
    pub last_error: Option<String>,
}

/// How a breaker stands at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Messages go out.
    Closed,
    /// Nothing is tried until then.
    Open(Instant),
    /// One message is tried.
    HalfOpen,
}

impl Breaker {
    /// How it stands.
    pub fn state(&self, now: Instant) -> BreakerState {
        match self.open_until {
            None => BreakerState::Closed,
            Some(until) if until > now => BreakerState::Open(until),
            Some(_) => BreakerState::HalfOpen,
        }
    }

    /// The partner was reached.
    #[must_use]
    pub fn succeeded(self, now: Instant) -> Self {
        Self {
            last_success_at: Some(now),
            last_failure_at: self.last_failure_at,
            last_error: self.last_error,
            ..Self::default()
        }
    }

    /// The partner could not be reached. `jitter` spreads the next tries of several processes by up
    /// to a quarter of the rest. What was on its way when the breaker opened tells nothing new.
    #[must_use]
    pub fn failed(self, now: Instant, why: &str, jitter: u8) -> Self {
        if matches!(self.state(now), BreakerState::Open(_)) {
            return self;
        }
        let failures = self.failures.saturating_add(1);
        let over = failures - PATIENCE;
        let rest = (over >= 0).then(|| REST.spread_wait(over, 4, jitter));
        Self {
            failures,
            opened_at: rest.and(self.opened_at.or(Some(now))),
            open_until: rest.map(|rest| now + rest),
            last_success_at: self.last_success_at,
            last_failure_at: Some(now),
            last_error: Some(why.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-11-23T01:00:00Z".parse().unwrap()
    }

    /// Each failure comes as soon as the breaker lets something through.
    fn after(failures: usize, jitter: u8) -> Breaker {
        (0..failures).fold(Breaker::default(), |breaker, _| {
            let at = breaker.open_until.unwrap_or_else(now);
            breaker.failed(at, "away", jitter)
        })
    }

    #[test]
    fn a_few_failures_are_chance_and_more_open_it() {
        assert_eq!(after(2, 0).state(now()), BreakerState::Closed);
        let BreakerState::Open(until) = after(3, 0).state(now()) else {
            panic!("closed")
        };
        assert_eq!(until.since(now()).num_seconds(), REST.first);
        assert_eq!(after(3, 0).state(until), BreakerState::HalfOpen);
    }

    #[test]
    fn the_rest_grows_to_its_end_and_no_further() {
        let rest = |failures, jitter| {
            let breaker = after(failures, jitter);
            let since = breaker.last_failure_at.unwrap();
            breaker.open_until.unwrap().since(since).num_seconds()
        };
        assert_eq!(rest(4, 0), 2 * REST.first);
        assert_eq!(rest(100, 0), REST.longest);
        assert_eq!(rest(100, u8::MAX), REST.longest * 5 / 4);
    }

    #[test]
    fn what_was_on_its_way_does_not_lengthen_the_rest() {
        let open = after(3, 0);
        assert_eq!(open.clone().failed(now(), "late", 0), open);
    }

    #[test]
    fn a_success_closes_it_and_keeps_the_memory() {
        let closed = after(9, 0).succeeded(now());
        assert_eq!(closed.state(now()), BreakerState::Closed);
        assert_eq!(closed.failures, 0);
        assert_eq!(closed.last_error.as_deref(), Some("away"));
    }
}
