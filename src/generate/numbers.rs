//! Allots the codes of generated dossiers: the running numbers of one day, one series for each
//! agency code.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::GenerateError;
use crate::dossiers::{CodeKind, DossierCode, last_number};
use crate::storage::{Error, Storage};

/// The numbers that agencies' own systems use; the portal's own begin above.
const OF_AGENCIES: RangeInclusive<u32> = 1..=DossierCode::FIRST_NUMBER - 1;
const OURS: RangeInclusive<u32> = DossierCode::FIRST_NUMBER..=DossierCode::LAST_NUMBER;

/// The series of one day, each with the last number that was used.
pub(super) struct Numbers<'a> {
    /// Asked for the last number of a series that an earlier run began; none if the database was
    /// empty.
    earlier: Option<&'a Storage>,
    day: NaiveDate,
    last: BTreeMap<(CodeKind, String), u32>,
}

impl<'a> Numbers<'a> {
    pub(super) const fn of(day: NaiveDate, earlier: Option<&'a Storage>) -> Self {
        Self {
            earlier,
            day,
            last: BTreeMap::new(),
        }
    }

    /// The next code of a series.
    ///
    /// # Errors
    /// The series is used up for the day, or the database fails.
    pub(super) fn next(&mut self, kind: CodeKind, series: &str) -> Result<String, GenerateError> {
        let range = match kind {
            CodeKind::Ours => OURS,
            CodeKind::Agency => OF_AGENCIES,
        };
        let key = (kind, series.to_owned());
        let last = match (self.last.get(&key), self.earlier) {
            (Some(last), _) => Some(*last),
            (None, None) => None,
            (None, Some(storage)) => storage
                .read(|conn| last_number(conn, series, self.day, range.clone()))
                .map_err(|error: Error| error)?,
        };
        let number = last.map_or(*range.start(), |last| last + 1);
        if !range.contains(&number) {
            return Err(GenerateError::SeriesUsedUp(series.to_owned(), self.day));
        }
        self.last.insert(key, number);
        DossierCode::numbered(series, self.day, number)
            .map(|code| code.to_string())
            .map_err(|_| GenerateError::Data("a series that codes can hold"))
    }

    /// The last numbers of the portal's own series, from which live filing goes on.
    pub(super) fn ours(&self) -> Vec<SeriesCounter> {
        self.last
            .iter()
            .filter(|((kind, _), _)| *kind == CodeKind::Ours)
            .map(|((_, series), last)| SeriesCounter {
                series: series.clone(),
                day: self.day,
                last: *last,
            })
            .collect()
    }
}

/// The last number of one of the portal's own series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SeriesCounter {
    pub(super) series: String,
    pub(super) day: NaiveDate,
    pub(super) last: u32,
}
