//! The agency and the portal itself: what one tells, the other knows.

use std::time::Duration;

use chrono::TimeDelta;
use motcua::context::Principal;
use motcua::exchange::{self, NewPartner, Secrets, SuccessCode, add_partner};
use motcua::kernel::{Clock as _, SystemClock};
use serde_json::json;

use super::portal::AGENCY;
use super::{Identity, Setting, free_address};
use crate::access::objects;
use crate::exchange::scene::discard_dead;
use crate::support::{Cast, Portal, on_both_engines, remember_secret, says};

on_both_engines!(
    papers_are_the_same_on_both_sides,
    with_every_fault_both_sides_agree_in_the_end,
    with_every_fault_what_is_filed_here_comes_to_its_end_too,
);

/// How often the portal's clock is moved.
const STEP: Duration = Duration::from_millis(50);
const USERNAME: &str = "h99-test";

async fn papers_are_the_same_on_both_sides(portal: &Portal) {
    let flags = "--paper-rate 100 --papers 30 --refuse-percent 20 --supplement-percent 50 \
                 --stop-percent 20 --batch 20";
    sides_agree(portal, flags).await;
}

async fn with_every_fault_both_sides_agree_in_the_end(portal: &Portal) {
    let flags = "--paper-rate 100 --papers 30 --refuse-percent 20 --supplement-percent 50 \
                 --stop-percent 20 --fault all --fault-percent 20";
    sides_agree(portal, flags).await;
}

async fn sides_agree(portal: &Portal, flags: &str) {
    begin_now(portal);
    let secrets = partner(portal, &Cast::of(portal).await, None);
    let setting = Setting::known_as(&identity(&secrets), portal.base_url().as_str(), flags);
    let agency = setting.start();
    // Whoever signed in wrongly has to wait, by the portal's clock.
    let status = tokio::select! {
        status = agency.until_at_rest() => status,
        () = pass_time(portal) => unreachable!("time does not end"),
    };
    assert_eq!(status["foreign_taken"], 0, "{status}");
    let agreement = setting.agree().await;
    let said = String::from_utf8(agreement.stdout).unwrap();
    assert!(agreement.status.success(), "{said}");
    assert!(said.starts_with("30 agree"), "{said}");
    // Without an address to listen on, the agency's files are on a host that was not allowed.
    portal.work_off().await;
    while discard_dead(portal) > 0 {}
}

/// The agency is a process with the machine's clock, and may not run ahead of the portal's.
fn begin_now(portal: &Portal) {
    portal.clock.set(SystemClock.now());
}

/// Lets the portal's clock go with the time, as a process of its own has it.
async fn pass_time(portal: &Portal) {
    loop {
        tokio::time::sleep(STEP).await;
        portal.clock.advance(TimeDelta::from_std(STEP).unwrap());
    }
}

async fn with_every_fault_what_is_filed_here_comes_to_its_end_too(portal: &Portal) {
    const FILED: usize = 12;
    const PAPERS: usize = 20;
    begin_now(portal);
    let cast = Cast::of(portal).await;
    let listen = free_address();
    let secrets = partner(portal, &cast, Some(&listen));
    let flags = format!(
        "--listen {listen} --paper-rate 100 --papers {PAPERS} --refuse-percent 20 \
         --supplement-percent 30 --fault all --fault-percent 20 --slowest-seconds 0.2"
    );
    let setting = Setting::known_as(&identity(&secrets), portal.base_url().as_str(), &flags);
    let agency = setting.start();
    for _ in 0..FILED {
        objects::dossier_at(portal, &cast, cast.commune);
    }
    let told = async {
        agency
            .until("told of all", |status| status["pushes"] == FILED)
            .await;
        agency.until_at_rest().await
    };
    let status = tokio::select! {
        status = told => status,
        () = work(portal) => unreachable!("work does not end"),
    };
    assert_eq!(status["foreign_taken"], 0, "{status}");
    let agreement = setting.agree().await;
    let said = String::from_utf8(agreement.stdout).unwrap();
    assert!(agreement.status.success(), "{said}");
    assert!(said.starts_with("32 agree"), "{said}");
    agency
        .switch(&json!({"on": [], "slowest_seconds": 0.1}))
        .await;
    // What was away or answered late is fetched or told once more.
    for _ in 0..12 {
        portal.clock.advance(TimeDelta::minutes(30));
        portal.work_off().await;
    }
    // What named another agency was sent again in the right name; it waits only to be looked at.
    let open = portal.storage().read(|conn| {
        let partner = exchange::partner_by_username(conn, USERNAME)?.unwrap();
        exchange::open_quarantine(conn, partner.id, None, 1000)
    });
    let mut open = open.unwrap();
    let all = open.len();
    open.retain(|message| !says(&message.reason, "exchange.fault.foreign_agency"));
    assert_eq!(open, [], "nothing else is left for a person");
    let misaddressed = status["committed"]["wrong-code"].as_u64().unwrap();
    let kept = u64::try_from(all).unwrap();
    assert!(
        (1..=misaddressed).contains(&kept),
        "{kept} of {misaddressed}"
    );
}

/// Works on, while the portal's clock goes faster than the time, so that a breaker rests shortly.
async fn work(portal: &Portal) {
    loop {
        tokio::time::sleep(STEP).await;
        portal.clock.advance(TimeDelta::seconds(1));
        portal.work_off().await;
    }
}

fn identity(secrets: &Secrets) -> Identity<'_> {
    Identity {
        username: USERNAME,
        password: secrets.password.reveal(),
        push_secret: secrets.push.reveal(),
        agency: AGENCY,
    }
}

fn partner(portal: &Portal, cast: &Cast, listen: Option<&str>) -> Secrets {
    let new = NewPartner {
        username: USERNAME.to_owned(),
        name: "Sở Thử nghiệm".to_owned(),
        code: AGENCY.parse().unwrap(),
        agency: cast.commune,
        success: SuccessCode::Zero,
        push_url: listen.map(|at| format!("http://{at}/nhanhsdvcqg").parse().unwrap()),
        file_hosts: vec![listen.unwrap_or("127.0.0.1").to_owned()],
        private_files: true,
        further_codes: Vec::new(),
        decides: true,
    };
    let cx = portal.app.context(Principal::CommandLine);
    let added = portal.storage().write(|tx| add_partner(tx, &cx, &new));
    let (_, secrets) = added.unwrap();
    for secret in [&secrets.password, &secrets.push] {
        remember_secret(secret.reveal());
    }
    secrets
}
