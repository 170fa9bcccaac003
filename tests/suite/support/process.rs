//! The real binary in a process of its own, to be killed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant as Stopwatch};

use motcua::storage::DatabaseUrl;

use super::PostOffice;
use super::database::{Place, keys};
use super::logs::suite_log;

/// Longer than anything here takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `motcua work`.
pub struct Process {
    child: Child,
    logged: Arc<Mutex<String>>,
}

impl Process {
    /// Starts it on a place, sending its letters to this office.
    pub fn work(place: &Place, office: &PostOffice) -> Self {
        let (sealing, index) = keys();
        let database = match &place.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
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
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let logged: Arc<Mutex<String>> = Arc::default();
        let (lines, listening) = (child.stderr.take().unwrap(), Arc::clone(&logged));
        // The thread ends when the process does.
        thread::spawn(move || {
            let mut log = suite_log();
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                writeln!(log, "{line}").unwrap();
                listening.lock().unwrap().push_str(&line);
            }
        });
        Self { child, logged }
    }

    /// Whether a line of its log says this.
    pub fn has_logged(&self, what: &str) -> bool {
        self.logged.lock().unwrap().contains(what)
    }

    /// SIGKILL: it has no time to finish anything.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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
