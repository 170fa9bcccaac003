//! HEIC photographs become JPEG by a program of the installation (`heif-convert` of libheif). Its
//! decoders are large and written in C++, and the photograph comes from a stranger: it runs with
//! limits of time, memory and output, without an environment, in a folder that is removed afterwards.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::Command;

use super::{FileRefusal, NotTaken};
use crate::storage::Error;

/// Sets the limits and becomes the program (util-linux, which every Debian has).
const LIMITER: &str = "/usr/bin/prlimit";
/// A photograph takes a second or two.
const WITHIN: Duration = Duration::from_secs(30);
const CPU_SECONDS: u64 = 20;
/// Of address space; 50 million pixels in three planes, twice, and the decoder's threads.
const MEMORY: u64 = 2 * 1024 * 1024 * 1024;
const OPEN_FILES: u64 = 64;
const QUALITY: &str = "90";
const FROM: &str = "photo.heic";
const TO: &str = "photo.jpg";
/// The name that the first picture of several gets.
const FIRST_OF_SEVERAL: &str = "photo-1.jpg";

/// The program that converts HEIC.
#[derive(Debug, Clone)]
pub struct HeifConverter {
    program: Arc<Path>,
}

impl HeifConverter {
    /// Uses this program, which is called as `program -q 90 photo.heic photo.jpg`.
    pub fn new(program: PathBuf) -> Self {
        Self {
            program: Arc::from(program),
        }
    }

    /// The photograph as JPEG of at most `most` bytes.
    pub(super) async fn to_jpeg<E>(
        &self,
        content: &[u8],
        most: i64,
    ) -> Result<Vec<u8>, NotTaken<E>> {
        let folder = tempfile::tempdir().map_err(|error| fault(&error))?;
        let at = |name: &str| folder.path().join(name);
        let written = tokio::fs::write(at(FROM), content).await;
        written.map_err(|error| fault(&error))?;
        self.run(folder.path(), most).await?;
        for name in [TO, FIRST_OF_SEVERAL] {
            if let Ok(jpeg) = tokio::fs::read(at(name)).await {
                let is_jpeg = jpeg.starts_with(b"\xff\xd8\xff");
                return is_jpeg
                    .then_some(jpeg)
                    .ok_or(FileRefusal::Unreadable.into());
            }
        }
        Err(FileRefusal::Unreadable.into())
    }

    async fn run<E>(&self, folder: &Path, most: i64) -> Result<(), NotTaken<E>> {
        let limits = [
            format!("--as={MEMORY}"),
            format!("--cpu={CPU_SECONDS}"),
            format!("--fsize={most}"),
            format!("--nofile={OPEN_FILES}"),
            "--core=0".to_owned(),
        ];
        let mut child = Command::new(LIMITER)
            .args(limits)
            .arg(self.program.as_ref())
            .args(["-q", QUALITY, FROM, TO])
            .env_clear()
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| fault(&error))?;
        match tokio::time::timeout(WITHIN, child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => {
                tracing::debug!(%status, "a photograph could not be converted");
                Err(FileRefusal::Unreadable.into())
            }
            Ok(Err(error)) => Err(fault(&error)),
            Err(_) => Err(FileRefusal::Unreadable.into()),
        }
    }
}

fn fault<E>(error: &std::io::Error) -> NotTaken<E> {
    NotTaken::Storage(Error::Files(format!("converting a photograph: {error}")))
}
