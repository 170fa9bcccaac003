//! What was declared and sent, with the form and the papers as they were published when it was
//! filed: neither a new form nor a new revision of the procedure changes what a person has said.

use super::dossier::Dossier;
use super::papers::PaperList;
use super::store::{self, Attachment, FiledAnswers};
use crate::catalogue::{ProcedureCode, Service, Snapshot};
use crate::forms::{Answers, FormDefinition, Review};
use crate::kernel::DossierId;
use crate::speech::Words;
use crate::storage::{Conn, Result};

/// The declaration and the names of the papers of one dossier.
#[derive(Debug, Clone, Default)]
pub struct AsFiled {
    declared: Option<(FormDefinition, Answers)>,
    papers: PaperList,
    results: Vec<String>,
}

impl AsFiled {
    /// Questions and answers; none for a dossier that began in an agency's own system.
    pub fn review(&self, words: Words) -> Option<Review> {
        let (form, answers) = self.declared.as_ref()?;
        Some(Review::new(form, answers, words))
    }

    /// What the procedure leads to, by the names that it was published with.
    pub fn result_names(&self) -> &[String] {
        &self.results
    }

    /// The name of the paper that uploads of this key are for; none for what was not asked for.
    pub fn paper_name(&self, key: &str) -> Option<&str> {
        self.papers.name_of(key)
    }

    /// Puts uploads in the order of the papers that they are for, free uploads last.
    pub fn put_in_order(&self, uploads: &mut [Attachment]) {
        self.papers.put_in_order(uploads);
    }
}

/// Reads what was filed. A few look-ups by key; while nothing was published since, the form and the
/// procedure come from the snapshot.
pub fn as_filed(conn: &mut Conn, catalogue: &Snapshot, dossier: &Dossier) -> Result<AsFiled> {
    let filed = store::answers(conn, dossier.id)?;
    let form = filed.as_ref().map(|filed| filed.form.as_str());
    Ok(AsFiled {
        papers: papers(conn, catalogue, dossier, form)?,
        results: results(conn, catalogue, dossier)?,
        declared: match filed {
            Some(filed) => declared(conn, catalogue, dossier.id, filed)?,
            None => None,
        },
    })
}

/// A name that the source has cut names nothing.
fn results(conn: &mut Conn, catalogue: &Snapshot, dossier: &Dossier) -> Result<Vec<String>> {
    let procedure = &dossier.procedure;
    let (Ok(code), Some(revision)) = (procedure.code.parse(), procedure.revision) else {
        return Ok(Vec::new());
    };
    let published = catalogue.procedure_at(conn, &code, revision)?;
    let details = published.and_then(|published| published.details);
    let results = details.map(|details| details.results).unwrap_or_default();
    let names = results.into_iter().map(|result| result.name);
    Ok(names.filter(|name| !name.ends_with('…')).collect())
}

/// Answers that do not read are a fault to be looked into, but no reason to hide the dossier.
fn declared(
    conn: &mut Conn,
    catalogue: &Snapshot,
    dossier: DossierId,
    filed: FiledAnswers,
) -> Result<Option<(FormDefinition, Answers)>> {
    let Some(form) = catalogue.form_at(conn, &filed.form, filed.revision)? else {
        tracing::error!(%dossier, form = filed.form, revision = filed.revision, "no such form");
        return Ok(None);
    };
    let answers = Answers::from_document(filed.answers, &form)
        .inspect_err(|error| tracing::error!(%error, %dossier, "answers"));
    Ok(answers.ok().map(|answers| (form, answers)))
}

fn papers(
    conn: &mut Conn,
    catalogue: &Snapshot,
    dossier: &Dossier,
    form: Option<&str>,
) -> Result<PaperList> {
    let procedure = &dossier.procedure;
    match (procedure.code.parse(), procedure.revision) {
        (Ok(code), Some(revision)) => papers_at(conn, catalogue, &code, revision, form),
        _ => Ok(PaperList::default()),
    }
}

/// The papers that one revision of a procedure asked for with a form.
pub(super) fn papers_at(
    conn: &mut Conn,
    catalogue: &Snapshot,
    code: &ProcedureCode,
    revision: i32,
    form: Option<&str>,
) -> Result<PaperList> {
    let service = catalogue.service_with(code, form.unwrap_or_default());
    let of_form = service.filter(|service| form == Some(service.form.as_str()));
    if let Some(own) = of_form.and_then(Service::own_papers) {
        return Ok(PaperList::of_own_form(own));
    }
    let procedure = catalogue.procedure_at(conn, code, revision)?;
    Ok(procedure
        .as_ref()
        .map(PaperList::of_general_form)
        .unwrap_or_default())
}
