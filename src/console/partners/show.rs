//! A partner: what passes, what does not and why, how it is set up.

use std::fmt::Display;

use actix_web::web::Path;
use askama::Template;

use super::dead_jobs::{self, DeadLine};
use super::health::Health;
use super::status::{self, PartnerStatus};
use super::traffic::Day;
use crate::console::failure::{failure_text, say_last_error};
use crate::console::paths;
use crate::console::quarantine::{Shared, Waiting, shared, waiting};
use crate::exchange::{self, BreakerState};
use crate::kernel::{Instant, PartnerId};
use crate::kernel::{KeysetPage, TimeKey};
use crate::storage;
use crate::web::key_asked;
use crate::web::{
    AFTER, Frame, NavLink, PageError, PageLink, PageResult, Pager, StaffRequest, page as answer,
};

#[derive(Template)]
#[template(path = "console/partners/show.html")]
struct PartnerPage {
    frame: Frame,
    standing: PartnerStatus,
    health: Health,
    breaker: BreakerState,
    decides: bool,
    agency: String,
    day: Day,
    dead: List<DeadLine>,
    /// For which reasons most of what is quarantined waits.
    reasons: Vec<Shared>,
    quarantined: List<Waiting>,
    now: Instant,
}

/// One of the lists of the page.
struct List<T> {
    lines: Vec<T>,
    pager: Pager,
    is_first: bool,
}

impl<T> List<T> {
    fn of<I: Display>(
        frame: &Frame,
        (parameter, id): (&str, &str),
        after: Option<TimeKey<I>>,
        page: KeysetPage<T, TimeKey<I>>,
    ) -> Self {
        Self {
            pager: Pager::forward(frame, parameter, id, page.after.as_ref()),
            lines: page.rows,
            is_first: after.is_none(),
        }
    }
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

pub(in crate::console) async fn page(console: StaffRequest, id: Path<PartnerId>) -> PageResult {
    let (id, now) = (id.into_inner(), console.cx.moment.now);
    let dead_after = key_asked(&console, paths::DEAD_AFTER)?;
    let after = key_asked(&console, AFTER)?;
    let storage = &console.env.storage;
    let found = storage
        .reading(move |conn| {
            let Some(standing) = status::of(conn, id, now)? else {
                return storage::Result::Ok(None);
            };
            let decides = !exchange::agencies_decided_by(conn, id, now)?.is_empty();
            let day = Day::read(conn, id, now)?;
            let dead = dead_jobs::lines(conn, id, dead_after)?;
            let reasons = shared(conn, id)?;
            let quarantined = waiting(conn, id, after)?;
            Ok(Some((standing, decides, day, dead, reasons, quarantined)))
        })
        .await?;
    let (mut standing, decides, day, mut dead, reasons, quarantined) =
        found.ok_or(PageError::NotFound)?;
    let frame = console.frame();
    for line in &mut dead.rows {
        line.error = failure_text(frame.words, &line.error);
    }
    say_last_error(frame.words, &mut standing.breaker);
    answer(&PartnerPage {
        health: Health::of(&standing, now),
        breaker: standing.breaker.state(now),
        agency: match console
            .cx
            .catalogue
            .agency_name(standing.partner.agency, now)
        {
            Some(name) => name.to_owned(),
            None => standing.partner.code.to_string(),
        },
        standing,
        decides,
        day,
        dead: List::of(
            &frame,
            (paths::DEAD_AFTER, paths::DEAD_LIST),
            dead_after,
            dead,
        ),
        reasons,
        quarantined: List::of(&frame, (AFTER, paths::QUARANTINE_LIST), after, quarantined),
        now,
        frame,
    })
}
