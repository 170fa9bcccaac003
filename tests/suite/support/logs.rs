//! What the suite logs, what must not be found in it, and how long each test took. `tests/run`
//! reads the three files when the suite has ended.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::Instant;

/// Shorter texts stand in any log by accident.
const SHORTEST: usize = 6;

/// Sends all that this process logs to the suite's log.
pub fn listen_to_logs() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing_subscriber::fmt()
            .json()
            .with_env_filter("info,motcua=trace")
            .with_writer(Mutex::new(suite_log()))
            .init();
    });
}

/// The suite's log, to which processes of their own write too.
pub fn suite_log() -> File {
    open("MOTCUA_TEST_LOG", "suite.log")
}

/// Notes something that people typed or were given in confidence.
pub fn remember_secret(secret: &str) {
    static FILE: OnceLock<Mutex<File>> = OnceLock::new();
    let file = FILE.get_or_init(|| Mutex::new(open("MOTCUA_TEST_SECRETS", "secrets.txt")));
    for line in secret.lines().map(str::trim) {
        if line.chars().count() >= SHORTEST {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(file, "{line}").unwrap();
        }
    }
}

/// Notes the seconds that a test took when it ends, however it ends.
pub struct Stopwatch {
    test: &'static str,
    begun: Instant,
}

impl Stopwatch {
    /// Begins to count for a test.
    pub fn of(test: &'static str) -> Self {
        let begun = Instant::now();
        Self { test, begun }
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        let seconds = self.begun.elapsed().as_secs_f64();
        let line = format!("{seconds:.2}\t{}\n", self.test);
        let mut file = open("MOTCUA_TEST_TIMES", "times.tsv");
        // One write, so that lines of tests that end together stay whole.
        let _ = file.write_all(line.as_bytes());
    }
}

fn open(variable: &str, otherwise: &str) -> File {
    let path = env::var_os(variable).map_or_else(
        || PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(otherwise),
        PathBuf::from,
    );
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap()
}
