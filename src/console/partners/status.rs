//! How partners stand: what came, what waits, what was given up.

use chrono::Duration;

use crate::exchange::{self, Breaker, Partner, QuarantineCount, UnmappedCode};
use crate::jobs::{self, PartyJobs};
use crate::kernel::{Instant, PartnerId};
use crate::storage::{Conn, Result};

/// How one partner stands.
pub(super) struct PartnerStatus {
    pub(super) partner: Partner,
    pub(super) breaker: Breaker,
    pub(super) last_message_at: Option<Instant>,
    /// Messages of the last day that were taken.
    pub(super) taken: i64,
    /// Messages of the last day that were refused.
    pub(super) refused: i64,
    /// Messages to it, and files of its, that wait.
    pub(super) open: i64,
    /// Since when the oldest of those waits.
    pub(super) oldest: Option<Instant>,
    pub(super) dead: i64,
    pub(super) quarantined: i64,
    /// Codes of states that came and mean nothing here as yet.
    pub(super) unmapped: Vec<UnmappedCode>,
}

/// What is counted for all partners at once.
struct Counts {
    jobs: Vec<PartyJobs>,
    quarantine: Vec<QuarantineCount>,
    unmapped: Vec<UnmappedCode>,
}

impl Counts {
    fn read(conn: &mut Conn) -> Result<Self> {
        Ok(Self {
            jobs: jobs::party_jobs(conn)?,
            quarantine: exchange::quarantine_counts(conn)?,
            unmapped: exchange::unmapped(conn)?,
        })
    }

    fn unmapped_of(&self, partner: PartnerId) -> Vec<UnmappedCode> {
        let own = self.unmapped.iter().filter(|one| one.partner == partner);
        own.cloned().collect()
    }

    fn of(&self, partner: PartnerId) -> (Option<&PartyJobs>, Option<&QuarantineCount>) {
        let jobs = self.jobs.iter().find(|one| one.party == partner);
        let waiting = self.quarantine.iter().find(|one| one.partner == partner);
        (jobs, waiting)
    }
}

/// How every partner stands.
pub(super) fn all(conn: &mut Conn, now: Instant) -> Result<Vec<PartnerStatus>> {
    let counts = Counts::read(conn)?;
    exchange::partners(conn)?
        .into_iter()
        .map(|partner| standing(conn, partner, &counts, now))
        .collect()
}

/// How one partner stands; none if there is none.
pub(super) fn of(conn: &mut Conn, id: PartnerId, now: Instant) -> Result<Option<PartnerStatus>> {
    let Some(partner) = exchange::partner(conn, id)? else {
        return Ok(None);
    };
    let counts = Counts::read(conn)?;
    standing(conn, partner, &counts, now).map(Some)
}

fn standing(
    conn: &mut Conn,
    partner: Partner,
    counts: &Counts,
    now: Instant,
) -> Result<PartnerStatus> {
    let (jobs, waiting) = counts.of(partner.id);
    // What came in this very millisecond belongs to the day as well.
    let (from, until) = (now - Duration::days(1), now + Duration::seconds(1));
    let traffic = exchange::traffic(conn, partner.id, from, until)?;
    let messages = |taken| {
        let lines = traffic.iter().filter(|line| line.taken == taken);
        lines.map(|line| line.messages).sum()
    };
    Ok(PartnerStatus {
        breaker: exchange::breaker(conn, partner.id)?,
        last_message_at: exchange::last_message_at(conn, partner.id)?,
        taken: messages(true),
        refused: messages(false),
        open: jobs.map_or(0, |jobs| jobs.open),
        oldest: jobs.and_then(|jobs| jobs.oldest),
        dead: jobs.map_or(0, |jobs| jobs.dead),
        quarantined: waiting.map_or(0, |waiting| waiting.waiting),
        unmapped: counts.unmapped_of(partner.id),
        partner,
    })
}
