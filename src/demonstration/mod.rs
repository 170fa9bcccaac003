//! What a portal shows to somebody who tries it out: accounts, and forty dossiers in every state,
//! made by the operations themselves at moments of the past.

mod acts;
mod papers;
mod partner;
mod script;

use std::sync::Arc;

use chrono::Duration;

use crate::accounts::demonstration::{
    self as people, DemonstrationAccount, DemonstrationAgencies, PASSWORD,
};
use crate::agencies::AgencyKey;
use crate::app::App;
use crate::catalogue::Snapshot;
use crate::commands::Failure;
use crate::context::Principal;
use crate::dossiers::State;
use crate::kernel::{AgencyId, Instant, TimeAndChance, print_line};
use crate::speech::{Locale, Words};
use acts::{Cast, Stage};
pub use partner::play as play_partner;
use script::{Script, acts_to, filed_hours_ago};

const SCRIPT: &str = include_str!("dossiers.toml");

/// Who signs in with a code, which the page shows.
const OPERATOR: &str = "vanhanh@motcua.example";

/// Working hours between one act and the next.
const HOURS_BETWEEN_ACTS: u32 = 2;

/// Makes what is not there yet, and prints with what to sign in; gives back the accounts.
pub async fn prepare(app: &App) -> Result<Vec<DemonstrationAccount>, Failure> {
    let cx = app.context(Principal::CommandLine);
    let snapshot = &cx.catalogue;
    let agencies = DemonstrationAgencies {
        commune: agency(snapshot, people::COMMUNE)?,
        department: agency(snapshot, people::DEPARTMENT)?,
        social_insurance: agency(snapshot, people::SOCIAL_INSURANCE)?,
        public_security: agency(snapshot, people::PUBLIC_SECURITY)?,
    };
    let storage = &app.env.storage;
    let is_new = !storage.read(crate::dossiers::has_dossiers)?;
    // Whoever acts in a story of the past was in office then.
    let hired = if is_new { earliest(cx.now()) } else { cx.now() };
    let hiring = cx.at(app.moment_at(hired));
    let made = people::ensure(storage, &app.hasher, &hiring, &agencies).await?;
    for operator in made.iter().filter(|account| account.sign_in == OPERATOR) {
        people::give_second_factor(storage, cx.now(), operator.account)?;
    }
    if is_new {
        play_all(app, snapshot, &made, &cx.moment).await?;
    }
    print_accounts(snapshot, cx.now())?;
    Ok(made)
}

/// The same list as on `/trinh-dien`.
fn print_accounts(snapshot: &Snapshot, now: Instant) -> Result<(), Failure> {
    let words = Words::new(Locale::En);
    print_line(format_args!(
        "Sign in with one of these and the password {PASSWORD}:"
    ))?;
    for listed in people::listed()? {
        let part = words.under("demonstration.part", &listed.part);
        let agency = match listed.agency {
            Some(key) => snapshot.agency_name(agency(snapshot, key)?, now),
            None => None,
        };
        let agency = agency.map_or_else(String::new, |name| format!(", {name}"));
        print_line(format_args!("  {:<24} {part}{agency}", listed.sign_in))?;
    }
    print_line(format_args!(
        "The page /trinh-dien shows this list again, and what to try."
    ))?;
    Ok(())
}

/// Refuses to serve people from a database that somebody has tried the portal out on: its
/// accounts have a password that everybody knows.
pub fn refuse(app: &App) -> Result<(), Failure> {
    if app.env.storage.read(people::is_present)? {
        return Err("database: it holds demonstration accounts; use a new one".into());
    }
    Ok(())
}

fn agency(snapshot: &Snapshot, key: &str) -> Result<AgencyId, Failure> {
    let parsed: AgencyKey = key.parse()?;
    let found = snapshot
        .agency_by_key(&parsed)
        .map(crate::agencies::Agency::id);
    found.ok_or_else(|| format!("the catalogue has no agency {key}").into())
}

async fn play_all(
    app: &App,
    snapshot: &Arc<Snapshot>,
    people: &[DemonstrationAccount],
    present: &TimeAndChance,
) -> Result<(), Failure> {
    let script: Script = toml::from_str(SCRIPT)?;
    let find = |email: &str| {
        people
            .iter()
            .find(|person| person.sign_in == email)
            .map(|person| person.account)
    };
    let cast = Cast { find: &find };
    for (number, scene) in script.services.iter().enumerate() {
        let agency = agency(snapshot, &scene.agency)?;
        let stage = Stage::new(app, snapshot, scene, agency, &cast, present.now).await?;
        for state in State::ALL {
            play(
                &stage,
                app,
                present.now,
                state,
                filed_hours_ago(state, number),
            )?;
        }
    }
    Ok(())
}

fn play(
    stage: &Stage<'_>,
    app: &App,
    present: Instant,
    state: State,
    hours_ago: i64,
) -> Result<(), Failure> {
    let mut at = app.moment_at(hours_before(stage, present, hours_ago));
    let dossier = stage.file(&at)?;
    for act in acts_to(state) {
        let next = stage.calendar.add_working_hours(at.now, HOURS_BETWEEN_ACTS);
        at = app.moment_at(next.min(present));
        stage.play(&at, dossier, *act)?;
    }
    Ok(())
}

/// Before this no story begins.
fn earliest(now: Instant) -> Instant {
    now - Duration::days(60)
}

/// The moment so many working hours before: found by halving, because calendars reckon forward.
fn hours_before(stage: &Stage<'_>, now: Instant, hours: i64) -> Instant {
    let wanted = hours * 60;
    let (mut early, mut late) = (earliest(now), now);
    while late.since(early) > Duration::minutes(1) {
        let middle = early + late.since(early) / 2;
        if stage.calendar.working_minutes_between(middle, now) > wanted {
            early = middle;
        } else {
            late = middle;
        }
    }
    late
}
