//! A list of the queue: of the whole agency, of an officer's own dossiers, or of a unit's.

use askama::Template;

use super::first_list::first_list;
use super::position::ListPosition;
use super::rail::{RailLink, ScopeLine, lists, scopes};
use super::row::{NamedLines, Row};
use super::scope::Scope;
use super::search;
use crate::accounts;
use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::dossiers::{
    DeskList, LiesWith, Line, Queue, QueueCount, QueuePart, queue, queue_counts, queue_total,
};
use crate::kernel::{AccountId, HandlingUnitId, Instant, KeysetPage, rows_to_read};
use crate::storage::{self, Conn};
use crate::web::{
    Frame, PageError, PageLink, PageResult, Pager, StaffRequest, page as answer, part_asked,
};

/// Rows of a page.
const ROWS: u16 = 50;

#[derive(Template)]
#[template(path = "desk/queue/list.html")]
struct ListPage {
    frame: Frame,
    offices: Offices,
    list: DeskList,
    scope: Scope,
    /// What the list is called.
    title: String,
    /// Whose dossiers it is of, where that is a person or a unit.
    whose: Option<String>,
    scopes: Vec<RailLink>,
    lists: Vec<RailLink>,
    rows: Vec<Row>,
    /// The beginning of the list, from a page further down.
    first: Option<String>,
    pager: Pager,
}

impl ListPage {
    fn office(&self) -> &Office {
        &self.offices.current
    }

    fn queue_of(&self, office: &Office) -> String {
        let path = paths::with_query(paths::QUEUE, &[(paths::OFFICE, &office.key)]);
        self.frame.path(&path)
    }

    fn next(&self) -> String {
        let (parameter, whose) = self.scope.query();
        let query = [
            (paths::OFFICE, self.office().key.as_str()),
            (parameter, &whose),
            (paths::LIST, self.list.key()),
        ];
        self.frame.path(&paths::with_query(paths::NEXT, &query))
    }

    fn nothing(&self) -> String {
        let (words, list) = (self.frame.words, self.list.key());
        match self.scope {
            Scope::Mine => words.under("desk.empty_mine", list),
            Scope::Everybodys | Scope::Officer(_) | Scope::Unit(_) => {
                words.under("desk.empty", list)
            }
        }
    }
}

/// What the page is asked for.
#[derive(Clone)]
struct Asked {
    queue: Queue,
    scope: Scope,
    list: DeskList,
    part: QueuePart,
    clerk: AccountId,
    /// The units in which the clerk works.
    units: Vec<HandlingUnitId>,
    now: Instant,
}

/// What the page asks of storage.
struct Contents {
    counts: Vec<QueueCount>,
    /// What lies with the clerk.
    mine: i64,
    /// What lies with the clerk's units, and with the one that is shown.
    units: Vec<(HandlingUnitId, String, i64)>,
    /// The officer whose dossiers are shown.
    officer: Option<String>,
    lines: NamedLines,
    /// Where the page before this one ends.
    before: Option<ListPosition>,
    /// Where the page behind this one begins.
    after: Option<ListPosition>,
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let key = desk.query(paths::OFFICE);
    let offices = Offices::of(&desk, key.as_deref()).ok_or(PageError::NotFound)?;
    if key.is_none() && offices.are_several() {
        return Ok(desk.to(paths::OFFICES));
    }
    if let Some(typed) = desk.query(paths::SOUGHT) {
        return search::show(&desk, offices, typed).await;
    }
    let asked = asked(&desk, &offices.current)?;
    let (list, scope, part) = (asked.list, asked.scope, asked.part);
    let found = desk.read(move |conn, _| contents(conn, asked));
    let found = found.await?;
    let frame = offices.frame(&desk);
    let first = paths::list(&offices.current.key, list, scope);
    let place = |line: &Line| {
        let is_special = scope != Scope::Everybodys;
        is_special.then(|| ListPosition::of_line(line, scope))
    };
    let whose = match scope {
        Scope::Everybodys | Scope::Mine => None,
        Scope::Officer(_) => found.officer.clone(),
        Scope::Unit(shown) => {
            let mut units = found.units.iter();
            let shown = units.find(|(unit, ..)| *unit == shown);
            shown.map(|(_, name, _)| name.clone())
        }
    };
    answer(&ListPage {
        title: frame.words.under("desk.list", list.key()),
        scopes: scopes(
            &frame,
            &offices.current,
            list,
            scope,
            scope_lines(&frame, scope, &found),
        ),
        lists: lists(&frame, &offices.current, scope, &found.counts, Some(list)),
        rows: found
            .lines
            .rows_from(&frame, &desk.cx.catalogue, desk.now(), place),
        first: (part != QueuePart::First).then(|| frame.path(&first)),
        pager: Pager::keyed(&frame, found.before.as_ref(), found.after.as_ref()),
        whose,
        list,
        scope,
        offices,
        frame,
    })
}

fn asked(desk: &StaffRequest, office: &Office) -> Result<Asked, PageError> {
    let scope = Scope::asked(desk)?;
    let clerk = desk.viewer.account;
    let memberships = desk.viewer.memberships.iter();
    let mut units: Vec<HandlingUnitId> = memberships
        .filter(|membership| membership.agency == office.id)
        .filter_map(|membership| membership.unit)
        .collect();
    if let Scope::Unit(shown) = scope {
        units.push(shown);
    }
    units.sort_unstable();
    units.dedup();
    Ok(Asked {
        queue: Queue {
            agency: office.id,
            lies_with: scope.lies_with(clerk),
        },
        scope,
        list: match desk.query(paths::LIST) {
            Some(key) => DeskList::shown(&key).ok_or(PageError::NotFound)?,
            None => first_list(&desk.viewer, office.id),
        },
        part: part_asked(desk)?.map(|position: ListPosition| position.cursor),
        clerk,
        units,
        now: desk.now(),
    })
}

fn scope_lines(frame: &Frame, current: Scope, found: &Contents) -> Vec<ScopeLine> {
    let mut lines = vec![
        ScopeLine {
            scope: Scope::Everybodys,
            label: frame.t("desk.queue.everybodys").to_owned(),
            total: None,
        },
        ScopeLine {
            scope: Scope::Mine,
            label: frame.t("desk.queue.mine").to_owned(),
            total: Some(found.mine),
        },
    ];
    lines.extend(found.units.iter().map(|(unit, name, total)| ScopeLine {
        scope: Scope::Unit(*unit),
        label: name.clone(),
        total: Some(*total),
    }));
    if let (Scope::Officer(_), Some(name)) = (current, &found.officer) {
        lines.push(ScopeLine {
            scope: current,
            label: name.clone(),
            total: None,
        });
    }
    lines
}

fn contents(conn: &mut Conn, asked: Asked) -> storage::Result<Contents> {
    let Asked {
        queue: of,
        scope,
        list,
        part,
        clerk,
        now,
        ..
    } = asked;
    let lines = queue(conn, of, list, part, rows_to_read(ROWS))?;
    let position = |line: &Line| ListPosition::of_line(line, scope);
    let page = KeysetPage::of(&part, lines, ROWS, position);
    // A page before which there is nothing is the first one, and as long as that.
    if matches!(part, QueuePart::Before(_)) && page.before.is_none() {
        let part = QueuePart::First;
        return contents(conn, Asked { part, ..asked });
    }
    let with = |lies_with| Queue { lies_with, ..of };
    let names = accounts::unit_names(conn, &asked.units)?;
    let mut units = Vec::new();
    for (unit, name) in names {
        let total = queue_total(conn, with(LiesWith::Unit(unit)))?;
        units.push((unit, name, total));
    }
    let officer = match scope {
        Scope::Officer(officer) => accounts::names_of(conn, &[officer])?.remove(&officer),
        Scope::Everybodys | Scope::Mine | Scope::Unit(_) => None,
    };
    Ok(Contents {
        counts: queue_counts(conn, of, now)?,
        mine: queue_total(conn, with(LiesWith::Officer(clerk)))?,
        units,
        officer,
        lines: NamedLines::of(conn, page.rows)?,
        before: page.before,
        after: page.after,
    })
}
