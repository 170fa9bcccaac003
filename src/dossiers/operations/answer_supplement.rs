//! Giving what was asked for. The clock goes on, and the due date moves by the time it stood.

use super::clerk::{At, load_for_person, owes, within_bounds};
use crate::agencies::Calendar;
use crate::catalogue::FeeDue;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, note, record};
use crate::dossiers::store;
use crate::kernel::{Moment, Viewer};
use crate::storage::Tx;

/// Answers the awaited supplement request with a text, papers, or both; the papers were attached
/// before.
pub fn answer_supplement(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    answer: &str,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_person(tx, viewer, at)?;
    dossier.standing.after(Act::AnswerSupplement)?;
    let awaited = store::supplements_of(tx, dossier.id)?
        .into_iter()
        .rfind(|request| request.answered_at.is_none())
        .ok_or(Error::Stale)?;
    let answer = within_bounds("answer", answer)?;
    let papers = store::attachments_of(tx, dossier.id)?;
    let brings_papers = papers
        .iter()
        .any(|paper| paper.supplement == Some(awaited.id));
    if answer.trim().is_empty() && !brings_papers {
        return Err(Error::invalid("answer", Problem::Missing));
    }
    let note = note(moment, answer);
    let note_id = note.as_ref().map(|note| note.id);
    store::supplement_answer(tx, dossier.id, awaited.id, note_id, moment.now)?;
    let must_pay_first = owes(tx, dossier.id, FeeDue::BeforeAcceptance)?;
    dossier.go_on(awaited.asked_at, must_pay_first, moment.now, calendar)?;
    let kind = EventKind::SupplementAnswered {
        supplement: awaited.id,
        due_at: dossier.times.due_at,
    };
    let event = NewEvent::by_applicant(kind, viewer.account).with_note(note);
    record(tx, moment, dossier, event)
}
