//! The papers that go with an application, as a page lists them.

use crate::catalogue::{Component, PaperKind, Procedure, Register, Service, ServiceComponent};
use crate::kernel::is_cut;
use crate::speech::Words;

use super::wording;

pub(super) struct PaperCase {
    pub name: Option<String>,
    pub papers: Vec<Paper>,
}

pub(super) struct Paper {
    pub name: String,
    /// "1 bản chính, 2 bản sao".
    pub copies: Option<String>,
    pub condition: Option<String>,
    /// What to know: it must be brought on paper, it cannot be left out.
    pub notes: Vec<String>,
    /// No agency has confirmed that it is asked for.
    pub is_unsure: bool,
    /// The text goes on in the official database.
    pub is_cut: bool,
}

/// The papers by case: of the service's own form, else of the procedure.
pub(super) fn by_case(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
) -> Vec<PaperCase> {
    if let Some(own) = service.and_then(Service::own_papers) {
        let papers: Vec<Paper> = own.iter().map(|paper| of_service(words, paper)).collect();
        let case = (!papers.is_empty()).then_some(PaperCase { name: None, papers });
        return case.into_iter().collect();
    }
    let Some(details) = &procedure.details else {
        return Vec::new();
    };
    let is_paper = |paper: &Component| service.is_none_or(|it| !it.is_no_paper(&paper.name));
    let cases = details.components_by_case().into_iter();
    let cases = cases.map(|case| PaperCase {
        name: case.name.map(str::to_owned),
        papers: case
            .components
            .into_iter()
            .filter(|(_, paper)| is_paper(paper))
            .map(|(_, paper)| of_procedure(words, paper))
            .collect(),
    });
    cases.filter(|case| !case.papers.is_empty()).collect()
}

fn of_service(words: Words, paper: &ServiceComponent) -> Paper {
    let is_shown = paper.kind == PaperKind::Show;
    let notes = [
        (paper.required, "find.paper.required"),
        (is_shown, "find.paper.shown"),
        (!paper.electronic && !is_shown, "find.paper.on_paper"),
    ];
    let notes = notes.into_iter().filter(|(applies, _)| *applies);
    Paper {
        name: paper.name.clone(),
        copies: copies(words, Some(paper.original), Some(paper.copy)),
        condition: paper.condition.clone(),
        notes: notes
            .map(|(_, key)| words.t(key).to_owned())
            .chain(replaced(words, &paper.replaced_by))
            .collect(),
        is_unsure: wording::is_unsure(paper.status),
        is_cut: is_cut(&paper.name),
    }
}

fn of_procedure(words: Words, paper: &Component) -> Paper {
    Paper {
        name: paper.name.clone(),
        copies: copies(words, paper.originals, paper.copies),
        condition: paper.condition.clone(),
        notes: Vec::new(),
        // One remark above the list says it for all that differ from nothing but their source.
        is_unsure: paper.status.is_some_and(wording::is_unsure),
        is_cut: is_cut(&paper.name),
    }
}

/// Which databases make a paper unnecessary.
pub(in crate::portal) fn replaced(words: Words, by: &[Register]) -> Option<String> {
    let names: Vec<String> = by
        .iter()
        .map(|register| words.under("find.register", register.key()))
        .collect();
    let names = names.join(words.t("find.paper.or"));
    (!by.is_empty()).then(|| words.with("find.paper.replaced", &[("by", &names)]))
}

fn copies(words: Words, originals: Option<u8>, copies: Option<u8>) -> Option<String> {
    let count = |key: &str, count: Option<u8>| {
        let count = count.filter(|count| *count > 0)?;
        Some(words.count(key, &i64::from(count)))
    };
    let parts: Vec<String> = [
        count("find.paper.originals", originals),
        count("find.paper.copies", copies),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
