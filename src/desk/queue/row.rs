//! A dossier as a row of the queue or of what a search found.

use std::collections::BTreeMap;

use super::position::ListPosition;
use crate::accounts;
use crate::catalogue::Snapshot;
use crate::desk::due::{DueTag, of_line};
use crate::desk::paths;
use crate::dossiers::{DeskList, Line};
use crate::kernel::{AccountId, HandlingUnitId, Instant};
use crate::storage::{Conn, Result};
use crate::web::{Frame, Tone};

/// Lines with the names of the officers and units that have them.
pub(super) struct NamedLines {
    pub(super) lines: Vec<Line>,
    officers: BTreeMap<AccountId, String>,
    units: BTreeMap<HandlingUnitId, String>,
}

impl NamedLines {
    /// Adds the names.
    pub(super) fn of(conn: &mut Conn, lines: Vec<Line>) -> Result<Self> {
        let mut officers: Vec<AccountId> = lines.iter().filter_map(|line| line.officer).collect();
        officers.sort_unstable();
        officers.dedup();
        let mut units: Vec<HandlingUnitId> = lines.iter().filter_map(|line| line.unit).collect();
        units.sort_unstable();
        units.dedup();
        Ok(Self {
            officers: accounts::names_of(conn, &officers)?,
            units: accounts::unit_names(conn, &units)?,
            lines,
        })
    }

    /// The rows for the page of `frame`.
    pub(super) fn rows(&self, frame: &Frame, catalogue: &Snapshot, now: Instant) -> Vec<Row> {
        self.rows_from(frame, catalogue, now, |_| None)
    }

    /// The same, each opened from its place in a list.
    pub(super) fn rows_from(
        &self,
        frame: &Frame,
        catalogue: &Snapshot,
        now: Instant,
        place: impl Fn(&Line) -> Option<ListPosition>,
    ) -> Vec<Row> {
        self.lines
            .iter()
            .map(|line| self.row(frame, line, place(line), catalogue, now))
            .collect()
    }

    fn row(
        &self,
        frame: &Frame,
        line: &Line,
        place: Option<ListPosition>,
        catalogue: &Snapshot,
        now: Instant,
    ) -> Row {
        let officer = line.officer.and_then(|id| self.officers.get(&id).cloned());
        let unit = line.unit.and_then(|id| self.units.get(&id).cloned());
        Row {
            href: frame.path(&paths::from(&paths::dossier(line.id), place)),
            code: line.code.clone(),
            filed_at: line.submitted_at,
            procedure: line.procedure.clone(),
            summary: Some(line.summary.clone())
                .filter(|summary| !summary.is_empty() && *summary != line.procedure),
            holder: line.holder.clone(),
            state: line.state.key(),
            due: of_line(frame.words, line, now, catalogue.calendar(line.agency)),
            ended: ended(line),
            officer,
            unit,
        }
    }
}

/// When a dossier that lies on the list of what is done came there, and whether its clock ended in time.
fn ended(line: &Line) -> Option<(Instant, Option<bool>)> {
    let is_done = line.list == DeskList::Done;
    let at = line.returned_at.or(line.settled_at);
    at.filter(|_| is_done).map(|at| (at, line.on_time))
}

pub(super) struct Row {
    pub(super) href: String,
    pub(super) code: String,
    pub(super) filed_at: Instant,
    pub(super) procedure: String,
    /// What it asks for, where the procedure's name does not say it.
    pub(super) summary: Option<String>,
    pub(super) holder: String,
    pub(super) state: &'static str,
    pub(super) due: DueTag,
    /// When it ended, and whether in time.
    pub(super) ended: Option<(Instant, Option<bool>)>,
    pub(super) officer: Option<String>,
    pub(super) unit: Option<String>,
}

impl Row {
    /// The mark of what its due date says: `late`, `soon`, or none.
    pub(super) const fn urgency(&self) -> &'static str {
        match self.due.tone {
            Tone::Bad => "late",
            Tone::Warn => "soon",
            Tone::Plain | Tone::Info | Tone::Good => "",
        }
    }
}
