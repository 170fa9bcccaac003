//! A dossier as a row of the queue or of what a search found.

use std::collections::BTreeMap;

use super::position::ListPosition;
use crate::accounts;
use crate::catalogue::Snapshot;
use crate::desk::due::{DueTag, of_line};
use crate::desk::paths;
use crate::dossiers::Line;
use crate::kernel::{AccountId, Instant};
use crate::speech::Words;
use crate::storage::{Conn, Result};
use crate::web::Frame;

/// Lines with the names of the officers who have them.
pub(super) struct NamedLines {
    pub(super) lines: Vec<Line>,
    officers: BTreeMap<AccountId, String>,
}

impl NamedLines {
    /// Adds the names.
    pub(super) fn of(conn: &mut Conn, lines: Vec<Line>) -> Result<Self> {
        let mut ids: Vec<AccountId> = lines.iter().filter_map(|line| line.officer).collect();
        ids.sort_unstable();
        ids.dedup();
        let officers = accounts::names_of(conn, &ids)?;
        Ok(Self { lines, officers })
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
        let words: Words = frame.words;
        Row {
            href: frame.path(&paths::from(&paths::dossier(line.id), place)),
            code: line.code.clone(),
            procedure: line.procedure.clone(),
            holder: line.holder.clone(),
            state: line.state.key(),
            due: of_line(words, line, now, catalogue.calendar(line.agency)),
            officer: line
                .officer
                .and_then(|officer| self.officers.get(&officer).cloned()),
        }
    }
}

pub(super) struct Row {
    pub(super) href: String,
    pub(super) code: String,
    pub(super) procedure: String,
    pub(super) holder: String,
    pub(super) state: &'static str,
    pub(super) due: DueTag,
    pub(super) officer: Option<String>,
}
