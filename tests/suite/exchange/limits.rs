//! Where the wire ends: sizes, broken bodies, passwords, sessions.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use actix_web::web;
use chrono::Duration;
use motcua::context::Principal;
use motcua::exchange::{Secret, rotate_secrets};
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, snapshot};
use crate::support::{Portal, engine_free, on_both_engines, remember_secret, says};

on_both_engines!(
    what_is_too_long_is_said_so_and_what_just_fits_is_taken,
    a_long_message_is_answered_like_a_short_one,
    guessing_is_slowed_and_others_are_not,
    an_old_password_opens_for_a_day_unless_it_became_known,
    a_session_ends_after_an_hour,
);

engine_free!(
    a_login_is_never_long,
    a_body_that_stops_halfway_harms_nobody,
);

const MEBIBYTE: usize = 1024 * 1024;

async fn what_is_too_long_is_said_so_and_what_just_fits_is_taken(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let answer = client
        .send_raw("mapi/g", vec![b' '; 32 * MEBIBYTE + 1])
        .await;
    assert_eq!(answer["error_code"], "-1");
    assert!(
        answer["message"].as_str().unwrap().contains("32"),
        "{answer}"
    );
    let mut large = snapshot("H99-260105-0001", 4);
    large["NoiDungTep"] = json!("x".repeat(31 * MEBIBYTE));
    assert!(is_success(&client.insert(&[large]).await));
    assert_eq!(
        client.state_of("H99-260105-0001").await.as_deref(),
        Some("4")
    );
}

/// The longest message that may ask for a session.
const LONG: usize = 64 * 1024;

/// What is answered to a text, and to the same with so many blanks in front that it is long.
async fn short_and_long(client: &Client, text: &str) -> (Value, Value) {
    let long = format!("{}{text}", " ".repeat(LONG));
    let short = client.send_raw("mapi/g", text.as_bytes().to_vec()).await;
    (short, client.send_raw("mapi/g", long.into_bytes()).await)
}

async fn a_long_message_is_answered_like_a_short_one(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let open = client.session.as_str();
    let rest = r#""madonvi":"H99","service":"LayDanhMucLinhVuc""#;
    let mut texts: Vec<String> = [
        "{}",
        "[]",
        "null",
        "1",
        "true",
        r#""x""#,
        r#"[{"session":"x"}]"#,
        r#"{"service":{}}"#,
        r#"{"service":[1],"username":"x"}"#,
        r#"{"service":null}"#,
        r#"{"service":"LayDVC"}"#,
        r#"{"service":"LayDVC","session":""}"#,
        r#"{"service":"LayDVC","session":{"session":"x"}}"#,
        r#"{"service":"LayDVC","session":["x"]}"#,
        r#"{"service":1,"session":true}"#,
        r#"{"service":"LayDVC","username":"x","session":"x"}"#,
        r#"{"data":[{"service":"x"}]}"#,
    ]
    .map(str::to_owned)
    .to_vec();
    for session in [
        format!(r#""session":"{open}""#),
        format!(r#""SESSION":" {open} ""#),
        format!(r#""sEsSiOn":"x","session":"{open}""#),
        format!(r#""session":"{open}","SESSION":"x""#),
        format!(r#""session":"x","session":"{open}""#),
        format!(r#""session":"{open}","session":null"#),
        format!(r#""session":null,"SESSION":"{open}""#),
        format!(r#""SESSION":"x","Session":"{open}""#),
        format!(r#""\u0073ession":"{open}\u0000""#),
        format!(r#""data":{{"session":"{open}"}}"#),
    ] {
        texts.push(format!("{{{session},{rest}}}"));
        texts.push(format!("{{{rest},{session}}}"));
        texts.push(format!(r#"{{{session},"service":"KhongCo"}}"#));
        texts.push(format!(
            r#"{{{session},"service":"LayDVC","madonvi":"H98"}}"#
        ));
    }
    for text in &texts {
        let (short, long) = short_and_long(&client, text).await;
        assert_eq!(short, long, "{text}");
    }
    let right = format!(r#"{{"SESSION":"{open}",{rest}}}"#);
    assert!(is_success(&short_and_long(&client, &right).await.1));
    // Where it is broken is said as well, and that is elsewhere.
    let what = |answer: &Value| {
        let text = answer["message"].as_str().unwrap().to_owned();
        text.split(" ở dòng ").next().unwrap().to_owned()
    };
    for broken in ["", "{", "[", "{\"session\":\"x", "{} x", "{1:2}", "nul"] {
        let (short, long) = short_and_long(&client, broken).await;
        assert_eq!(what(&short), what(&long), "{broken}");
    }
}

async fn a_login_is_never_long(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let password = client.secrets.password.reveal();
    let body = json!({ "username": client.partner.username, "password": password }).to_string();
    let blanks = |most: usize| " ".repeat(most - body.len()) + &body;
    let fits = client
        .send_raw("mapi/login", blanks(LONG).into_bytes())
        .await;
    remember_secret(fits["session"].as_str().unwrap());
    assert!(is_success(&fits), "{fits}");
    let long = client
        .send_raw("mapi/login", blanks(LONG + 1).into_bytes())
        .await;
    assert_eq!(long["error_code"], "-1");
    assert!(
        long["message"].as_str().unwrap().contains("64 KB"),
        "{long}"
    );
}

async fn a_body_that_stops_halfway_harms_nobody(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let url = portal.base_url();
    let address = (url.host_str().unwrap().to_owned(), url.port().unwrap());
    let heard = web::block(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let head = "POST /mapi/g HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n{\"ses";
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut heard = String::new();
        // Whether it is answered or only hung up is the server's; it must not wait for ever.
        let _ = stream.read_to_string(&mut heard);
        heard
    });
    let heard = heard.await.unwrap();
    assert!(
        heard.is_empty() || heard.starts_with("HTTP/1.1 "),
        "{heard}"
    );
    assert!(!heard.starts_with("HTTP/1.1 5"), "{heard}");
    assert!(is_success(
        &client.insert(&[snapshot("H99-260105-0001", 4)]).await
    ));
}

async fn sign_in(client: &Client, password: &str) -> Value {
    let body = json!({ "username": client.partner.username, "password": password });
    let answer = client.send("mapi/login", &body).await;
    if let Some(session) = answer["session"].as_str() {
        remember_secret(session);
    }
    answer
}

async fn guessing_is_slowed_and_others_are_not(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut other = Client::of(portal, "h98-test", "H98").await;
    for _ in 0..12 {
        assert_eq!(sign_in(&client, "guessed").await["error_code"], "-1");
    }
    let right = client.secrets.password.reveal();
    let waits = sign_in(&client, "guessed").await;
    assert_eq!(waits["error_code"], "-1");
    assert!(
        says(waits["message"].as_str().unwrap(), "exchange.fault.wait"),
        "{waits}"
    );
    assert!(is_success(
        &client.insert(&[snapshot("H99-260105-0001", 4)]).await
    ));
    other.login().await;
    let answer = sign_in(&client, right).await;
    assert_eq!(answer["error_code"], "0", "who guesses keeps nobody out");
}

fn rotated(portal: &Portal, client: &Client, at_once: bool) -> Secret {
    let cx = portal.app.context(Principal::CommandLine);
    let id = client.partner.id;
    let storage = portal.storage();
    let secrets = storage.write(|tx| rotate_secrets(tx, &cx, id, at_once));
    let password = secrets.unwrap().password;
    remember_secret(password.reveal());
    password
}

async fn an_old_password_opens_for_a_day_unless_it_became_known(portal: &Portal) {
    let mut client = Client::of(portal, "h99-test", NOWHERE).await;
    let first = client.secrets.password.clone();
    let second = rotated(portal, &client, false);
    portal.clock.advance(Duration::hours(23));
    for password in [&first, &second] {
        assert_eq!(sign_in(&client, password.reveal()).await["error_code"], "0");
    }
    portal.clock.advance(Duration::hours(2));
    assert_eq!(sign_in(&client, first.reveal()).await["error_code"], "-1");
    client.secrets.password = second.clone();
    client.login().await;

    let third = rotated(portal, &client, true);
    let answer = client.insert(&[snapshot("H99-260105-0001", 4)]).await;
    assert_eq!(answer["error_code"], "-1", "its sessions have ended");
    assert_eq!(sign_in(&client, second.reveal()).await["error_code"], "-1");
    client.secrets.password = third;
    client.login().await;
    assert!(is_success(
        &client.insert(&[snapshot("H99-260105-0001", 4)]).await
    ));
}

async fn a_session_ends_after_an_hour(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    portal.clock.advance(Duration::minutes(59));
    assert!(is_success(
        &client.insert(&[snapshot("H99-260105-0001", 4)]).await
    ));
    portal.clock.advance(Duration::minutes(1));
    let answer = client.insert(&[snapshot("H99-260105-0002", 4)]).await;
    assert_eq!(answer["error_code"], "-1");
}
