//! Where a message is opened: who sends it, what it asks for, what it is answered.

use serde_json::Value;

use super::call::{self, Call};
use super::login;
use crate::catalogue::{Shelf, Snapshot};
use crate::exchange::wire::{Answer, Fault, Object};
use crate::exchange::{Partner, Secret, store};
use crate::kernel::Moment;
use crate::storage::{self, Storage};
use crate::web::Ground;

/// What answering stands on.
pub(in crate::exchange) struct Counter<'a> {
    /// The database.
    pub(super) storage: &'a Storage,
    /// The catalogue of this moment.
    pub(super) catalogue: std::sync::Arc<Snapshot>,
    /// Time and chance.
    pub(super) moment: Moment,
    /// Where the message comes from.
    pub(super) caller: String,
    ground: &'a Ground,
}

/// Why a message was not answered with success.
#[derive(Debug, thiserror::Error)]
pub(in crate::exchange) enum Trouble {
    /// It is wrong.
    #[error("{}", .0.text())]
    Fault(Fault),
    /// Storage failed; nothing of it was taken.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<'a> Counter<'a> {
    pub(in crate::exchange) fn new(ground: &'a Ground, shelf: &Shelf, caller: String) -> Self {
        Self {
            storage: &ground.storage,
            catalogue: shelf.current(),
            moment: ground.moment(),
            caller,
            ground,
        }
    }

    /// An address of the portal in full.
    pub(super) fn absolute(&self, path: &str) -> String {
        self.ground.absolute(path)
    }

    /// The answer to a message.
    pub(super) fn answer(&self, body: &[u8]) -> Answer {
        match self.open(body) {
            Ok(answer) => answer,
            Err(Trouble::Fault(fault)) => Answer::refusal(fault.text()),
            Err(Trouble::Storage(error)) => {
                tracing::error!(%error, "a partner's message could not be answered");
                Answer::refusal(Fault::new("busy").text())
            }
        }
    }

    fn open(&self, body: &[u8]) -> Result<Answer, Trouble> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| Fault::new("not_json").with("what", error))?;
        let object = Object::of(&value).ok_or_else(|| Fault::new("not_object"))?;
        if object.get("service").is_none() && object.get("username").is_some() {
            return login::login(self, object);
        }
        let service = object.required("service")?;
        let partner = self.sender(object)?;
        call::answer(
            self,
            &Call {
                partner: &partner,
                service: &service,
                object,
                body,
            },
        )
    }

    /// Whose session it is, if the agency named in the message is theirs.
    fn sender(&self, object: Object<'_>) -> Result<Partner, Trouble> {
        let session = Secret::sent(&object.required("session")?);
        let now = self.moment.now;
        let partner =
            self.storage
                .read(|conn| match store::session_partner(conn, &session, now)? {
                    Some(id) => store::partner(conn, id),
                    None => storage::Result::Ok(None),
                })?;
        let partner = partner.ok_or_else(|| Fault::new("session"))?;
        if partner.suspended_at.is_some() {
            return Err(Fault::new("suspended").into());
        }
        let agency = object.required("madonvi")?;
        if !partner.owns(&agency) {
            return Err(Fault::new("foreign_agency").with("code", agency).into());
        }
        Ok(partner)
    }
}
