//! Faults on demand, and the honest message that follows each.

use serde_json::json;

use super::agency::push;
use super::portal::{AGENCY, text};
use super::{Heard, Setting, StandIn};

const CODE: &str = "H99-261123-9000001";

#[actix_web::test]
async fn what_is_said_is_faulty_and_in_the_end_both_agree() {
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
    let twice = |pair: &[Heard]| pair[0].data == pair[1].data && pair[0].updates == pair[1].updates;
    let own: Vec<Heard> = book
        .heard
        .iter()
        .filter(|one| one.agency == AGENCY && one.service == "CapNhatTienDoHoSoMC")
        .cloned()
        .collect();
    assert!(
        own.windows(2)
            .any(|pair| twice(pair) && pair[1].answered == "0")
    );
    for code in book.snapshots.keys() {
        let rows = book.states(code).len();
        assert!(rows >= 4, "{code} has {rows} rows only");
    }
}

#[actix_web::test]
async fn a_push_is_answered_late_or_not_at_all_for_a_spell() {
    let portal = StandIn::open();
    portal.book().filed.insert(CODE.to_owned());
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let down = json!({"on": ["down"], "percent": 100, "slowest_seconds": 20.0});
    assert_eq!(agency.switch(&down).await, down);
    let filing = push("NhanHoSoDVCQG", CODE, 1);
    let refused = agency.push_with("bi-mat-day-ho-so", "job-1", filing.to_string());
    assert_eq!(refused.await.status(), 503);
    assert_eq!(agency.status().await["pushes"], 0);

    agency
        .switch(&json!({"on": ["slow"], "percent": 100, "slowest_seconds": 0.05}))
        .await;
    let reply = agency.push("job-1", &filing).await;
    assert_eq!(reply["error_code"], 0);
    let status = agency.until_at_rest().await;
    assert_eq!(status["committed"], json!({"slow": 1, "down": 1}));
    assert_eq!(text(&portal.book().snapshots[CODE], "TrangThaiHoSo"), "10");
}
