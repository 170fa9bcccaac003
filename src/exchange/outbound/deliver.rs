//! The job that tells a partner of an event.

use super::breaker::BreakerState;
use super::message::message;
use super::post::{Client, Reached};
use crate::context::Environment;
use crate::context::{Background, Context, Principal};
use crate::dossiers::PushToPartner;
use crate::exchange::store;
use crate::jobs::{Failed, Outcome, Run};
use crate::kernel::JobId;
use crate::storage::{self, Tx};

/// What calling a partner needs.
#[derive(Clone)]
pub struct Outbound {
    /// Storage, clock and catalogue.
    pub background: Background,
    /// What calls partners.
    pub client: Client,
}

impl Run for PushToPartner {
    type Needs = Outbound;

    async fn run(self, needs: &Outbound, id: JobId) -> Outcome {
        deliver(needs, self, id).await
    }
}

/// Tells a partner of the event that the job names. A partner that has no address fetches its feed instead.
async fn deliver(needs: &Outbound, job: PushToPartner, id: JobId) -> Outcome {
    let Background { env, cache } = &needs.background;
    let cx = Context::new(env, cache, Principal::System);
    let prepared = env
        .storage
        .reading(move |conn| {
            let Some(partner) = store::partner(conn, job.partner)? else {
                return storage::Result::Ok(None);
            };
            let Some(url) = partner.push_url else {
                return Ok(None);
            };
            let message = message(conn, &cx, job.dossier, job.seq)?;
            let secret = store::push_secret(conn, partner.id)?;
            let breaker = store::breaker(conn, partner.id)?;
            Ok(message.map(|message| (url, secret, message, breaker)))
        })
        .await?;
    let Some((url, secret, message, breaker)) = prepared else {
        return Ok(());
    };
    if let BreakerState::Open(until) = breaker.state(env.clock.now()) {
        let why = breaker.last_error.unwrap_or_default();
        return Err(Failed::postponed(until, why));
    }
    let reached = needs.client.send(&url, secret.as_ref(), id, &message).await;
    settle(env, job, reached).await
}

/// Records what came of the call: on the breaker, which others wait with, and for the history.
async fn settle(env: &Environment, job: PushToPartner, reached: Reached) -> Outcome {
    let moment = env.moment();
    let record = move |tx: &mut Tx<'_>| -> storage::Result<Outcome> {
        let now = moment.now;
        let [jitter] = moment.secret();
        let breaker = store::breaker_for_update(tx, job.partner)?;
        let (breaker, outcome) = match &reached {
            Reached::Taken => (breaker.succeeded(now), Ok(())),
            Reached::Refused(why) => (breaker.succeeded(now), Err(Failed::new(why))),
            // Tried by itself it would be tried for ever, and close the way for all others.
            Reached::Broken(why) => (breaker.failed(now, why, jitter), Err(Failed::new(why))),
            Reached::Away(why) => {
                let breaker = breaker.failed(now, why, jitter);
                let until = breaker.open_until.unwrap_or(now + FIRST_WAIT);
                (breaker, Err(Failed::postponed(until, why)))
            }
        };
        store::breaker_put(tx, job.partner, &breaker)?;
        let push = store::Push {
            dossier: job.dossier,
            seq: job.seq,
            partner: job.partner,
            at: now,
            is_delivered: outcome.is_ok(),
            error: outcome.as_ref().err().map(|failed| failed.why.clone()),
        };
        store::push_put(tx, &push)?;
        Ok(outcome)
    };
    env.storage.writing(record).await?
}

/// How long a message waits for a partner that was away for the first time.
const FIRST_WAIT: chrono::Duration = chrono::Duration::seconds(2);
