//! What was answered when a dossier was filed, to be read again.

use askama::Template;

use crate::catalogue::Snapshot;
use crate::dossiers::FiledAnswers;
use crate::forms::{Answers, Review, ReviewView};
use crate::web::{PageError, Words};

/// The answers as HTML; none where the form is not known any more.
///
/// # Errors
/// Answers that are no document of the forms room.
pub fn shown(
    filed: Option<FiledAnswers>,
    catalogue: &Snapshot,
    words: Words,
) -> Result<Option<String>, PageError> {
    let Some(filed) = filed else {
        return Ok(None);
    };
    let Some(form) = catalogue.forms.get(&filed.form) else {
        return Ok(None);
    };
    let answers = Answers::from_document(filed.answers, form).map_err(PageError::internal)?;
    let review = Review::new(form, &answers, &words);
    let html = ReviewView::new(&review, None, &words).render();
    html.map(Some).map_err(PageError::internal)
}
