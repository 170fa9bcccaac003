//! Opening a message: whether it can be read, who sends it, and whether there is anything to answer.

use std::fmt::Display;
use std::ops::Deref;

use chrono::Duration;
use serde_json::json;
use subtle::ConstantTimeEq;

use super::error::Error;
use super::services::{self, ServiceCall};
use crate::accounts::throttle::{self, Bucket};
use crate::catalogue::CatalogueCache;
use crate::context::{Context, Environment, Principal};
use crate::exchange::wire::{CheckedText, MessageError, Object, WireAnswer, read_again, read_json};
use crate::exchange::{Partner, Secret, store};
use crate::journal::SecurityCounts;
use crate::kernel::PartnerId;
use crate::speech::{Locale, Words};
use crate::storage::{self, Conn, Storage};

/// The most bytes of a message that asks for a session.
pub(super) const LARGEST_LOGIN: usize = 64 * 1024;
/// Clients keep a session for ten minutes and do not ask again when it has run out, so it lives
/// well beyond that.
const SESSION_MINUTES: i64 = 60;
/// The members that say who sends a message, and what it asks for.
const ENVELOPE: [&str; 4] = ["session", "service", "username", "password"];

/// What a message is answered with: the database, and the context of what it looks up and records.
pub(in crate::exchange) struct InboundContext<'a> {
    pub(super) storage: &'a Storage,
    pub(super) security: &'a SecurityCounts,
    cx: Context,
}

impl<'a> InboundContext<'a> {
    pub(super) fn new(env: &'a Environment, cache: &CatalogueCache) -> Self {
        Self {
            storage: &env.storage,
            security: &env.security,
            cx: Context::new(env, cache, Principal::System),
        }
    }
}

impl Deref for InboundContext<'_> {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.cx
    }
}

/// The answer to a message that has arrived whole from an address. Blocks.
pub fn answer_to(
    env: &Environment,
    cache: &CatalogueCache,
    caller: String,
    body: &[u8],
) -> WireAnswer {
    match open(env, cache, &caller, body) {
        Opened::Answered(answer) => answer,
        Opened::Call(call) => carry_out(env, cache, &call, body),
    }
}

/// What became of a message when its envelope was read.
pub(super) enum Opened {
    /// It has its answer.
    Answered(WireAnswer),
    /// Its sender calls a service.
    Call(OpenedCall),
}

/// A call of a service, of which nothing but the envelope was read.
pub(super) struct OpenedCall {
    partner: Partner,
    service: String,
    /// How many values the message has.
    values: usize,
}

impl OpenedCall {
    pub(super) const fn partner(&self) -> PartnerId {
        self.partner.id
    }

    pub(super) const fn values(&self) -> usize {
        self.values
    }

    /// Whether it may write.
    pub(super) fn records(&self) -> bool {
        services::recorder(&self.service).is_some()
    }
}

/// Reads the envelope of a message: nobody else's message is worth any memory beyond its body before
/// the sender is known. Whoever signs in has the answer at once. Blocks.
pub(super) fn open(env: &Environment, cache: &CatalogueCache, caller: &str, body: &[u8]) -> Opened {
    let cx = InboundContext::new(env, cache);
    try_open(&cx, caller, body).unwrap_or_else(|error| Opened::Answered(refusal(error)))
}

/// Answers a call by the body from which it was opened. Blocks.
pub(super) fn carry_out(
    env: &Environment,
    cache: &CatalogueCache,
    call: &OpenedCall,
    body: &[u8],
) -> WireAnswer {
    let cx = InboundContext::new(env, cache);
    let answered = read_again(body).and_then(Object::of).map_err(Error::from);
    let answered = answered.and_then(|object| {
        let call = ServiceCall::new(&call.partner, &call.service, object, body);
        services::answer(&cx, &call)
    });
    answered.unwrap_or_else(refusal)
}

fn refusal(error: Error) -> WireAnswer {
    match error {
        Error::Message(error) | Error::Known(error) | Error::NotOffered(error) => {
            WireAnswer::refusal(error.text())
        }
        Error::Storage(error) => {
            tracing::error!(%error, "a partner's message could not be answered");
            WireAnswer::refusal(MessageError::new("busy").text())
        }
    }
}

fn try_open(cx: &InboundContext<'_>, caller: &str, body: &[u8]) -> Result<Opened, Error> {
    let CheckedText { text, values } = read_json(body)?;
    let envelope = Object::with_only(text, &ENVELOPE)?;
    if !envelope.has("service")? && envelope.has("username")? {
        return match body.len() <= LARGEST_LOGIN {
            true => login(cx, caller, &envelope).map(Opened::Answered),
            false => Err(too_long("64 KB").into()),
        };
    }
    let service = envelope.required("service")?;
    let partner = sender(cx, &envelope)?;
    Ok(Opened::Call(OpenedCall {
        partner,
        service,
        values,
    }))
}

/// The error of a body that is longer than so much.
pub(super) fn too_long(most: impl Display) -> MessageError {
    MessageError::new("long_body").with("most", most)
}

/// Whose session it is, unless they are suspended.
fn sender(cx: &InboundContext<'_>, envelope: &Object<'_>) -> Result<Partner, Error> {
    let session = Secret::sent(&envelope.required("session")?);
    let now = cx.moment.now;
    let partner = cx
        .storage
        .read(|conn| match store::session_partner(conn, &session, now)? {
            Some(id) => store::partner(conn, id),
            None => storage::Result::Ok(None),
        })?;
    let partner = partner.ok_or_else(|| MessageError::new("session"))?;
    if partner.suspended_at.is_some() {
        return Err(MessageError::new("suspended").into());
    }
    Ok(partner)
}

/// Opens a session for whoever knows the password. Guessing is slowed by name and by address; who
/// knows the password never waits, as partners share addresses and a stranger may know their names.
fn login(
    cx: &InboundContext<'_>,
    caller: &str,
    envelope: &Object<'_>,
) -> Result<WireAnswer, Error> {
    let username = envelope.required("username")?;
    let password = Secret::sent(&envelope.required("password")?);
    let now = cx.moment.now;
    let keys = cx.storage.keys();
    let by_name = Bucket::target(keys, "partners.username", &username);
    let mut buckets = Bucket::address(keys, "partners.address", caller);
    buckets.push(by_name.clone());
    let known = cx.storage.read(|conn| {
        let partner = store::partner_by_username(conn, &username)?;
        if is_right(conn, partner.as_ref(), &password, cx)? {
            return Ok(Ok(partner));
        }
        storage::Result::Ok(match throttle::wait(conn, &buckets, now)? {
            Some(seconds) => Err(MessageError::new("wait").with("seconds", seconds)),
            None => Ok(None),
        })
    })?;
    let Some(partner) = known? else {
        cx.storage
            .write(|tx| throttle::record_failure(tx, &buckets, now))?;
        return Err(MessageError::new("password").into());
    };
    if partner.suspended_at.is_some() {
        return Err(MessageError::new("suspended").into());
    }
    let token = Secret::session(&cx.moment);
    let expires_at = now + Duration::minutes(SESSION_MINUTES);
    cx.storage.write(|tx| -> storage::Result<()> {
        throttle::clear(tx, &by_name)?;
        store::session_open(tx, &token, partner.id, expires_at)
    })?;
    let message = Words::new(Locale::Vi).t("exchange.done.login").to_owned();
    let mut answer = WireAnswer::success(partner.success, message);
    let session = json!(token.reveal());
    answer.more.insert("session".to_owned(), session);
    Ok(answer)
}

/// Compared with the same work whether there is such a partner or not.
fn is_right(
    conn: &mut Conn,
    partner: Option<&Partner>,
    password: &Secret,
    cx: &InboundContext<'_>,
) -> storage::Result<bool> {
    let sent = store::password_index(&conn.keys(), password);
    let kept = match partner {
        Some(partner) => store::password_indexes(conn, partner.id, cx.moment.now)?,
        None => vec![vec![0; sent.len()]],
    };
    Ok(kept.iter().any(|kept| kept.ct_eq(&sent).into()) && partner.is_some())
}
