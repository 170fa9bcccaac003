//! Every partner, those that need somebody first.

use askama::Template;

use super::health::Health;
use super::status::{self, PartnerStatus};
use crate::console::failure::say_last_error;
use crate::console::paths;
use crate::exchange::BreakerState;
use crate::kernel::Instant;
use crate::web::{Frame, PageResult, StaffRequest, page as answer};

struct Row {
    standing: PartnerStatus,
    health: Health,
    breaker: BreakerState,
    href: String,
}

#[derive(Template)]
#[template(path = "console/partners/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    now: Instant,
}

pub(in crate::console) async fn page(console: StaffRequest) -> PageResult {
    let now = console.cx.moment.now;
    let storage = &console.env.storage;
    let standings = storage.reading(move |conn| status::all(conn, now)).await?;
    let frame = console.frame();
    let mut rows: Vec<Row> = standings
        .into_iter()
        .map(|mut standing| {
            say_last_error(frame.words, &mut standing.breaker);
            Row {
                health: Health::of(&standing, now),
                breaker: standing.breaker.state(now),
                href: frame.path(&paths::partner(standing.partner.id)),
                standing,
            }
        })
        .collect();
    rows.sort_by_key(|row| row.health);
    answer(&ListPage { frame, rows, now })
}
