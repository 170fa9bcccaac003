//! Doing an act: who may, load, decide, record, enqueue.

use super::blocked::may_act;
use super::case_file::{CaseFile, RowChange};
use super::decide::{Acting, decide};
use super::input::ActInput;
use super::receivers::check_receivers;
use super::{Act, DoneBy};
use crate::context::Context;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::{Event, Source};
use crate::dossiers::event_kind::Reader;
use crate::dossiers::record::{NewEvent, record};
use crate::dossiers::store;
use crate::kernel::DossierId;
use crate::storage::{Conn, Tx, file_name};

/// Which dossier, and the version of it that the person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub dossier: DossierId,
    /// The version that the page showed; for the applicant, [`OpenDossier::seen`].
    ///
    /// [`OpenDossier::seen`]: crate::dossiers::OpenDossier::seen
    pub version: i32,
}

/// Does an act on a dossier as the viewer saw it; gives the dossier as it is then.
///
/// # Errors
/// `NotFound` where the viewer may not know of the dossier, `Stale` where it has changed since,
/// `Blocked` by roles, state or an unpaid fee, `Invalid` for a field of the input.
pub fn carry_out(tx: &mut Tx<'_>, cx: &Context, at: At, input: &ActInput) -> Result<Dossier> {
    let dossier = match input.act().rule().by {
        DoneBy::Clerk(..) => dossier_of_clerk(tx, cx, at, input.act())?,
        DoneBy::Applicant => dossier_of_applicant(tx, cx, at)?,
        // Nobody does what the clock does.
        DoneBy::Clock => return Err(Error::NotFound),
    };
    check_receivers(tx, cx, &dossier, input)?;
    perform(tx, cx, dossier, input.clone())
}

/// The dossier on which a clerk is about to act, if they may know of it.
///
/// # Errors
/// `NotFound` for everybody else, and for what is no clerk's act.
pub fn dossier_for_act(conn: &mut Conn, cx: &Context, id: DossierId, act: Act) -> Result<Dossier> {
    let viewer = cx.viewer().ok_or(Error::NotFound)?;
    match act.rule().by {
        DoneBy::Clerk(..) => store::dossier_of_agencies(conn, id, &viewer.agencies())?,
        DoneBy::Applicant | DoneBy::Clock => None,
    }
    .ok_or(Error::NotFound)
}

fn dossier_of_clerk(tx: &mut Tx<'_>, cx: &Context, at: At, act: Act) -> Result<Dossier> {
    let viewer = cx.viewer().ok_or(Error::NotFound)?;
    let dossier = dossier_for_act(tx, cx, at.dossier, act)?;
    may_act(viewer, &dossier, act)?;
    if dossier.version == at.version {
        Ok(dossier)
    } else {
        Err(Error::Stale)
    }
}

/// What clerks noted for themselves meanwhile changes nothing for the applicant, who cannot even see
/// that it happened.
fn dossier_of_applicant(tx: &mut Tx<'_>, cx: &Context, at: At) -> Result<Dossier> {
    let account = cx.account().ok_or(Error::NotFound)?;
    let dossier = store::dossier_of_person(tx, at.dossier, account)?.ok_or(Error::NotFound)?;
    if !dossier.is_open_here() {
        return Err(Error::elsewhere());
    }
    let visible = visible_to_applicant(tx, dossier.id)?;
    if i32::try_from(visible.len()) == Ok(at.version) {
        Ok(dossier)
    } else {
        Err(Error::Stale)
    }
}

/// What happened to a dossier as far as its applicant sees it.
pub(super) fn visible_to_applicant(conn: &mut Conn, id: DossierId) -> Result<Vec<Event>> {
    let events = store::events(conn, id)?.into_iter();
    let visible = events.map(|recorded| recorded.event);
    Ok(visible
        .filter(|event| event.kind.rule().readers.include(Reader::Applicant))
        .collect())
}

/// Decides and records an act, and what follows from it at once, without asking who may.
pub(super) fn perform(
    tx: &mut Tx<'_>,
    cx: &Context,
    dossier: Dossier,
    input: ActInput,
) -> Result<Dossier> {
    let source = match input.act().rule().by {
        DoneBy::Clerk(..) => Source::Desk,
        DoneBy::Applicant => Source::Portal,
        DoneBy::Clock => Source::Clock,
    };
    let mut case = CaseFile::load(tx, dossier)?;
    let mut next = Some(input);
    while let Some(input) = next {
        let by = Acting {
            moment: &cx.moment,
            calendar: cx.calendar(case.dossier.clock_agency()),
            actor: cx.account(),
        };
        let outcome = decide(&case, &input, by)?;
        if let Some(row) = &outcome.row {
            write(tx, cx, case.dossier.id, row)?;
            case.apply(row);
        }
        let event = NewEvent {
            kind: outcome.kind,
            source,
            actor: by.actor,
            note: outcome.text,
            source_key: None,
        };
        case.dossier = record(tx, &cx.moment, outcome.dossier, event)?;
        next = outcome.next;
    }
    Ok(case.dossier)
}

fn write(tx: &mut Tx<'_>, cx: &Context, id: DossierId, change: &RowChange) -> Result<()> {
    match change {
        RowChange::SupplementAsked(request) => store::supplement_insert(tx, id, request)?,
        RowChange::SupplementAnswered {
            id: supplement,
            text,
            at,
        } => store::supplement_answer(tx, id, *supplement, *text, *at)?,
        RowChange::FeeAdded(fee) => store::fee_insert(tx, id, fee)?,
        RowChange::FeeAsked {
            id: fee,
            label,
            amount,
            due,
        } => {
            if !store::fee_ask(tx, id, *fee, label, *amount, *due)? {
                return Err(Error::Stale);
            }
        }
        RowChange::FeePaid {
            id: fee,
            amount,
            at,
            by,
        } => {
            if !store::fee_mark_paid(tx, id, *fee, *amount, *by, *at)? {
                return Err(Error::Stale);
            }
        }
        RowChange::ResultAdded(result) => {
            if let Some(file) = &result.file {
                file_name(tx, &file.file, file.media, cx.now())?;
            }
            store::result_insert(tx, id, result)?;
        }
    }
    Ok(())
}
