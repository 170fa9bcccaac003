//! `/quan-tri`: where an operator arrives. What waits for a person, and the ways to everything that
//! operators have.

use askama::Template;
use chrono::NaiveDate;

use super::paths;
use crate::exchange::{self, BreakerState, Partner};
use crate::jobs;
use crate::kernel::Instant;
use crate::storage::{Conn, Result};
use crate::web::{Frame, PageResult, StaffRequest, page as answer};

/// What one partner needs somebody for.
struct Need {
    partner: Partner,
    quarantined: i64,
    dead: i64,
    /// Codes of states that came and mean nothing here as yet.
    unmapped: i64,
    /// Nothing reaches it at present.
    is_away: bool,
}

impl Need {
    const fn is_any(&self) -> bool {
        self.quarantined > 0 || self.dead > 0 || self.unmapped > 0 || self.is_away
    }
}

/// What waits in the whole house.
struct Waiting {
    partners: i64,
    quarantined: i64,
    /// Jobs for partners that were given up.
    dead: i64,
    /// The portal's own jobs that were given up: letters, and what follows from an act.
    own_dead: i64,
    /// Jobs of all kinds that are still to be done.
    open: i64,
    needs: Vec<Need>,
}

impl Waiting {
    fn read(conn: &mut Conn, now: Instant) -> Result<Self> {
        let (jobs, party_jobs) = (jobs::counts(conn)?, jobs::party_jobs(conn)?);
        let quarantine = exchange::quarantine_counts(conn)?;
        let unmapped = exchange::unmapped(conn)?;
        let partners = exchange::partners(conn)?;
        let count = i64::try_from(partners.len()).unwrap_or(i64::MAX);
        let mut needs = Vec::new();
        for partner in partners {
            let waiting = quarantine.iter().find(|one| one.partner == partner.id);
            let codes = unmapped.iter().filter(|one| one.partner == partner.id);
            let given_up = party_jobs.iter().find(|one| one.party == partner.id);
            let breaker = exchange::breaker(conn, partner.id)?.state(now);
            let need = Need {
                quarantined: waiting.map_or(0, |waiting| waiting.waiting),
                dead: given_up.map_or(0, |jobs| jobs.dead),
                unmapped: i64::try_from(codes.count()).unwrap_or(i64::MAX),
                is_away: partner.suspended_at.is_none() && breaker != BreakerState::Closed,
                partner,
            };
            if need.is_any() {
                needs.push(need);
            }
        }
        needs.sort_by_key(|need| {
            std::cmp::Reverse((need.is_away, need.unmapped, need.dead, need.quarantined))
        });
        let dead = party_jobs.iter().map(|jobs| jobs.dead).sum();
        Ok(Self {
            partners: count,
            quarantined: quarantine.iter().map(|one| one.waiting).sum(),
            dead,
            own_dead: jobs.dead - dead,
            open: jobs.open,
            needs,
        })
    }
}

#[derive(Template)]
#[template(path = "console/overview.html")]
struct OverviewPage {
    frame: Frame,
    waiting: Waiting,
    /// The last day of which the holidays are known, if it is near.
    holidays_end: Option<NaiveDate>,
}

impl OverviewPage {
    fn meanings(&self, need: &Need) -> String {
        self.frame
            .path(&paths::below(need.partner.id, "ma-trang-thai"))
    }

    fn partner(&self, need: &Need) -> String {
        self.frame.path(&paths::partner(need.partner.id))
    }
}

pub(super) async fn page(console: StaffRequest) -> PageResult {
    let (now, storage) = (console.cx.moment.now, &console.env.storage);
    let waiting = storage
        .reading(move |conn| Waiting::read(conn, now))
        .await?;
    answer(&OverviewPage {
        frame: console.frame(),
        holidays_end: console.cx.catalogue.holidays_end_soon(now.vietnam_date()),
        waiting,
    })
}
