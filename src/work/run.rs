//! What each job does: the room it concerns is called.

use super::failure::JobFailure;
use super::sweep;
use crate::accounts;
use crate::app::App;
use crate::context::Principal;
use crate::dossiers::{self, Letterhead};
use crate::exchange::{self, Fetched, PushOutcome, Retrial};
use crate::jobs::{self, Job, Lane, Leased, NewJob};
use crate::kernel::{AccountId, AgencyId, Moment};
use crate::letters;
use crate::storage::Tx;

/// Runs a job.
pub(super) async fn run(app: &App, leased: &Leased) -> Result<(), JobFailure> {
    let env = &app.env;
    match leased.job {
        Job::SendLetter { letter } => {
            letters::deliver(
                &env.storage,
                app.post.as_ref(),
                env.clock.as_ref(),
                &app.sender,
                letter,
            )
            .await?;
        }
        Job::WriteDossierLetter { dossier, seq } => {
            inside(app, move |app, tx, moment| {
                let catalogue = app.cache.current();
                let head = Letterhead {
                    absolute: &|path: &str| app.env.absolute(path),
                    agency_name: &|agency: AgencyId| catalogue.agency_name(agency),
                };
                dossiers::write_dossier_letter(tx, moment, dossier, seq, &head)
            })
            .await?;
        }
        Job::KeepResults { dossier, .. } => {
            inside(app, move |_, tx, moment| {
                dossiers::keep_results(tx, moment, dossier)
            })
            .await?;
        }
        Job::FeedAgency {
            agency,
            dossier,
            seq,
        } => {
            inside(app, move |_, tx, _| {
                dossiers::feed_agency(tx, agency, dossier, seq)
            })
            .await?;
        }
        Job::EndSupplementTerm { dossier, seq } => {
            let cx = app.context(Principal::System);
            inside(app, move |_, tx, _| {
                dossiers::end_supplement_term(tx, &cx, dossier, seq)
            })
            .await?;
        }
        Job::ClaimDossiers { account } => {
            inside(app, move |_, tx, moment| claim(tx, moment, account)).await?;
        }
        Job::PushToPartner { .. } => push(app, leased).await?,
        Job::FetchPartnerFile {
            partner,
            dossier,
            file,
        } => {
            fetched(exchange::fetch(env, partner, dossier, file).await?)?;
        }
        Job::ReplayMessage { quarantined } => {
            let app = app.clone();
            let replay =
                move || exchange::replay(&app.env, &app.cache, quarantined, Retrial::Woken);
            let replayed = tokio::task::spawn_blocking(replay).await;
            replayed.map_err(|_| JobFailure::Interrupted)??;
        }
        Job::Sweep => sweep::sweep(app).await?,
    }
    Ok(())
}

fn fetched(fetched: Fetched) -> Result<(), JobFailure> {
    let (verdict, why) = match fetched {
        Fetched::Done => return Ok(()),
        Fetched::Barred(why) => (Some(jobs::Verdict::Dead), why.to_owned()),
        Fetched::Later(why) => (None, why),
    };
    Err(JobFailure::Partner { verdict, why })
}

async fn push(app: &App, leased: &Leased) -> Result<(), JobFailure> {
    let env = &app.env;
    let delivery = exchange::deliver(env, &app.cache, &app.partners, leased).await?;
    match delivery {
        PushOutcome::Done => Ok(()),
        PushOutcome::Refused(why) => Err(JobFailure::Partner { verdict: None, why }),
        PushOutcome::Away { until, why } => Err(JobFailure::Partner {
            verdict: Some(jobs::Verdict::Postpone(until)),
            why,
        }),
    }
}

/// Ties what partners sent earlier to an account that was verified since; asks for itself again as
/// long as there is more.
fn claim(tx: &mut Tx<'_>, moment: &Moment, account: AccountId) -> dossiers::Result<()> {
    let Some(known) = accounts::account(tx, account)? else {
        return Ok(());
    };
    let Some(number) = known.owned_number() else {
        return Ok(());
    };
    if dossiers::claim(tx, account, number)? {
        let again = NewJob {
            job: Job::ClaimDossiers { account },
            lane: Lane::alone(account),
            run_at: moment.now,
        };
        jobs::enqueue(tx, moment, &again)?;
    }
    Ok(())
}

/// Runs a job that touches nothing but the database.
async fn inside(
    app: &App,
    body: impl Fn(&App, &mut Tx<'_>, &Moment) -> dossiers::Result<()> + Send + 'static,
) -> Result<(), JobFailure> {
    let moment = app.env.moment();
    let own = app.clone();
    app.env
        .storage
        .writing(move |tx| body(&own, tx, &moment))
        .await?;
    Ok(())
}
