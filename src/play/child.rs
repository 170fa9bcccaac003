//! An agency as a child of another process, with which it ends.

use std::io;
use std::process::{Command, Stdio};

use secrecy::ExposeSecret;

use super::settings::{PASSWORD_VARIABLE, PUSH_SECRET_VARIABLE, Secrets, Settings};

/// A running `motcua play-agency`. It ends when its standard input ends, and the other end of that
/// pipe is held by this process alone: whether it is dropped, exits or is killed, the child goes.
#[derive(Debug)]
pub struct Child(std::process::Child);

impl Child {
    /// Starts one from this very program.
    ///
    /// # Errors
    /// The program cannot be found or started.
    pub fn start(settings: &Settings, secrets: &Secrets) -> io::Result<Self> {
        let settings = Settings {
            with_parent: true,
            ..settings.clone()
        };
        let child = Command::new(std::env::current_exe()?)
            .arg("play-agency")
            .args(settings.arguments())
            .env(PASSWORD_VARIABLE, secrets.password.expose_secret())
            .env(PUSH_SECRET_VARIABLE, secrets.push.expose_secret())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self(child))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Its last messages may still be on their way; they are in its outbox if they fail.
        let _ = self.0.wait();
    }
}
