//! A partner: what passes, what does not and why, how it is set up.

use actix_web::web::Path;
use askama::Template;

use super::dead_jobs::{self, DeadLine};
use super::health::Health;
use super::standing::{self, Standing};
use super::traffic::Day;
use crate::console::at_console::{Answer, AtConsole};
use crate::console::paths;
use crate::console::quarantine::{Place, Waiting, waiting};
use crate::exchange::{self, BreakerState};
use crate::kernel::{Instant, PartnerId};
use crate::storage;
use crate::web::{AFTER, Frame, NavLink, PageError, PageLink, Pager, page as answer};

/// Dead jobs that are shown; when they are settled the next come up.
const MOST_DEAD: i64 = 20;

#[derive(Template)]
#[template(path = "console/partners/show.html")]
struct PartnerPage {
    frame: Frame,
    standing: Standing,
    health: Health,
    breaker: BreakerState,
    decides: bool,
    agency: String,
    day: Day,
    dead: Vec<DeadLine>,
    quarantined: Vec<Waiting>,
    pager: Pager,
    is_first: bool,
    now: Instant,
}

impl PartnerPage {
    fn below(&self, slug: &str) -> String {
        self.frame
            .path(&paths::below(self.standing.partner.id, slug))
    }

    fn own(&self) -> String {
        self.frame.path(&paths::partner(self.standing.partner.id))
    }

    fn crumbs(&self) -> Vec<NavLink> {
        let title = self.frame.t("console.partners.title");
        vec![self.frame.link(paths::PARTNERS, title)]
    }

    /// What a bar chart says to who does not see it.
    fn day_in_words(&self) -> String {
        let total = self.day.total();
        let (taken, refused) = (
            self.frame.words.number(&total.taken),
            self.frame.words.number(&total.refused),
        );
        self.frame.with(
            "console.traffic.sum",
            &[("taken", &taken), ("refused", &refused)],
        )
    }
}

pub(in crate::console) async fn page(console: AtConsole, id: Path<PartnerId>) -> Answer {
    let (id, now) = (id.into_inner(), console.moment.now);
    let after = match console.query(AFTER) {
        Some(place) => Some(place.parse::<Place>().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let storage = &console.ground.storage;
    let found = storage
        .reading(move |conn| {
            let Some(standing) = standing::of(conn, id, now)? else {
                return storage::Result::Ok(None);
            };
            let decides = !exchange::agencies_decided_by(conn, id, now)?.is_empty();
            let day = Day::read(conn, id, now)?;
            let dead = dead_jobs::lines(conn, id, MOST_DEAD)?;
            let quarantined = waiting(conn, id, after)?;
            Ok(Some((standing, decides, day, dead, quarantined)))
        })
        .await?;
    let (standing, decides, day, dead, (quarantined, next)) = found.ok_or(PageError::NotFound)?;
    let frame = console.frame();
    let next = next.map(|place| place.to_string());
    answer(&PartnerPage {
        health: Health::of(&standing, now),
        breaker: standing.breaker.state(now),
        agency: match console.catalogue.agency(standing.partner.agency) {
            Some(agency) => agency.name.clone(),
            None => standing.partner.code.to_string(),
        },
        standing,
        decides,
        day,
        dead,
        quarantined,
        pager: Pager::keyed(&frame, None, next.as_deref()),
        is_first: after.is_none(),
        now,
        frame,
    })
}
