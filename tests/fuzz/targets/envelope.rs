//! Whatever a partner sends, the answer is an object with an `error_code`, and nothing panics.
//!
//! The bytes go through reading, checking and recording, into a database of the run's own. Where
//! they say `SESSION`, a session that is open stands instead.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use motcua::agencies::AgencyKey;
use motcua::app::App;
use motcua::config::{Config, Mode, Written};
use motcua::context::Principal;
use motcua::exchange::{NewPartner, SuccessCode, add_partner, answer_to};
use motcua::kernel::{SystemChance, SystemClock};
use serde_json::{Value, json};
use tempfile::TempDir;

const PLACEHOLDER: &str = "SESSION";

struct Scene {
    app: App,
    session: String,
    _data: TempDir,
}

static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let data = tempfile::tempdir().expect("a folder");
    let written = Written {
        data: Some(data.path().to_owned()),
        ..Written::default()
    };
    let config = Config::new(written, Mode::Demonstration).expect("settings");
    let chance = Arc::new(SystemChance::default());
    let app = App::open(&config, Arc::new(SystemClock), chance).expect("a portal");
    let session = session(&app);
    Scene {
        app,
        session,
        _data: data,
    }
});

/// Signs a partner in that is there for the run.
fn session(app: &App) -> String {
    let cx = app.context(Principal::CommandLine);
    let new = NewPartner {
        username: "fuzz".to_owned(),
        name: "Fuzz".to_owned(),
        agency: "H26".parse::<AgencyKey>().expect("a key").id(),
        code: "H26".parse().expect("a code"),
        further_codes: Vec::new(),
        success: SuccessCode::Zero,
        push_url: None,
        file_hosts: Vec::new(),
        private_files: false,
        decides: true,
    };
    let storage = &app.env.storage;
    let (_, secrets) = storage
        .write(|tx| add_partner(tx, &cx, &new))
        .expect("a partner");
    let login = json!({"username": new.username, "password": secrets.password.reveal()});
    let answer = answer(app, login.to_string().as_bytes());
    answer["session"].as_str().expect("a session").to_owned()
}

fn answer(app: &App, body: &[u8]) -> Value {
    answer_to(&app.env, &app.cache, "127.0.0.1".to_owned(), body).to_json()
}

/// The bytes with the session that is open.
fn signed_in(bytes: &[u8], session: &str) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.replace(PLACEHOLDER, session).into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let scene = &*SCENE;
    let answer = answer(&scene.app, &signed_in(bytes, &scene.session));
    assert!(answer["error_code"].is_string(), "{answer}");
    assert!(answer["message"].is_string(), "{answer}");
});
