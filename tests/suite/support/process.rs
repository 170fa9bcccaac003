//! The real binary in a process of its own, to be killed.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant as Stopwatch};

use motcua::storage::DatabaseUrl;
use url::{Position, Url};

use super::PostOffice;
use super::database::{FreshDatabase, keys};
use super::logs::suite_log;

/// Longer than anything here takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the portal tells when it is ready, before its address.
const LISTENING: &str = "listening on ";

/// A running `motcua`.
pub struct Process {
    child: Child,
    logged: Arc<Mutex<String>>,
    /// Takes what it logs; ends after it.
    logging: Option<JoinHandle<()>>,
}

impl Process {
    /// Works off jobs on a place, sending letters to this office.
    pub fn work(place: &FreshDatabase, office: &PostOffice) -> Self {
        let mut command = command(place, office);
        command.arg("work");
        Self::start(command)
    }

    /// Serves on a place as it does for people, so with nothing made up, and works off jobs. Gives
    /// back the address too: the given one, or one that is free.
    pub async fn serve(
        place: &FreshDatabase,
        office: &PostOffice,
        at: Option<&Url>,
    ) -> (Self, Url) {
        let command = command(place, office);
        Self::serve_by(command, place, at).await
    }

    /// Serves as it does for somebody who tries it out; gives it back once it listens.
    pub async fn demonstrate(place: &FreshDatabase, office: &PostOffice) -> Self {
        let said = place.folder().join("said");
        let mut command = command(place, office);
        command
            .args(["--listen", "127.0.0.1:0", "serve"])
            .stdout(File::create(&said).unwrap());
        let process = Self::start(command);
        let listens = || fs::read_to_string(&said).unwrap().contains(LISTENING);
        until("the demonstration listens", listens).await;
        process
    }

    /// Serves with the log that it has unless `RUST_LOG` says otherwise.
    pub async fn serve_logging(
        place: &FreshDatabase,
        office: &PostOffice,
        format: &str,
    ) -> (Self, Url) {
        let mut command = command(place, office);
        command
            .env_remove("RUST_LOG")
            .args(["--log-format", format]);
        Self::serve_by(command, place, None).await
    }

    async fn serve_by(
        mut command: Command,
        place: &FreshDatabase,
        at: Option<&Url>,
    ) -> (Self, Url) {
        let said = place.folder().join("said");
        let listen = at.map_or("127.0.0.1:0", |url| {
            &url[Position::BeforeHost..Position::AfterPort]
        });
        command
            .args(["--production", "--base-url", "https://motcua.example"])
            .args(["--listen", listen, "serve"])
            .stdout(File::create(&said).unwrap());
        let process = Self::start(command);
        let address = || {
            let said = fs::read_to_string(&said).unwrap();
            let (_, rest) = said.split_once(LISTENING)?;
            let (address, _) = rest.split_once('\n')?;
            Some(Url::parse(&format!("http://{address}")).unwrap())
        };
        until("the portal serves", || address().is_some()).await;
        (process, address().unwrap())
    }

    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let logged: Arc<Mutex<String>> = Arc::default();
        let (lines, listening) = (child.stderr.take().unwrap(), Arc::clone(&logged));
        // The thread ends when the process does.
        let logging = thread::spawn(move || {
            let mut log = suite_log();
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                writeln!(log, "{line}").unwrap();
                let mut logged = listening.lock().unwrap();
                logged.push_str(&line);
                logged.push('\n');
            }
        });
        Self {
            child,
            logged,
            logging: Some(logging),
        }
    }

    /// The settings of a place, for a command of the operator's.
    pub fn settings(place: &FreshDatabase) -> Vec<(&'static str, String)> {
        let (sealing, index) = keys();
        vec![
            ("MOTCUA_DATA", place.folder().display().to_string()),
            ("DATABASE_URL", database_url(place)),
            ("MOTCUA_SEALING_KEYS", sealing.reveal()),
            ("MOTCUA_INDEX_KEY", index.reveal()),
        ]
    }

    /// Where programs are found, the portal's own first.
    pub fn path_with_motcua() -> String {
        let own = Path::new(env!("CARGO_BIN_EXE_motcua")).parent().unwrap();
        let others = std::env::var("PATH").unwrap();
        format!("{}:{others}", own.display())
    }

    /// Whether a line of its log says this.
    pub fn has_logged(&self, what: &str) -> bool {
        self.logged.lock().unwrap().contains(what)
    }

    /// The memory that it holds, and the most that it held since the start or since
    /// [`Self::forget_peak`], in bytes.
    pub fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let figure = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
            kib * 1024
        };
        (figure("VmRSS:"), figure("VmHWM:"))
    }

    /// The most memory that it holds is counted from now on.
    pub fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
    }

    /// SIGTERM: it finishes what it has begun. Gives back all that it logged.
    pub fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap();
        self.logging.take().unwrap().join().unwrap();
        self.logged.lock().unwrap().clone()
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

fn command(place: &FreshDatabase, office: &PostOffice) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command
        .current_dir(place.folder())
        .envs(Process::settings(place))
        .env(
            "MOTCUA_SMTP",
            format!("smtp+plain://127.0.0.1:{}", office.port),
        )
        .env("RUST_LOG", "info,motcua=trace");
    command
}

fn database_url(place: &FreshDatabase) -> String {
    match &place.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

/// Waits for something that another process does; there is no clock in it that could be moved.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    until_told(what, async || is_so()).await;
}

/// Waits for something that another process tells when it is asked.
pub async fn until_told(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Stopwatch::now();
    while !is_so().await {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
