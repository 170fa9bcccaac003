//! The job that tells a partner of an event.

use super::breaker::BreakerState;
use super::message::{Letterhead, message};
use super::post::{Client, Reached};
use crate::catalogue::CatalogueCache;
use crate::exchange::store;
use crate::jobs::{Job, Leased};
use crate::kernel::{DossierId, Instant, PartnerId};
use crate::storage;
use crate::web::Environment;

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushOutcome {
    /// The partner has it, or there is nothing to tell.
    Done,
    /// The partner does not take it: the attempt counts.
    Refused(String),
    /// The partner is away: the attempt does not count, and others wait with it until then.
    Away {
        /// Until when.
        until: Instant,
        /// What happened.
        why: String,
    },
}

/// Tells a partner of the event that the job names. A partner that has no address fetches its feed instead.
///
/// # Errors
/// Those of storage.
pub async fn deliver(
    env: &Environment,
    cache: &CatalogueCache,
    client: &Client,
    leased: &Leased,
) -> storage::Result<PushOutcome> {
    let Job::PushToPartner {
        partner,
        dossier,
        seq,
    } = leased.job
    else {
        return Ok(PushOutcome::Done);
    };
    let catalogue = cache.current();
    let base_url = env.base_url.clone();
    let now = env.clock.now();
    let prepared = env
        .storage
        .reading(move |conn| {
            let head = Letterhead {
                absolute: &|path| format!("{}{path}", base_url.as_str().trim_end_matches('/')),
                agency_name: &|agency| catalogue.agency_name(agency),
                now,
            };
            let Some(partner) = store::partner(conn, partner)? else {
                return storage::Result::Ok(None);
            };
            let Some(url) = partner.push_url else {
                return Ok(None);
            };
            let message = message(conn, dossier, seq, &head)?;
            let secret = store::push_secret(conn, partner.id)?;
            let breaker = store::breaker(conn, partner.id)?;
            Ok(message.map(|message| (url, secret, message, breaker)))
        })
        .await?;
    let Some((url, secret, message, breaker)) = prepared else {
        return Ok(PushOutcome::Done);
    };
    if let BreakerState::Open(until) = breaker.state(env.clock.now()) {
        let why = breaker.last_error.unwrap_or_default();
        return Ok(PushOutcome::Away { until, why });
    }
    let reached = client
        .send(&url, secret.as_ref(), leased.id, &message)
        .await;
    settle(env, (partner, dossier, seq), reached).await
}

async fn settle(
    env: &Environment,
    (partner, dossier, seq): (PartnerId, DossierId, i32),
    reached: Reached,
) -> storage::Result<PushOutcome> {
    let moment = env.moment();
    env.storage
        .writing(move |tx| -> storage::Result<PushOutcome> {
            let now = moment.now;
            let [jitter] = moment.secret();
            let breaker = store::breaker_in_hand(tx, partner)?;
            let (breaker, delivery, error) = match &reached {
                Reached::Taken => (breaker.succeeded(now), PushOutcome::Done, None),
                Reached::Refused(why) => {
                    let refused = PushOutcome::Refused(why.clone());
                    (breaker.succeeded(now), refused, Some(why))
                }
                // Tried by itself it would be tried for ever, and close the way for all others.
                Reached::Broken(why) => {
                    let refused = PushOutcome::Refused(why.clone());
                    (breaker.failed(now, why, jitter), refused, Some(why))
                }
                Reached::Away(why) => {
                    let breaker = breaker.failed(now, why, jitter);
                    let until = breaker.open_until.unwrap_or(now + FIRST_WAIT);
                    let away = PushOutcome::Away {
                        until,
                        why: why.clone(),
                    };
                    (breaker, away, Some(why))
                }
            };
            store::breaker_put(tx, partner, &breaker)?;
            let push = store::Push {
                dossier,
                seq,
                partner,
                at: now,
                is_delivered: error.is_none(),
                error: error.cloned(),
            };
            store::push_put(tx, &push)?;
            Ok(delivery)
        })
        .await
}

/// How long a message waits for a partner that was away for the first time.
const FIRST_WAIT: chrono::Duration = chrono::Duration::seconds(2);
