//! What the suite logs, and what must not be found in it. `tests/run` compares the two files when
//! the suite has ended.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, Once, OnceLock, PoisonError};

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
