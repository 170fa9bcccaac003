//! What each job does: the room it concerns is called.

use super::failure::JobFailure;
use super::sweep;
use crate::accounts;
use crate::app::House;
use crate::dossiers::{self, Letterhead};
use crate::exchange::{self, Delivery, Fetched, Retrial};
use crate::jobs::{self, Job, Lane, Leased, NewJob};
use crate::kernel::{AccountId, AgencyId, Moment};
use crate::letters;
use crate::storage::Tx;

/// Runs a job.
pub(super) async fn run(house: &House, leased: &Leased) -> Result<(), JobFailure> {
    let ground = &house.ground;
    match leased.job {
        Job::SendLetter { letter } => {
            letters::deliver(
                &ground.storage,
                house.post.as_ref(),
                ground.clock.as_ref(),
                &house.sender,
                letter,
            )
            .await?;
        }
        Job::WriteDossierLetter { dossier, seq } => {
            inside(house, move |house, tx, moment| {
                let catalogue = house.shelf.current();
                let head = Letterhead {
                    absolute: &|path: &str| house.ground.absolute(path),
                    agency_name: &|agency: AgencyId| catalogue.agency_name(agency),
                };
                dossiers::write_dossier_letter(tx, moment, dossier, seq, &head)
            })
            .await?;
        }
        Job::KeepResults { dossier, .. } => {
            inside(house, move |_, tx, moment| {
                dossiers::keep_results(tx, moment, dossier)
            })
            .await?;
        }
        Job::FeedAgency {
            agency,
            dossier,
            seq,
        } => {
            inside(house, move |_, tx, _| {
                dossiers::feed_agency(tx, agency, dossier, seq)
            })
            .await?;
        }
        Job::EndSupplementTerm { dossier, seq } => {
            inside(house, move |house, tx, moment| {
                let catalogue = house.shelf.current();
                let Some(known) = dossiers::dossier(tx, dossier)? else {
                    return Ok(());
                };
                let calendar = catalogue.calendar(known.agency);
                dossiers::end_supplement_term(tx, moment, dossier, seq, calendar)
            })
            .await?;
        }
        Job::ClaimDossiers { account } => {
            inside(house, move |_, tx, moment| claim(tx, moment, account)).await?;
        }
        Job::PushToPartner { .. } => push(house, leased).await?,
        Job::FetchPartnerFile {
            partner,
            dossier,
            file,
        } => {
            fetched(exchange::fetch(ground, partner, dossier, file).await?)?;
        }
        Job::ReplayMessage { quarantined } => {
            let house = house.clone();
            let replay =
                move || exchange::replay(&house.ground, &house.shelf, quarantined, Retrial::Woken);
            let replayed = tokio::task::spawn_blocking(replay).await;
            replayed.map_err(|_| JobFailure::Interrupted)??;
        }
        Job::Sweep => sweep::sweep(house).await?,
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

async fn push(house: &House, leased: &Leased) -> Result<(), JobFailure> {
    let ground = &house.ground;
    let delivery = exchange::deliver(ground, &house.shelf, &house.partners, leased).await?;
    match delivery {
        Delivery::Done => Ok(()),
        Delivery::Refused(why) => Err(JobFailure::Partner { verdict: None, why }),
        Delivery::Away { until, why } => Err(JobFailure::Partner {
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
    house: &House,
    body: impl Fn(&House, &mut Tx<'_>, &Moment) -> dossiers::Result<()> + Send + 'static,
) -> Result<(), JobFailure> {
    let moment = house.ground.moment();
    let own = house.clone();
    house
        .ground
        .storage
        .writing(move |tx| body(&own, tx, &moment))
        .await?;
    Ok(())
}
