//! `/quan-tri/an-ninh`: what looks like guessing or snooping in the last days, by the hour.

use std::collections::HashMap;

use askama::Template;
use chrono::Duration;

use super::paths;
use crate::accounts;
use crate::journal::{SecurityEvent, SecurityLine, security_lines};
use crate::kernel::AccountId;
use crate::web::{Frame, NavLink, PageResult, StaffRequest, page as answer};

/// How far back the page goes.
const DAYS: i64 = 7;
/// More lines are not shown: a kind of event can be chosen.
const MOST: usize = 200;

struct Row {
    line: SecurityLine,
    /// The account's or partner's name.
    who: String,
}

#[derive(Template)]
#[template(path = "console/security.html")]
struct SecurityPage {
    frame: Frame,
    kinds: Vec<NavLink>,
    rows: Vec<Row>,
    is_cut: bool,
}

pub(in crate::console) async fn page(console: StaffRequest) -> PageResult {
    let (env, now) = (&console.env, console.cx.now());
    // What this process has counted since the last writing is to be seen too.
    env.security.write(&env.storage, now).await?;
    let chosen = console
        .query(paths::EVENT)
        .and_then(|key| SecurityEvent::from_key(&key));
    let since = now - Duration::days(DAYS);
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let (mut lines, names) = env
        .storage
        .reading(move |conn| {
            let lines = security_lines(conn, since, chosen, most)?;
            let accounts: Vec<AccountId> = lines.iter().filter_map(account).collect();
            let names = accounts::names_of(conn, &accounts)?;
            crate::storage::Result::Ok((lines, names))
        })
        .await?;
    let is_cut = lines.len() > MOST;
    lines.truncate(MOST);
    let names: HashMap<AccountId, String> = names.into_iter().collect();
    let frame = console.frame();
    let rows = lines.into_iter().map(|line| Row {
        who: account(&line)
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_else(|| line.circumstances.actor.clone()),
        line,
    });
    answer(&SecurityPage {
        kinds: kinds(&frame, chosen),
        rows: rows.collect(),
        frame,
        is_cut,
    })
}

fn account(line: &SecurityLine) -> Option<AccountId> {
    line.circumstances.actor.parse().ok()
}

/// The links that choose a kind of event; the first chooses all.
fn kinds(frame: &Frame, chosen: Option<SecurityEvent>) -> Vec<NavLink> {
    let link = |event: Option<SecurityEvent>| NavLink {
        href: match event {
            None => frame.path(paths::SECURITY),
            Some(event) => frame.path(&format!(
                "{}?{}={}",
                paths::SECURITY,
                paths::EVENT,
                event.key()
            )),
        },
        label: match event {
            None => frame.t("console.security.all").to_owned(),
            Some(event) => frame.words.under("console.security.event", event.key()),
        },
        current: (event == chosen).then_some("page"),
    };
    let events = SecurityEvent::ALL.into_iter().map(Some);
    std::iter::once(None).chain(events).map(link).collect()
}
