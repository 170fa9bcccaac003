//! The real binary in a process of its own, to be killed.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant as Stopwatch};

use motcua::storage::DatabaseUrl;
use url::Url;

use super::database::{Place, keys};
use super::logs::suite_log;
use super::{Browser, PostOffice};

/// Longer than anything here takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `motcua serve`.
pub struct Process {
    child: Child,
    base_url: Url,
}

impl Process {
    /// Starts it on a place, sending its letters to this office, and waits until it listens.
    pub fn start(place: &Place, office: &PostOffice) -> Self {
        let port = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        let (sealing, index) = keys();
        let database = match &place.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
            .current_dir(place.folder())
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
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
            .stdout(Stdio::piped())
            .stderr(suite_log())
            .spawn()
            .unwrap();
        wait_for_address(child.stdout.take().unwrap());
        Self {
            child,
            base_url: Url::parse(&format!("http://127.0.0.1:{port}")).unwrap(),
        }
    }

    /// A browser on it.
    pub fn browser(&self) -> Browser {
        Browser::new(self.base_url.clone())
    }

    /// SIGKILL: it has no time to finish anything.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The line that names the address is printed once the portal listens. What follows is read too,
/// so that the process can always write it.
fn wait_for_address(stdout: ChildStdout) {
    let (is_up, waiting) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if line.contains("http://") {
                let _ = is_up.send(());
            }
        }
    });
    let came_up = waiting.recv_timeout(PATIENCE);
    came_up.expect("the binary did not start; the suite's log says why");
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
