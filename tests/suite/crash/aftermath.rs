//! What is looked at once a process is dead: the database, the files, and what a portal makes of
//! them that takes over later.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Duration;
use motcua::kernel::{Clock, SystemChance, SystemClock, TimeAndChance};
use motcua::letters::{SmtpPost, SmtpSettings};
use motcua::storage::{KeyRing, Storage};
use motcua::work;

use crate::support::{FreshDatabase, Portal, PostOffice, keys};

/// The present, by the clock that processes of their own go by.
pub fn moment() -> TimeAndChance {
    TimeAndChance::of(&SystemClock, Arc::new(SystemChance::default()))
}

/// The database of a place.
pub fn storage(place: &FreshDatabase) -> Storage {
    let (sealing, index) = keys();
    let chance = Arc::new(SystemChance::default());
    let keys = KeyRing::new(&[sealing], &index, chance).unwrap();
    Storage::open(place.url.clone(), Arc::new(keys), 2).unwrap()
}

/// A portal that takes over when every lease has run out, and has done all that was due.
pub async fn taken_over(place: &Arc<FreshDatabase>, office: &PostOffice) -> Portal {
    later(place, office, Duration::minutes(10)).await
}

/// A portal so much later that has done all that was due.
pub async fn later(place: &Arc<FreshDatabase>, office: &PostOffice, span: Duration) -> Portal {
    let mut portal = Portal::open_on(Arc::clone(place), SystemClock.now() + span).await;
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port: office.port,
        username: None,
        password: None,
        plain: true,
    };
    portal.app.post = Arc::new(SmtpPost::new(&settings, 8).unwrap());
    work::work_off(&portal.app).await.unwrap();
    portal
}

/// By what a reader of mail tells a letter from its repetition.
pub fn message_id(letter: &str) -> String {
    let line = letter.lines().find(|line| line.starts_with("Message-ID:"));
    line.unwrap().to_owned()
}

/// The contents that the file store holds.
pub fn contents(place: &FreshDatabase) -> Vec<PathBuf> {
    files_below(&place.folder().join("files/content"))
}

/// What has begun to come and has no place yet.
pub fn unfinished(place: &FreshDatabase) -> Vec<PathBuf> {
    files_below(&place.folder().join("files/incoming"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
