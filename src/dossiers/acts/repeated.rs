//! An act that is asked for twice: a double click, or a browser that sends again what it had sent.

use super::At;
use super::carry_out::visible_to_applicant;
use super::input::ActInput;
use crate::context::Context;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::Event;
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::store;
use crate::kernel::{AccountId, DossierId};
use crate::storage::Conn;

/// Whether all that happened to a dossier since event number `seen` is what this input of the same
/// person makes of it: then a repeat is answered as the first was.
pub fn is_repeated(
    conn: &mut Conn,
    dossier: DossierId,
    seen: i32,
    actor: AccountId,
    input: &ActInput,
) -> Result<bool> {
    let since = store::events_after(conn, dossier, seen)?;
    are_of_input(conn, &since, actor, input)
}

/// The same for the applicant, who saw the first `at.version` of the events that applicants see.
pub fn is_repeated_by_applicant(
    conn: &mut Conn,
    cx: &Context,
    at: At,
    input: &ActInput,
) -> Result<bool> {
    let account = cx.account().ok_or(Error::NotFound)?;
    store::dossier_of_person(conn, at.dossier, account)?.ok_or(Error::NotFound)?;
    let seen = usize::try_from(at.version).unwrap_or(usize::MAX);
    let visible = visible_to_applicant(conn, at.dossier)?;
    let since: Vec<Event> = visible.into_iter().skip(seen).collect();
    are_of_input(conn, &since, account, input)
}

/// Whether these events are all that one act makes of the input.
fn are_of_input(
    conn: &mut Conn,
    since: &[Event],
    actor: AccountId,
    input: &ActInput,
) -> Result<bool> {
    let Some(first) = since.first() else {
        return Ok(false);
    };
    // One act may record two events, as a result that goes to its reader at once.
    let is_one_act = since
        .iter()
        .all(|event| event.actor == Some(actor) && event.recorded_at == first.recorded_at);
    if !is_one_act {
        return Ok(false);
    }
    let text = match first.note {
        Some(id) => store::event_text(conn, first.dossier, id)?.unwrap_or_default(),
        None => String::new(),
    };
    records(conn, first, &text, input)
}

/// Whether the event with its text is what the input records.
fn records(conn: &mut Conn, event: &Event, text: &str, input: &ActInput) -> Result<bool> {
    let dossier = event.dossier;
    let says = |sent: &str| text.trim() == sent.trim();
    Ok(match (&event.kind, input) {
        (EventKind::Accepted { due_at }, ActInput::Accept { due_on, note }) => {
            // Without a date that was typed it is due by the law's term, where there is one.
            let known = store::dossier(conn, dossier)?;
            let has_term = known.is_some_and(|known| known.procedure.term.is_some());
            let set = due_at.map(|at| at.vietnam_date());
            (set == *due_on || (has_term && due_on.is_none())) && says(note)
        }
        (EventKind::Returned {}, ActInput::Return) => true,
        (EventKind::Decided { results, .. }, ActInput::Decide { title, file, note }) => {
            let sent = file.as_ref().map(|file| &file.file.digest);
            let stored = store::results_of(conn, dossier)?;
            let mut decided = stored.iter().filter(|known| results.contains(&known.id));
            says(note)
                && decided.any(|known| {
                    known.title == title.trim()
                        && known.file.as_ref().map(|file| &file.file.digest) == sent
                })
        }
        (
            EventKind::Forwarded { unit, officer },
            ActInput::Forward {
                unit: to_unit,
                officer: to_officer,
                note,
            },
        ) => unit == to_unit && officer == to_officer && says(note),
        (EventKind::SupplementRequested { .. }, ActInput::RequestSupplement { what }) => says(what),
        (
            EventKind::PaymentRequested { fee, amount },
            ActInput::RequestPayment {
                label,
                amount: asked,
            },
        ) => {
            let fees = store::fees_of(conn, dossier)?;
            let mut known = fees.iter();
            amount == asked && known.any(|known| known.id == *fee && known.label == label.trim())
        }
        (EventKind::InternalNote {}, ActInput::AddNote { text }) => says(text),
        (EventKind::Refused {}, ActInput::Refuse { reason })
        | (EventKind::Stopped {}, ActInput::Stop { reason })
        | (EventKind::Withdrawn {}, ActInput::Withdraw { reason }) => says(reason),
        (
            EventKind::FeePaid { fee, amount },
            ActInput::MarkFeePaid {
                fee: id,
                amount: paid,
            },
        ) => fee == id && amount == paid,
        (EventKind::SupplementAnswered { .. }, ActInput::AnswerSupplement { answer }) => {
            says(answer)
        }
        _ => false,
    })
}
