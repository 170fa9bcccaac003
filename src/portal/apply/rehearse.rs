//! Filling in an application without a browser, for the demonstration: the same form, the same
//! validation, the same filing as on the pages.

use std::sync::Arc;

use super::application::compose;
use super::filing::filing;
use crate::accounts::Account;
use crate::catalogue::Snapshot;
use crate::dossiers::{Draft, Filing};
use crate::forms::{Answers, Typed, Wizard, validate};
use crate::kernel::Instant;
use crate::web::{Locale, PageError, Words};

/// Why an application cannot be rehearsed: the demonstration's own script is at fault.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The portal does not take it.
    #[error(transparent)]
    NotTaken(#[from] PageError),
    /// A field was answered wrongly, or not at all.
    #[error("the field {0} is not answered rightly")]
    Field(String),
    /// The agency has no code under which a dossier could be numbered.
    #[error("the agency has no code")]
    NoCode,
}

/// The filing of `draft` with these pairs typed on its pages.
pub fn rehearse(
    catalogue: Arc<Snapshot>,
    draft: Draft,
    account: Account,
    typed: &[(String, String)],
    now: Instant,
) -> Result<Filing, RehearsalError> {
    let mut application = compose(catalogue, draft, account, Vec::new(), now)?;
    let mut answers = Answers::default();
    while let Some(section) =
        Wizard::new(&application.form, &answers, &application.context()).first_incomplete()
    {
        let page = Typed::from_pairs(section, typed);
        let outcome = validate(
            &application.form,
            section,
            page,
            &answers,
            &application.context(),
        );
        if let Some(error) = outcome.errors.first() {
            return Err(RehearsalError::Field(error.field.clone()));
        }
        answers = outcome.answers;
    }
    let finished = Wizard::new(&application.form, &answers, &application.context())
        .finish()
        .map_err(|section| RehearsalError::Field(section.key.clone()))?;
    application.answers = finished.clone();
    filing(&application, &finished, Words::new(Locale::Vi)).ok_or(RehearsalError::NoCode)
}
