//! Saving a section of the form. It is read into the answers that are stored at that moment, so that
//! two windows or devices lose nothing of each other.

use super::draft::document;
use super::locked_draft;
use super::open_draft::OpenDraft;
use super::wizard::WizardStep;
use crate::context::Context;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::forms::{Outcome, Typed, Wizard, validate};
use crate::kernel::DossierId;
use crate::storage::Tx;

/// A section of the form as it was posted.
#[derive(Debug, Clone)]
pub struct PostedSection {
    pub key: String,
    /// The pairs of the post.
    pub pairs: Vec<(String, String)>,
    /// The version of the draft that the page showed.
    pub seen: i32,
}

/// What came of a posted section.
pub struct SavedSection {
    /// The application as it is stored now.
    pub application: OpenDraft,
    /// The answers after the post, its faults, and what was typed.
    pub outcome: Outcome,
    /// The questions whose answers were saved elsewhere after the page was shown and that the post
    /// answers differently. If there are any, nothing of the post is saved.
    pub overwritten: Vec<String>,
}

/// Saves what validates of a section, and keeps what does not as it was typed.
///
/// # Errors
/// `NotFound` where the form has no such section, `Incomplete` where a step before it is not done.
pub fn save_section(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: DossierId,
    posted: &PostedSection,
) -> Result<SavedSection> {
    let draft = locked_draft(tx, cx, id)?;
    let mut application = OpenDraft::load(tx, cx, draft)?;
    let section = application.form.section(&posted.key);
    let section = section.ok_or(Error::NotFound)?;
    application.reached(&WizardStep::Section(posted.key.clone()))?;
    let mut outcome = validate(
        &application.form,
        section,
        Typed::from_pairs(section, &posted.pairs),
        &application.answers,
        &application.context(),
    );
    let stored = &application.answers;
    let overwritten = stored.overwritten_by(&outcome.answers, section, posted.seen);
    if overwritten.is_empty() {
        application.store_answers(tx, cx, &mut outcome)?;
    }
    Ok(SavedSection {
        application,
        outcome,
        overwritten,
    })
}

/// Answers every section of the form from these pairs, for whoever files without pages.
///
/// # Errors
/// `Incomplete` for the first question that they do not answer rightly.
pub fn answer_draft(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: DossierId,
    pairs: &[(String, String)],
) -> Result<()> {
    let draft = locked_draft(tx, cx, id)?;
    let mut application = OpenDraft::load(tx, cx, draft)?;
    loop {
        let (form, context) = (&application.form, application.context());
        let wizard = Wizard::new(form, &application.answers, &context);
        let Some(section) = wizard.first_incomplete() else {
            return Ok(());
        };
        let typed = Typed::from_pairs(section, pairs);
        let mut outcome = validate(form, section, typed, &application.answers, &context);
        if let Some(error) = outcome.errors.first() {
            return Err(Error::Incomplete {
                step: WizardStep::Section(section.key.clone()),
                field: Some(error.field.clone()),
            });
        }
        application.store_answers(tx, cx, &mut outcome)?;
    }
}

impl OpenDraft {
    fn store_answers(
        &mut self,
        tx: &mut Tx<'_>,
        cx: &Context,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let version = self.draft.version.saturating_add(1);
        let answers = &mut outcome.answers;
        answers.mark_changes(&self.form, &self.answers, version);
        self.draft.answers = document(answers)?;
        self.draft.updated_at = cx.now();
        store::draft_update(tx, &mut self.draft)?;
        self.answers = answers.clone();
        Ok(())
    }
}
