//! Dossiers in a list of their owner: those that wait for the person, and the others.

use std::collections::HashMap;

use super::standing::{Left, left_of};
use super::todo::{Todo, of_line};
use crate::dossiers::{Line, OfficeNames};
use crate::kernel::DossierId;
use crate::portal::paths;
use crate::web::{Frame, PageRequest};

/// A dossier that waits for its applicant.
pub struct WaitingLine {
    pub line: Line,
    pub href: String,
    pub agency: String,
    pub todo: Todo,
}

/// Any other dossier.
pub struct FiledLine {
    pub line: Line,
    pub href: String,
    pub agency: String,
    /// What is due, and when.
    pub left: Option<Left>,
}

/// Makes lines; `offices` are the names that agencies' own systems gave.
pub struct Lines<'r> {
    pub request: &'r PageRequest,
    pub frame: &'r Frame,
    pub offices: HashMap<DossierId, OfficeNames>,
}

impl Lines<'_> {
    pub fn waiting(&mut self, lines: Vec<Line>) -> Vec<WaitingLine> {
        let now = self.request.now();
        let mut waiting = Vec::with_capacity(lines.len());
        for line in lines {
            if let Some(todo) = of_line(self.frame.words, &line, now) {
                waiting.push(WaitingLine {
                    href: self.href(&line),
                    agency: self.agency(&line),
                    todo,
                    line,
                });
            }
        }
        waiting
    }

    pub fn filed(&mut self, lines: Vec<Line>) -> Vec<FiledLine> {
        let mut filed = Vec::with_capacity(lines.len());
        for line in lines {
            let calendar = self.request.cx.catalogue.calendar(line.agency);
            let left = left_of(self.frame.words, &line, self.request.now(), calendar);
            filed.push(FiledLine {
                href: self.href(&line),
                agency: self.agency(&line),
                left,
                line,
            });
        }
        filed
    }

    fn href(&self, line: &Line) -> String {
        self.frame.path(&paths::dossier(line.id))
    }

    fn agency(&mut self, line: &Line) -> String {
        let office = self.offices.remove(&line.id).unwrap_or_default();
        let catalogue = &self.request.cx.catalogue;
        let known = catalogue.agency_name(line.agency, self.request.now());
        office.name(known, self.frame.words).to_owned()
    }
}
