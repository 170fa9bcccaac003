//! The applicant's letter about each step of a dossier. It says what happened and where to read
//! on; what clerks and applicants wrote stays on the portal, since mail passes through many hands.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::dossier::Dossier;
use super::error::Result;
use super::event::Event;
use super::event_kind::{EventKind, News};
use super::lifecycle::State;
use super::store;
use crate::accounts::{self, Account};
use crate::context::{Background, Context};
use crate::jobs::{Job, Lane, Outcome, Run};
use crate::kernel::{DossierId, Instant, JobId};
use crate::letters::{NewLetter, write_letter};
use crate::speech::Words;
use crate::storage::{Conn, Tx};

/// Writes the applicant's letter about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteDossierLetter {
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
}

impl Job for WriteDossierLetter {
    const KIND: &'static str = "write_dossier_letter";
}

impl Run for WriteDossierLetter {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        needs.write(move |tx, cx| write_about(tx, cx, self)).await
    }
}

/// Writes the letter about event `seq`, unless the event is none that a person waits for. A repeat
/// writes no second one.
fn write_about(tx: &mut Tx<'_>, cx: &Context, job: WriteDossierLetter) -> Result<()> {
    let (id, seq) = (job.dossier, job.seq);
    let (Some(dossier), Some(recorded)) = (store::dossier(tx, id)?, store::event(tx, id, seq)?)
    else {
        return Ok(());
    };
    let event = recorded.event;
    if event.kind.rule().news == News::Nobody {
        return Ok(());
    }
    let Some(recipient) = recipient(tx, &dossier)? else {
        return Ok(());
    };
    if is_said_by_another(tx, &event)? {
        return Ok(());
    }
    let letter = compose(&dossier, &event, &recipient, cx);
    write_letter(
        tx,
        &cx.moment,
        &letter,
        Some(Lane::dossier_letters(id, seq)),
    )?;
    Ok(())
}

/// Whoever filed, else whose dossier it is. A mailbox that nobody has confirmed may be a
/// stranger's, and a stranger is told nothing.
fn recipient(conn: &mut Conn, dossier: &Dossier) -> Result<Option<Account>> {
    let Some(account) = dossier.reader() else {
        return Ok(None);
    };
    let found = accounts::account(conn, account)?;
    Ok(found.filter(|account| account.email_verified_at.is_some()))
}

/// Moving between desks inside the agency is no news after the first time, and a decision whose
/// result is there in the same moment needs one letter, not two.
fn is_said_by_another(conn: &mut Conn, event: &Event) -> Result<bool> {
    let neighbour = match event.kind {
        EventKind::Forwarded { .. } => event.seq.saturating_sub(1),
        EventKind::Decided { .. } => event.seq.saturating_add(1),
        _ => return Ok(false),
    };
    let neighbour = store::event(conn, event.dossier, neighbour)?;
    Ok(neighbour.is_some_and(|recorded| match recorded.event.kind {
        EventKind::Returned {} => recorded.event.recorded_at == event.recorded_at,
        _ => {
            matches!(event.kind, EventKind::Forwarded { .. })
                && recorded.event.state_after == State::Processing
        }
    }))
}

fn compose(dossier: &Dossier, event: &Event, recipient: &Account, cx: &Context) -> NewLetter {
    let words = Words::new(recipient.locale);
    let name = news(event);
    let path = recipient.locale.path(&format!("/ho-so/{}", dossier.id));
    let link = cx.absolute(&path);
    // Names that an agency's own system sent stand in no letter: who writes them could have the portal
    // write anything to anybody.
    let agency = cx.catalogue.agency_name(event.agency, cx.now());
    let agency = agency.unwrap_or_else(|| words.t("common.unknown_agency"));
    let procedure = dossier.procedure.code.parse().ok();
    let procedure = procedure.and_then(|code| cx.catalogue.procedure(&code));
    let procedure = procedure.map_or_else(
        || words.t("dossiers.letter_unknown_procedure"),
        |procedure| procedure.name.as_str(),
    );
    let said = said(words, event);
    let line = words.with(&format!("dossiers.letter.{name}.line"), &[("said", &said)]);
    let code: &dyn Display = &dossier.code;
    NewLetter {
        key: format!("dossier/{}/{}", dossier.id, event.seq),
        account: Some(recipient.id),
        kind: "dossier",
        recipient: recipient.email.expose().to_owned(),
        subject: words.with(
            &format!("dossiers.letter.{name}.subject"),
            &[("code", code)],
        ),
        body: words.with(
            "dossiers.letter_frame",
            &[
                ("line", &line.trim()),
                ("code", code),
                ("procedure", &procedure),
                ("agency", &agency),
                ("link", &link),
            ],
        ),
    }
}

/// What the letter calls the event: what an agency's own system reports is told by the state.
const fn news(event: &Event) -> &'static str {
    match event.kind {
        EventKind::Synced { .. } | EventKind::Progressed { .. } => event.state_after.key(),
        _ => event.kind.name(),
    }
}

/// The date or amount that belongs to the event; empty where there is none.
fn said(words: Words, event: &Event) -> String {
    let by = |key: &str, at: &Instant| words.with(key, &[("at", &words.day_and_time(at))]);
    match &event.kind {
        EventKind::Accepted { due_at: Some(at) }
        | EventKind::SupplementAnswered {
            due_at: Some(at), ..
        } => by("dossiers.letter_due", at),
        EventKind::SupplementRequested { due_at, .. } => by("dossiers.letter_give_by", due_at),
        EventKind::PaymentRequested { amount, .. } | EventKind::FeePaid { amount, .. } => {
            amount.to_string()
        }
        _ => String::new(),
    }
}
