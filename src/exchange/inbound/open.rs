//! Opening a message: who sends it, and whether there is anything to answer.

use serde_json::Value;

use super::body::{SMALL, too_long};
use super::call::Call;
use super::context::{InboundContext, Trouble};
use super::envelope::peek;
use super::order::reopened;
use super::{dispatch, login};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::exchange::wire::{Answer, Fault, Object};
use crate::exchange::{Partner, Secret, store};
use crate::storage;

/// The answer to a message that has arrived whole from an address. Blocks.
pub fn answer_to(env: &Environment, cache: &CatalogueCache, caller: String, body: &[u8]) -> Answer {
    match open(&InboundContext::new(env, cache, caller), body) {
        Ok(answer) => answer,
        Err(Trouble::Fault(fault)) => Answer::refusal(fault.text()),
        Err(Trouble::Storage(error)) => {
            tracing::error!(%error, "a partner's message could not be answered");
            Answer::refusal(Fault::new("busy").text())
        }
    }
}

/// A small message is read whole at once, and only a small one can ask for a session: only what is
/// larger is worth a look at its envelope first.
fn open(cx: &InboundContext<'_>, body: &[u8]) -> Result<Answer, Trouble> {
    let is_small = body.len() <= SMALL;
    let first = match is_small {
        true => reopened(body)?,
        false => peek(body).map_err(|error| Fault::new("not_json").with("what", error))?,
    };
    let envelope = object_of(&first)?;
    if envelope.get("service").is_none() && envelope.get("username").is_some() {
        return match is_small {
            true => login::login(cx, envelope),
            false => Err(too_long("64 KB").into()),
        };
    }
    let service = envelope.required("service")?;
    let partner = sender(cx, envelope)?;
    // Nobody else's message is worth the memory of all its values.
    let value = match is_small {
        true => first,
        false => reopened(body)?,
    };
    let object = object_of(&value)?;
    dispatch::answer(
        cx,
        &Call {
            partner: &partner,
            service: &service,
            object,
            body,
        },
    )
}

fn object_of(value: &Value) -> Result<Object<'_>, Fault> {
    Object::of(value).ok_or_else(|| Fault::new("not_object"))
}

/// Whose session it is, unless they are suspended.
fn sender(cx: &InboundContext<'_>, envelope: Object<'_>) -> Result<Partner, Trouble> {
    let session = Secret::sent(&envelope.required("session")?);
    let now = cx.moment.now;
    let partner = cx
        .storage
        .read(|conn| match store::session_partner(conn, &session, now)? {
            Some(id) => store::partner(conn, id),
            None => storage::Result::Ok(None),
        })?;
    let partner = partner.ok_or_else(|| Fault::new("session"))?;
    if partner.suspended_at.is_some() {
        return Err(Fault::new("suspended").into());
    }
    Ok(partner)
}
