//! Setting up what a test plays on, and taking it down.

use std::env;
use std::sync::Arc;

use motcua::storage::EngineKind;

use super::logs::Stopwatch;
use super::{Database, FreshDatabase, Portal, listen_to_logs};

/// What a test plays on, made fresh for it.
pub trait Stage: Sized {
    /// Sets it up on an engine.
    async fn set_up(kind: EngineKind) -> Self;

    /// Takes it down, and fails the test if it left something undone.
    async fn tear_down(self);
}

/// Plays one test on one engine, unless somebody at a keyboard wants the other alone.
pub fn play_on<S: Stage>(kind: EngineKind, name: &'static str, test: impl AsyncFnOnce(&S)) {
    if is_wanted(kind) {
        play(kind, name, test);
    } else {
        eprintln!("skipped: MOTCUA_TEST_ENGINES does not name {kind:?}");
    }
}

/// Plays a test in which no engine has a say.
pub fn play_once<S: Stage>(name: &'static str, test: impl AsyncFnOnce(&S)) {
    play(EngineKind::Sqlite, name, test);
}

fn play<S: Stage>(kind: EngineKind, name: &'static str, test: impl AsyncFnOnce(&S)) {
    let _stopwatch = Stopwatch::of(name);
    listen_to_logs();
    actix_web::rt::System::new().block_on(async {
        let stage = S::set_up(kind).await;
        test(&stage).await;
        stage.tear_down().await;
    });
}

/// Every engine is, unless somebody at a keyboard says `MOTCUA_TEST_ENGINES=sqlite`. That the
/// server of the other is missing is no reason to skip it silently.
fn is_wanted(kind: EngineKind) -> bool {
    let named = env::var("MOTCUA_TEST_ENGINES").unwrap_or_else(|_| "sqlite,postgres".to_owned());
    named.split(',').any(|name| match kind {
        EngineKind::Sqlite => name == "sqlite",
        EngineKind::Postgres => name == "postgres",
    })
}

/// For a test that sets up its own.
impl Stage for () {
    async fn set_up(_: EngineKind) {}

    async fn tear_down(self) {}
}

impl Stage for Database {
    async fn set_up(kind: EngineKind) -> Self {
        Self::fresh(kind)
    }

    async fn tear_down(self) {}
}

impl Stage for Arc<FreshDatabase> {
    async fn set_up(kind: EngineKind) -> Self {
        Self::new(FreshDatabase::fresh(kind))
    }

    async fn tear_down(self) {}
}

impl Stage for Portal {
    async fn set_up(kind: EngineKind) -> Self {
        Self::open(kind).await
    }

    async fn tear_down(self) {
        self.close().await;
    }
}
