//! What on the page of a service no agency has confirmed, or was cut: marked where it stands, explained
//! once at the foot.

use super::ServicePage;
use crate::kernel::is_cut;
use crate::portal::services::{fee_lines, wording};

/// The national database of procedures, where texts that were cut are found whole.
const NATIONAL_DATABASE: &str = "https://csdl.dichvucong.gov.vn";

impl ServicePage {
    pub(super) fn terms_are_unsure(&self) -> bool {
        self.details()
            .is_some_and(|details| wording::is_unsure(details.terms_status))
    }

    pub(super) fn fee_is_unsure(&self) -> bool {
        fee_lines::is_unsure(self.words(), &self.procedure, self.service(), self.today)
    }

    pub(super) fn code_is_unsure(&self) -> bool {
        wording::is_unsure(self.procedure.code_status)
    }

    pub(super) fn laws_are_unsure(&self) -> bool {
        self.details()
            .is_some_and(|details| wording::is_unsure(details.laws_status))
    }

    /// Whether anything on the page carries the mark that its foot explains.
    pub(super) fn has_unsure(&self) -> bool {
        let papers = || self.cases().into_iter().flat_map(|case| case.papers);
        let notes = || self.details().map_or(&[][..], |details| &details.notes);
        self.terms_are_unsure()
            || self.fee_is_unsure()
            || self.code_is_unsure()
            || self.laws_are_unsure()
            || self.papers_were_split()
            || !self.steps().is_empty()
            || self.costs().is_unsure()
            || self
                .terms_by_case()
                .iter()
                .any(|(_, _, is_unsure)| *is_unsure)
            || self.form_source().is_some_and(|(_, is_unsure)| is_unsure)
            || papers().any(|paper| paper.is_unsure)
            || notes().iter().any(|note| wording::is_unsure(note.status))
            || self
                .details()
                .is_some_and(|details| !details.laws_unread.is_empty())
    }

    /// Whether a text on the page was cut, which its foot says once.
    pub(super) fn has_cut(&self) -> bool {
        let papers = || self.cases().into_iter().flat_map(|case| case.papers);
        let cases = || self.cases().into_iter().filter_map(|case| case.name);
        let conditions = self
            .details()
            .and_then(|details| details.conditions.as_ref());
        papers().any(|paper| paper.is_cut)
            || cases().any(|name| is_cut(&name))
            || self.costs().lines.iter().any(|line| line.is_cut)
            || self.results().iter().any(|name| is_cut(name))
            || conditions.is_some_and(|text| is_cut(text))
    }

    pub(super) fn national_database(&self) -> &'static str {
        NATIONAL_DATABASE
    }
}
