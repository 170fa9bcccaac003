//! Opening a message: who sends it, and whether there is anything to answer.

use serde_json::Value;

use super::call::Call;
use super::counter::{Counter, Trouble};
use super::{dispatch, login};
use crate::catalogue::Shelf;
use crate::exchange::wire::{Answer, Fault, Object};
use crate::exchange::{Partner, Secret, store};
use crate::storage;
use crate::web::Ground;

/// The answer to a message that has arrived whole from an address. Blocks.
pub fn answer_to(ground: &Ground, shelf: &Shelf, caller: String, body: &[u8]) -> Answer {
    match open(&Counter::new(ground, shelf, caller), body) {
        Ok(answer) => answer,
        Err(Trouble::Fault(fault)) => Answer::refusal(fault.text()),
        Err(Trouble::Storage(error)) => {
            tracing::error!(%error, "a partner's message could not be answered");
            Answer::refusal(Fault::new("busy").text())
        }
    }
}

fn open(counter: &Counter<'_>, body: &[u8]) -> Result<Answer, Trouble> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| Fault::new("not_json").with("what", error))?;
    let object = Object::of(&value).ok_or_else(|| Fault::new("not_object"))?;
    if object.get("service").is_none() && object.get("username").is_some() {
        return login::login(counter, object);
    }
    let service = object.required("service")?;
    let partner = sender(counter, object)?;
    dispatch::answer(
        counter,
        &Call {
            partner: &partner,
            service: &service,
            object,
            body,
        },
    )
}

/// Whose session it is, if the agency named in the message is theirs.
fn sender(counter: &Counter<'_>, object: Object<'_>) -> Result<Partner, Trouble> {
    let session = Secret::sent(&object.required("session")?);
    let now = counter.moment.now;
    let partner =
        counter
            .storage
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
