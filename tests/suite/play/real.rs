//! The agency and the portal itself: what one tells, the other knows.

use std::time::Duration;

use chrono::TimeDelta;
use motcua::exchange::{NewPartner, Secrets, SuccessCode, add_partner};

use super::portal::AGENCY;
use super::{Identity, Setting};
use crate::support::{Cast, Portal, on_both_engines, remember_secret};

on_both_engines!(
    papers_are_the_same_on_both_sides,
    with_every_fault_both_sides_agree_in_the_end,
);

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
    let secrets = partner(portal, &Cast::of(portal).await);
    let identity = Identity {
        username: USERNAME,
        password: secrets.password.reveal(),
        push_secret: secrets.push.reveal(),
        agency: AGENCY,
    };
    let setting = Setting::known_as(&identity, portal.base_url().as_str(), flags);
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
}

/// Lets the portal's clock go with the time, as a process of its own has it.
async fn pass_time(portal: &Portal) {
    const STEP: Duration = Duration::from_millis(50);
    loop {
        tokio::time::sleep(STEP).await;
        portal.clock.advance(TimeDelta::from_std(STEP).unwrap());
    }
}

fn partner(portal: &Portal, cast: &Cast) -> Secrets {
    let new = NewPartner {
        username: USERNAME.to_owned(),
        name: "Sở Thử nghiệm".to_owned(),
        code: AGENCY.parse().unwrap(),
        agency: cast.commune,
        success: SuccessCode::Zero,
        push_url: None,
        file_hosts: vec!["127.0.0.1".to_owned()],
        private_files: true,
        decides: true,
    };
    let moment = portal.house.ground.moment();
    let added = portal
        .storage()
        .write(|tx| add_partner(tx, &moment, &new, None));
    let (_, secrets) = added.unwrap();
    for secret in [&secrets.password, &secrets.push] {
        remember_secret(secret.reveal());
    }
    secrets
}
