//! What the wire answers, word for word: partners' programs look for these texts.

use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, row, snapshot};
use crate::support::{Portal, assert_accepted, engine_free};

engine_free!(answers_are_as_they_were_accepted);

const CODE: &str = "H99-260105-0001";
const AT: &str = "20260105083000";

async fn answers_are_as_they_were_accepted(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let one = [snapshot(CODE, 4)];
    let mut other_agency = json!({ "session": client.session, "service": "TraCuuHoSo" });
    other_agency["madonvi"] = json!("H98");
    let mut nameless = one[0].clone();
    nameless["MaHoSo"] = json!("");
    let answers = [
        ("no JSON", client.send_raw("mapi/g", b"{".to_vec()).await),
        ("a wrong password", sign_in(&client, "guessed").await),
        (
            "a sign-in",
            sign_in(&client, client.secrets.password.reveal()).await,
        ),
        ("no session", client.send("mapi/g", &json!({})).await),
        ("another agency", client.send("mapi/g", &other_agency).await),
        ("no such service", client.call("LayGiDo", json!({})).await),
        ("an update of what is unknown", client.update(&one).await),
        (
            "a dossier without its code",
            client.insert(&[nameless]).await,
        ),
        ("a dossier", client.insert(&one).await),
        ("the same dossier", client.insert(&one).await),
        ("its update", client.update(&one).await),
        (
            "its progress",
            client.progress(&[row(CODE, AT, 4, "Xử lý")]).await,
        ),
        (
            "progress of what is unknown",
            client
                .progress(&[row("H99-260105-0002", AT, 4, "Xử lý")])
                .await,
        ),
        (
            "a look",
            client.call("TraCuuHoSo", json!({ "mahoso": CODE })).await,
        ),
        (
            "a look at what is unknown",
            client
                .call("TraCuuHoSo", json!({ "mahoso": "H99-260105-0002" }))
                .await,
        ),
        (
            "a procedure that is unknown",
            client
                .call("LayThuTuc", json!({ "maTTHC": "9.999999" }))
                .await,
        ),
        ("the feed", client.call("LayHoSoTuDVCQG", json!({})).await),
    ];
    let mut text = String::new();
    for (what, mut answer) in answers {
        if answer.get("session").is_some() {
            answer["session"] = json!("…");
        }
        let answer = serde_json::to_string_pretty(&answer).unwrap();
        text.push_str(&format!("{what}\n{answer}\n\n"));
    }
    assert_accepted("answers_of_the_wire", &text);
}

async fn sign_in(client: &Client, password: &str) -> Value {
    let body = json!({ "username": client.partner.username, "password": password });
    client.send("mapi/login", &body).await
}
