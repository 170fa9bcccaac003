//! Signing in (docs/partners.md).

use chrono::Duration;
use serde_json::json;
use subtle::ConstantTimeEq;

use super::context::{InboundContext, Trouble};
use crate::accounts::throttle::{self, Bucket};
use crate::exchange::wire::{Answer, Fault, Object};
use crate::exchange::{Partner, Secret, store};
use crate::speech::{Locale, Words};
use crate::storage::{self, Conn};

/// Clients keep a session for ten minutes and do not ask again when it has run out, so it lives
/// well beyond that.
const SESSION_MINUTES: i64 = 60;

/// Opens a session for whoever knows the password. Guessing is slowed by name and by address; who
/// knows the password never waits, as partners share addresses and a stranger may know their names.
pub(super) fn login(cx: &InboundContext<'_>, object: Object<'_>) -> Result<Answer, Trouble> {
    let username = object.required("username")?;
    let password = Secret::sent(&object.required("password")?);
    let now = cx.moment.now;
    let keys = cx.storage.keys();
    let buckets = [
        Bucket::target(keys, "partners.username", &username),
        Bucket::address(keys, "partners.address", &cx.caller),
    ];
    let known = cx.storage.read(|conn| {
        let partner = store::partner_by_username(conn, &username)?;
        if is_right(conn, partner.as_ref(), &password, cx)? {
            return Ok(Ok(partner));
        }
        storage::Result::Ok(match throttle::wait(conn, &buckets, now)? {
            Some(seconds) => Err(Fault::new("wait").with("seconds", seconds)),
            None => Ok(None),
        })
    })?;
    let Some(partner) = known? else {
        cx.storage
            .write(|tx| throttle::record_failure(tx, &buckets, now))?;
        return Err(Fault::new("password").into());
    };
    if partner.suspended_at.is_some() {
        return Err(Fault::new("suspended").into());
    }
    let token = Secret::session(&cx.moment);
    let expires_at = now + Duration::minutes(SESSION_MINUTES);
    cx.storage.write(|tx| -> storage::Result<()> {
        throttle::clear(tx, &buckets[0])?;
        store::session_open(tx, &token, partner.id, expires_at)
    })?;
    let message = Words::new(Locale::Vi).t("exchange.done.login").to_owned();
    let mut answer = Answer::success(partner.success, message);
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
