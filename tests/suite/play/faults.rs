//! Faults on demand, and the honest message that follows each.

use std::collections::BTreeSet;
use std::error::Error;
use std::io;

use serde_json::{Value, json};

use super::agency::{PUSH_SECRET, push};
use super::portal::{AGENCY, text};
use super::{Agency, Heard, Setting, StandIn};
use crate::support::{engine_free, until_told};

engine_free!(
    what_is_said_is_faulty_and_in_the_end_both_agree,
    a_push_is_answered_late_or_not_at_all_for_a_spell,
);

const CODE: &str = "H99-261123-9000001";

async fn what_is_said_is_faulty_and_in_the_end_both_agree(_: &()) {
    let portal = StandIn::open();
    let flags = "--paper-rate 100 --papers 40 --supplement-percent 50 --fault-percent 30 \
                 --fault duplicate,reordered,half-written,wrong-code,wrong-password";
    let setting = Setting::quick(&portal, flags);
    let agency = setting.start();
    let status = agency.until_at_rest().await;
    assert_eq!(status["foreign_taken"], 0);
    let agreement = setting.agree().await;
    assert!(agreement.status.success(), "{agreement:?}");

    let book = portal.book();
    assert_eq!(book.snapshots.len(), 40);
    assert!(book.wrong_passwords > 0);
    assert!(book.broken > 0, "half a message as if it were all");
    assert!(book.hung_up > 0, "half a message and then nothing");
    assert!(book.heard.iter().any(|one| one.agency != AGENCY));
    let early = |one: &Heard| one.service == "CapNhatTienDoHoSoMC" && one.answered == "-1";
    assert!(
        book.heard
            .iter()
            .any(|one| early(one) && one.agency == AGENCY),
        "progress before its snapshot"
    );
    // What was taken leaves the outbox, so an honest row is taken once. What else is on its way may
    // come between the two.
    let rows = book.heard.iter().filter(|one| {
        one.agency == AGENCY && one.service == "CapNhatTienDoHoSoMC" && one.answered == "0"
    });
    let mut taken = BTreeSet::new();
    assert!(
        rows.map(|one| one.data.to_string())
            .any(|row| !taken.insert(row)),
        "a message twice"
    );
    for code in book.snapshots.keys() {
        let rows = book.states(code).len();
        assert!(rows >= 4, "{code} has {rows} rows only");
    }
}

async fn a_push_is_answered_late_or_not_at_all_for_a_spell(_: &()) {
    let portal = StandIn::open();
    portal.book().filed.insert(CODE.to_owned());
    let setting = Setting::quick(&portal, "--spell-seconds 0.5");
    let agency = setting.start();
    let down = json!({"on": ["down"], "percent": 100, "slowest_seconds": 20.0});
    assert_eq!(agency.switch(&down).await, down);
    let filing = push("NhanHoSoDVCQG", CODE, 1);
    let mut ways = BTreeSet::new();
    let both = BTreeSet::from([Away::Refused, Away::Unavailable]);
    // Each spell is of one kind, so both are seen as time goes by.
    until_told("away in both ways", async || {
        ways.extend(away(&agency, &filing).await);
        ways == both
    })
    .await;
    let status = agency.status().await;
    assert_eq!(status["pushes"], 0);
    assert!(status["committed"]["down"].as_u64() >= Some(2), "{status}");

    let slow = json!({"on": ["slow"], "percent": 100, "slowest_seconds": 0.05});
    agency.switch(&slow).await;
    // The door may still be closed.
    until_told("open again", async || is_open(&agency).await).await;
    assert_eq!(agency.push("job-1", &filing).await["error_code"], 0);
    let status = agency.until_at_rest().await;
    assert_eq!(status["committed"]["slow"], 1);
    assert_eq!(text(&portal.book().snapshots[CODE], "TrangThaiHoSo"), "10");
}

/// How somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Away {
    /// Nobody listens at the address.
    Refused,
    /// 503.
    Unavailable,
}

/// How the agency is away from who pushes; a connection that breaks off in the middle says nothing.
async fn away(agency: &Agency, filing: &Value) -> Option<Away> {
    let answered = agency.try_to_push(PUSH_SECRET, "job-1", filing.to_string());
    match answered.await {
        Ok(answered) => (answered.status() == 503).then_some(Away::Unavailable),
        Err(error) => is_refused(&error).then_some(Away::Refused),
    }
}

/// Whether it answers: to what is no push, so that nothing comes of it.
async fn is_open(agency: &Agency) -> bool {
    let answered = agency.try_to_push(PUSH_SECRET, "nothing", String::new());
    answered
        .await
        .is_ok_and(|answered| answered.status() == 200)
}

fn is_refused(error: &(dyn Error + 'static)) -> bool {
    let of_system = error.downcast_ref::<io::Error>();
    of_system.is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
        || error.source().is_some_and(is_refused)
}
