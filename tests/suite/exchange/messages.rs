//! The reference's messages, replayed as they stand but for the secrets.

use serde_json::Value;

use super::scene::{Client, NOWHERE, discard_dead, is_success};
use crate::support::{Portal, on_both_engines};

const LOGIN: &str = include_str!("messages/01-login.json");
const SNAPSHOTS: &str = include_str!("messages/02-dongbohosomc.json");
const PROGRESS: &str = include_str!("messages/03-capnhattiendohosomc.json");
const LOOK_UPS: &str = include_str!("messages/04-tracuuhoso-laythutuc.json");
const STATUS_BACK: &str = include_str!("messages/05-push-to-one-stop.json");

on_both_engines!(
    a_login_is_answered_as_written,
    the_whole_exchange_is_answered_as_written,
    a_status_for_an_unknown_dossier_waits,
);

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The message with this client's session.
fn own(client: &Client, request: &Value) -> Value {
    let mut request = request.clone();
    request["session"] = client.session.clone().into();
    request
}

/// The code, and the words that clients look for.
fn assert_answered(answer: &Value, wanted: &Value) {
    assert_eq!(answer["error_code"], wanted["error_code"], "{answer}");
    let text = answer["message"].as_str().unwrap();
    for words in [
        "thành công",
        "đã tồn tại",
        "Không tìm thấy",
        "Sai tài khoản",
    ] {
        let is_wanted = wanted["message"].as_str().unwrap().contains(words);
        assert!(!is_wanted || text.contains(words), "{answer} for {wanted}");
    }
}

async fn a_login_is_answered_as_written(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let message = read(LOGIN);
    let path = message["request"]["path"].as_str().unwrap();
    let wrong = &message["request"]["body"];
    let answer = client.send(path, wrong).await;
    assert_answered(&answer, &message["response_bad"]);
    assert!(answer.get("session").is_none());
    let mut right = wrong.clone();
    right["password"] = client.secrets.password.reveal().into();
    let answer = client.send(path, &right).await;
    assert_answered(&answer, &message["response_ok"]);
    assert_eq!(answer["session"].as_str().unwrap().len(), 36);
    // The session before is still open.
    let known = client.state_of("000.00.00.H99-260105-0001").await;
    assert_eq!(known, None);
}

async fn the_whole_exchange_is_answered_as_written(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let progress = read(PROGRESS);
    let cases = read(SNAPSHOTS);
    let looks = read(LOOK_UPS);
    let look = own(&client, &looks["cases"][0]["request"]);
    let early = client
        .send("mapi/g", &own(&client, &progress["request"]))
        .await;
    assert_answered(&early, &progress["response_unknown_dossier"]);
    let unknown = client.send("mapi/g", &look).await;
    assert_eq!(
        unknown["result"],
        looks["cases"][0]["response_unknown"]["result"]
    );
    let cases = cases["cases"].as_array().unwrap();
    for case in cases {
        let request = match case.get("request_same_as") {
            Some(other) => {
                let other = usize::try_from(other.as_u64().unwrap()).unwrap();
                &cases[other]["request"]
            }
            None => &case["request"],
        };
        let answer = client.send("mapi/g", &own(&client, request)).await;
        assert_answered(&answer, &case["response"]);
    }
    let answer = client
        .send("mapi/login", &own(&client, &progress["request"]))
        .await;
    assert_answered(&answer, &progress["response"]);
    let known = client.send("mapi/g", &look).await;
    assert_eq!(known["result"][0]["MaHoSo"], "000.00.00.H99-260105-0001");
    // The snapshot's dates are later than the last row, a 9.
    assert_eq!(known["result"][0]["TrangThaiHoSo"], "10");
    let procedure = own(&client, &looks["cases"][1]["request"]);
    let answer = client.send("mapi/g", &procedure).await;
    assert!(is_success(&answer) && answer["result"] == Value::Array(Vec::new()));
    let mut real = procedure;
    real["maTTHC"] = "1.001193".into();
    let answer = client.send("mapi/g", &real).await;
    let wanted = looks["cases"][1]["response"]["result"][0]
        .as_object()
        .unwrap();
    for member in wanted.keys() {
        assert!(answer["result"][0].get(member).is_some(), "{member}");
    }
    assert!(answer["result"][0]["LINHVUCTHUCHIEN"][0].is_object());
    // The files of the snapshot are on a host that was not allowed for this partner.
    portal.work_off().await;
    assert!(discard_dead(portal) > 0);
}

async fn a_status_for_an_unknown_dossier_waits(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let message = read(STATUS_BACK);
    let back = own(&client, &message["status_back"]["request"]);
    let answer = client.send("mapi/g", &back).await;
    assert_eq!(answer["error_code"], "-1");
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("G99.99-260105-990001")
    );
}
