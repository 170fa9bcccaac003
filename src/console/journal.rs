//! `/quan-tri/nhat-ky`: who did what, newest first; all of it, what one account did, or what was done to one
//! thing. Rows name kinds and ids; what they are called is looked up here.

use std::collections::BTreeMap;

use askama::Template;

use super::paths;
use crate::accounts;
use crate::dossiers::codes_by_dossier;
use crate::journal::{JournalLine, JournalPart, journal_lines};
use crate::kernel::{AccountId, DossierId, Id, Instant, JournalId, rows_to_read};
use crate::storage::{self, Conn};
use crate::web::{
    AFTER, Frame, NavLink, PageError, PageLink, PageResult, Pager, StaffRequest, key_asked,
    page as answer,
};

/// Rows of a page.
const ROWS: u16 = 50;

struct Row {
    at: Instant,
    action: String,
    /// Who did it, with the list of what they did.
    who: Option<(String, String)>,
    /// To what, with the list of what was done to it.
    subject: Option<(String, String)>,
    agency: Option<String>,
    basis: Option<String>,
}

#[derive(Template)]
#[template(path = "console/journal.html")]
struct JournalPage {
    frame: Frame,
    rows: Vec<Row>,
    /// Not all rows are listed.
    is_part: bool,
    pager: Pager,
}

impl JournalPage {
    fn crumbs(&self) -> Vec<NavLink> {
        let title = self.frame.t("console.overview.title");
        vec![self.frame.link(paths::OVERVIEW, title)]
    }

    fn all(&self) -> String {
        self.frame.path(paths::JOURNAL)
    }
}

/// What rows name, by the words of people.
struct Names {
    accounts: BTreeMap<AccountId, String>,
    dossiers: BTreeMap<DossierId, String>,
}

impl Names {
    fn of(conn: &mut Conn, lines: &[JournalLine]) -> storage::Result<Self> {
        let subjects = || lines.iter().filter_map(|line| line.subject);
        let actors = lines.iter().filter_map(|line| line.actor);
        let mut people: Vec<AccountId> = actors.chain(subjects().map(Id::from_uuid)).collect();
        people.sort_unstable();
        people.dedup();
        let mut dossiers: Vec<DossierId> = subjects().map(Id::from_uuid).collect();
        dossiers.sort_unstable();
        dossiers.dedup();
        Ok(Self {
            accounts: accounts::names_of(conn, &people)?,
            dossiers: codes_by_dossier(conn, &dossiers)?,
        })
    }

    fn subject(&self, subject: uuid::Uuid) -> String {
        let code = self.dossiers.get(&Id::from_uuid(subject));
        let name = self.accounts.get(&Id::from_uuid(subject));
        let known = code.or(name).cloned();
        known.unwrap_or_else(|| subject.to_string())
    }
}

pub(super) async fn page(console: StaffRequest) -> PageResult {
    let part = part(&console)?;
    let before: Option<JournalId> = key_asked(&console, AFTER)?;
    let found = console.read(move |conn, _| {
        let lines = journal_lines(conn, part, before, rows_to_read(ROWS))?;
        let names = Names::of(conn, &lines)?;
        storage::Result::Ok((lines, names))
    });
    let (mut lines, names) = found.await?;
    let has_more = lines.len() > usize::from(ROWS);
    lines.truncate(usize::from(ROWS));
    let frame = console.frame();
    let after = lines.last().filter(|_| has_more).map(|line| line.id);
    answer(&JournalPage {
        rows: lines
            .iter()
            .map(|line| row(&console, &frame, &names, line))
            .collect(),
        is_part: part != JournalPart::All || before.is_some(),
        pager: Pager::keyed(&frame, None, after.as_ref()),
        frame,
    })
}

fn part(console: &StaffRequest) -> Result<JournalPart, PageError> {
    if let Some(account) = console.query(paths::ACTOR) {
        let account = account.parse().map_err(|_| PageError::NotFound)?;
        return Ok(JournalPart::By(account));
    }
    match console.query(paths::SUBJECT) {
        Some(subject) => {
            let subject = subject.parse().map_err(|_| PageError::NotFound)?;
            Ok(JournalPart::About(subject))
        }
        None => Ok(JournalPart::All),
    }
}

fn row(console: &StaffRequest, frame: &Frame, names: &Names, line: &JournalLine) -> Row {
    let (words, catalogue) = (frame.words, &console.cx.catalogue);
    let list = |parameter: &str, id: &dyn std::fmt::Display| {
        frame.path(&format!("{}?{parameter}={id}", paths::JOURNAL))
    };
    let action = line
        .action
        .map(|action| words.under("console.journal.action", action.key()));
    let who = line.actor.map(|actor| {
        let name = names.accounts.get(&actor).cloned();
        let name = name.unwrap_or_else(|| actor.to_string());
        (name, list(paths::ACTOR, &actor))
    });
    let agency = line
        .agency
        .and_then(|id| catalogue.agency_name(id, line.at));
    Row {
        at: line.at,
        action: action.unwrap_or_else(|| words.t("console.journal.other").to_owned()),
        who,
        subject: line
            .subject
            .map(|subject| (names.subject(subject), list(paths::SUBJECT, &subject))),
        agency: agency.map(str::to_owned),
        basis: line.basis.clone(),
    }
}
