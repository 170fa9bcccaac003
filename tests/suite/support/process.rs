//! The real binary in a process of its own, to be killed.

use std::process::{Child, Command};
use std::time::{Duration, Instant as Stopwatch};

use motcua::storage::DatabaseUrl;

use super::PostOffice;
use super::database::{Place, keys};
use super::logs::suite_log;

/// Longer than anything here takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `motcua work`.
pub struct Process(Child);

impl Process {
    /// Starts it on a place, sending its letters to this office.
    pub fn work(place: &Place, office: &PostOffice) -> Self {
        let (sealing, index) = keys();
        let database = match &place.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let child = Command::new(env!("CARGO_BIN_EXE_motcua"))
            .current_dir(place.folder())
            .arg("work")
            .arg("--data")
            .arg(place.folder())
            .env("DATABASE_URL", database)
            .env("MOTCUA_SEALING_KEYS", sealing.reveal())
            .env("MOTCUA_INDEX_KEY", index.reveal())
            .env(
                "MOTCUA_SMTP",
                format!("smtp+plain://127.0.0.1:{}", office.port),
            )
            .env("RUST_LOG", "info,motcua=trace")
            .stderr(suite_log())
            .spawn();
        Self(child.unwrap())
    }

    /// SIGKILL: it has no time to finish anything.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits for something that another process does; there is no clock in it that could be moved.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Stopwatch::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
