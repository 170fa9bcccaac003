//! What the page of every act has around its form: the dossier, what stands in the way, what is
//! wrong, and what others did meanwhile.

use std::sync::Arc;

use actix_web::http::StatusCode;
use askama::Template;

use super::repeat::OwnStep;
use crate::agencies::Calendar;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::dossier::act_blocked::ActBlocked;
use crate::desk::dossier::history::{Entry, History};
use crate::desk::paths;
use crate::desk::queue::Place;
use crate::dossiers::{self, Act, At, Dossier, Error, Fee, Problem};
use crate::kernel::{DossierId, Moment, Viewer};
use crate::storage::{self, Tx};
use crate::web::{Faults, Frame, NavLink, PageError, Posted, page_with_status};

/// The fields by which a form says what its clerk saw.
const VERSION: &str = "version";
const SEEN: &str = "seen";

/// The state of a dossier that a form was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Seen {
    /// The version of the row.
    pub(super) version: i32,
    /// The number of the last event.
    pub(super) seq: i32,
}

impl Seen {
    /// What a form says. One that says nothing has seen nothing, and is stale.
    pub(super) fn read<'a>(field: impl Fn(&str) -> &'a str) -> Self {
        Self {
            version: field(VERSION).parse().unwrap_or(0),
            seq: field(SEEN).parse().unwrap_or(0),
        }
    }
}

/// The sheet of one act on one dossier.
pub(super) struct ActPage {
    pub(super) act: Act,
    pub(super) dossier: Dossier,
    pub(super) fees: Vec<Fee>,
    pub(super) blocked: Option<ActBlocked>,
    pub(super) faults: Faults,
    /// Whether somebody was faster.
    pub(super) is_stale: bool,
    /// What they did.
    pub(super) changes: Vec<Entry>,
    seen: Seen,
}

/// What an operation of a clerk is called with.
pub(super) struct Doing<'a, 'tx> {
    pub(super) tx: &'a mut Tx<'tx>,
    pub(super) moment: &'a Moment,
    pub(super) viewer: &'a Viewer,
    pub(super) at: At,
    pub(super) calendar: &'a Calendar,
}

impl ActPage {
    /// The sheet of an act that is about to be done.
    pub(super) async fn open(desk: &AtDesk, id: DossierId, act: Act) -> Result<Self, PageError> {
        let agencies = desk.viewer.agencies();
        let found = desk
            .env
            .storage
            .reading(move |conn| {
                let Some(dossier) = dossiers::dossier_of_agencies(conn, id, &agencies)? else {
                    return storage::Result::Ok(None);
                };
                Ok(Some((dossier, dossiers::fees_of(conn, id)?)))
            })
            .await?;
        let (dossier, fees) = found.ok_or(PageError::NotFound)?;
        Ok(Self {
            act,
            blocked: ActBlocked::before(&desk.viewer, &dossier, &fees, act),
            seen: Seen {
                version: dossier.version,
                seq: dossier.chain.seq,
            },
            dossier,
            fees,
            faults: Faults::default(),
            is_stale: false,
            changes: Vec::new(),
        })
    }

    /// The sheet of an act that was posted.
    pub(super) async fn posted(
        desk: &AtDesk,
        id: DossierId,
        act: Act,
        posted: &Posted,
    ) -> Result<Self, PageError> {
        let seen = Seen::read(|field| posted.text(field));
        Ok(Self::open(desk, id, act).await?.seen_as(seen))
    }

    /// The same, as its clerk saw it.
    pub(super) fn seen_as(self, seen: Seen) -> Self {
        Self { seen, ..self }
    }

    /// Something in the form is wrong before the operation is asked.
    pub(super) fn fault(&mut self, field: &str, message: impl Into<String>) {
        self.faults.add(field, message);
    }

    /// Carries out the act on the dossier as its clerk saw it.
    pub(super) async fn carry_out(
        &self,
        desk: &AtDesk,
        operation: impl Fn(Doing<'_, '_>) -> dossiers::Result<Dossier> + Send + 'static,
    ) -> dossiers::Result<Dossier> {
        let (viewer, moment) = (desk.viewer.clone(), desk.moment.clone());
        let (catalogue, agency) = (Arc::clone(&desk.catalogue), self.dossier.agency);
        let at = At {
            dossier: self.dossier.id,
            version: self.seen.version,
        };
        desk.env
            .storage
            .writing(move |tx| {
                operation(Doing {
                    tx,
                    moment: &moment,
                    viewer: &viewer,
                    at,
                    calendar: catalogue.calendar(agency),
                })
            })
            .await
    }

    /// Ends a post: back to the dossier, or the page again with what went wrong. `is_same` says
    /// whether what this clerk has just done is what the form asks for.
    pub(super) async fn finish<P: Template>(
        self,
        desk: &AtDesk,
        done: dossiers::Result<Dossier>,
        is_same: impl FnOnce(&OwnStep) -> bool,
        page: impl FnOnce(Self) -> P,
    ) -> Answer {
        match done {
            Ok(_) => Ok(self.back(desk)),
            Err(Error::Stale) if self.was_done(desk, is_same).await? => Ok(self.back(desk)),
            Err(error) => {
                let again = self.after(desk, error).await?;
                again.show(page)
            }
        }
    }

    async fn was_done(
        &self,
        desk: &AtDesk,
        is_same: impl FnOnce(&OwnStep) -> bool,
    ) -> Result<bool, PageError> {
        let own = OwnStep::after(desk, self.dossier.id, self.seen.seq).await?;
        Ok(own.as_ref().is_some_and(is_same))
    }

    /// To the dossier, from which the next one lies behind the place that this one had.
    fn back(&self, desk: &AtDesk) -> actix_web::HttpResponse {
        let place = desk.place().unwrap_or_else(|| Place::of(&self.dossier));
        let notice = format!("desk.notice.{}", self.act.key());
        let path = paths::from(&paths::dossier(self.dossier.id), Some(place));
        desk.to_saying(&path, &[], &notice)
    }

    /// The sheet after a refusal, with the dossier as it is now.
    async fn after(self, desk: &AtDesk, error: Error) -> Result<Self, PageError> {
        let words = desk.words();
        let mut again = Self::open(desk, self.dossier.id, self.act).await?;
        again.faults = self.faults;
        match error {
            Error::NotFound => return Err(PageError::NotFound),
            Error::Storage(error) => return Err(error.into()),
            Error::Invalid { field, problem } => {
                let message = match problem {
                    Problem::Missing => words.under("desk.missing", field),
                    other => words.under("desk.problem", other.key()),
                };
                again.fault(field, message);
                again.seen = self.seen;
            }
            Error::Stale => {
                again.is_stale = true;
                again.changes = changes(desk, self.dossier.id, self.seen).await?;
            }
            refusal => {
                again.blocked = ActBlocked::of(&refusal, &again.dossier, self.act);
            }
        }
        Ok(again)
    }

    /// The page, with the status that says how it stands.
    pub(super) fn show<P: Template>(self, page: impl FnOnce(Self) -> P) -> Answer {
        let status = if self.is_stale {
            StatusCode::CONFLICT
        } else if let Some(blocked) = self.blocked {
            blocked.status()
        } else if self.faults.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        page_with_status(status, &page(self))
    }
}

/// What templates ask.
impl ActPage {
    pub(super) fn title(&self, frame: &Frame) -> String {
        frame.words.under("desk.act", self.act.key())
    }

    pub(super) fn lead(&self, frame: &Frame) -> String {
        frame.words.under("desk.act_lead", self.act.key())
    }

    pub(super) fn crumbs(&self, frame: &Frame) -> Vec<NavLink> {
        vec![frame.link(&paths::dossier(self.dossier.id), &self.dossier.code)]
    }

    pub(super) fn dossier_page(&self, frame: &Frame) -> String {
        frame.path(&paths::dossier(self.dossier.id))
    }

    pub(super) fn hurdle_text(&self, frame: &Frame) -> Option<String> {
        self.blocked.map(|blocked| blocked.text(frame.words))
    }

    /// A form is shown where the act can be done, and where somebody's work would be lost.
    pub(super) const fn has_form(&self) -> bool {
        self.blocked.is_none() || self.is_stale
    }

    pub(super) const fn can_be_sent(&self) -> bool {
        self.blocked.is_none()
    }

    pub(super) const fn is_danger(&self) -> bool {
        matches!(self.act, Act::Refuse | Act::Stop)
    }

    pub(super) const fn version(&self) -> i32 {
        self.dossier.version
    }

    pub(super) const fn seq(&self) -> i32 {
        self.dossier.chain.seq
    }
}

async fn changes(desk: &AtDesk, id: DossierId, seen: Seen) -> Result<Vec<Entry>, PageError> {
    let storage = &desk.env.storage;
    let history = storage
        .reading(move |conn| History::of(conn, id, &[], None))
        .await?;
    Ok(history.since(desk.words(), seen.seq))
}
