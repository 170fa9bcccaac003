//! Whether a partner needs somebody. Pure.

use chrono::Duration;

use super::status::PartnerStatus;
use crate::exchange::BreakerState;
use crate::kernel::Instant;
use crate::web::Tone;

/// A message may wait so long before somebody should look.
const PATIENCE_MINUTES: i64 = 15;

/// How a partner stands, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Health {
    /// It cannot be reached, or does not take what it is told.
    Trouble,
    /// Something waits for a person, or waits long.
    Attention,
    /// Nothing is to be done.
    Fine,
    /// It is shut out.
    Suspended,
}

impl Health {
    /// How a partner stands now.
    pub(super) fn of(standing: &PartnerStatus, now: Instant) -> Self {
        let waits_long = standing
            .oldest
            .is_some_and(|oldest| now.since(oldest) > Duration::minutes(PATIENCE_MINUTES));
        if standing.partner.suspended_at.is_some() {
            Self::Suspended
        } else if standing.breaker.state(now) != BreakerState::Closed || standing.dead > 0 {
            Self::Trouble
        } else if standing.quarantined > 0 || !standing.unmapped.is_empty() || waits_long {
            Self::Attention
        } else {
            Self::Fine
        }
    }

    /// The key of its word.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Trouble => "trouble",
            Self::Attention => "attention",
            Self::Fine => "fine",
            Self::Suspended => "suspended",
        }
    }

    /// How its tag looks.
    pub(super) const fn tone(self) -> Tone {
        match self {
            Self::Trouble => Tone::Bad,
            Self::Attention => Tone::Warn,
            Self::Fine => Tone::Good,
            Self::Suspended => Tone::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Breaker, Partner, StatusMap, SuccessCode};
    use crate::kernel::Id;
    use uuid::Uuid;

    fn now() -> Instant {
        "2026-11-23T03:00:00Z".parse().unwrap()
    }

    fn standing() -> PartnerStatus {
        PartnerStatus {
            partner: Partner {
                id: Id::from_uuid(Uuid::from_u128(1)),
                username: "h26".to_owned(),
                name: "Hà Nội".to_owned(),
                code: "H26".parse().unwrap(),
                agency: Id::from_uuid(Uuid::from_u128(2)),
                further_codes: Vec::new(),
                success: SuccessCode::Zero,
                push_url: None,
                file_hosts: Vec::new(),
                private_files: false,
                status_map: StatusMap::default(),
                suspended_at: None,
            },
            breaker: Breaker::default(),
            last_message_at: None,
            taken: 0,
            refused: 0,
            open: 0,
            oldest: None,
            dead: 0,
            quarantined: 0,
            unmapped: Vec::new(),
        }
    }

    #[test]
    fn what_waits_for_a_while_is_no_news_and_what_waits_long_is() {
        let waits = |minutes| PartnerStatus {
            oldest: Some(now() - Duration::minutes(minutes)),
            ..standing()
        };
        assert_eq!(Health::of(&standing(), now()), Health::Fine);
        assert_eq!(Health::of(&waits(15), now()), Health::Fine);
        assert_eq!(Health::of(&waits(16), now()), Health::Attention);
    }

    #[test]
    fn the_worst_is_said_first() {
        let mut it = standing();
        it.quarantined = 1;
        assert_eq!(Health::of(&it, now()), Health::Attention);
        it.dead = 1;
        assert_eq!(Health::of(&it, now()), Health::Trouble);
        it.dead = 0;
        it.breaker.open_until = Some(now() + Duration::seconds(1));
        assert_eq!(Health::of(&it, now()), Health::Trouble);
        it.partner.suspended_at = Some(now());
        assert_eq!(Health::of(&it, now()), Health::Suspended);
    }
}
