//! Papers that the applicant has already: what their vault holds can be given instead of a file.

use crate::dossiers::{self, NewPaper, attach};
use crate::kernel::PaperId;
use crate::portal::person_request::PersonRequest;
use crate::vault::{paper_owned_by, papers_of};
use crate::web::{Choice, PageError};

/// The prefix of a paper's key in the name of the control that takes it from the vault.
pub(in crate::portal) const FROM_VAULT: &str = "vault.";
/// The most papers of a vault that are offered, newest first.
const MOST_OFFERED: i64 = 50;

/// What the vault of the viewer holds.
///
/// # Errors
/// Faults of storage.
pub(in crate::portal) async fn vault_choices(
    request: &PersonRequest,
) -> Result<Vec<Choice>, PageError> {
    let owner = request.viewer()?.account;
    let papers = request.read(move |conn, _| papers_of(conn, owner, None, MOST_OFFERED));
    let words = request.words();
    let choices = papers.await?.into_iter().map(|paper| {
        let day = words.date(&paper.added_at.vietnam_date());
        let name = words.with(
            "apply.papers.in_vault",
            &[("title", &paper.title), ("day", &day)],
        );
        Choice::named(paper.id.to_string(), name)
    });
    Ok(choices.collect())
}

/// Gives the papers that were chosen from the vault; what to say about each that was not taken, by
/// the key of the paper that it was chosen for.
///
/// # Errors
/// [`PageError::BadRequest`] for what the viewer does not own, `Conflict` when papers are not awaited
/// any more, and faults of storage.
pub(in crate::portal) async fn take_from_vault(
    request: &PersonRequest,
    texts: &[(String, String)],
    is_paper: &dyn Fn(&str) -> bool,
) -> Result<Vec<(String, String)>, PageError> {
    let mut refused = Vec::new();
    for (control, chosen) in texts {
        let Some(component) = control.strip_prefix(FROM_VAULT) else {
            continue;
        };
        let chosen = chosen.trim();
        if chosen.is_empty() {
            continue;
        }
        if !is_paper(component) {
            return Err(PageError::BadRequest);
        }
        let id: PaperId = chosen.parse().map_err(|_| PageError::BadRequest)?;
        if let Some(message) = give(request, component, id).await? {
            refused.push((component.to_owned(), message));
        }
    }
    Ok(refused)
}

async fn give(
    request: &PersonRequest,
    component: &str,
    id: PaperId,
) -> Result<Option<String>, PageError> {
    let (owner, component) = (request.viewer()?.account, component.to_owned());
    let given = request.change(move |tx, cx, draft| {
        let paper = paper_owned_by(tx, owner, id)?;
        let paper = paper.ok_or(dossiers::Error::NotFound)?;
        let new = NewPaper {
            component: component.clone(),
            file_name: paper.download_name(),
            file: paper.file,
            media: paper.media,
        };
        attach(tx, cx, draft, &new).map(drop)
    });
    match given.await {
        Ok(()) => Ok(None),
        Err(dossiers::Error::Invalid { .. }) => {
            Ok(Some(request.words().t("apply.papers.too_many").to_owned()))
        }
        Err(other) => Err(other.into()),
    }
}
