//! The keys that the house is opened with: those of the settings, or those a demonstration made.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::OpenError;
use crate::config::{Config, Keys};
use crate::kernel::Chance;
use crate::storage::{self, DatabaseUrl, KeyRing, SealingKey};

pub(super) fn key_ring(config: &Config, chance: &Arc<dyn Chance>) -> Result<KeyRing, OpenError> {
    let keys = match &config.keys {
        Some(keys) => keys.clone(),
        None => keys_of_demonstration(config, chance.as_ref())?,
    };
    KeyRing::new(&keys.sealing, &keys.index, Arc::clone(chance))
        .map_err(|error| OpenError::new("sealing_keys", error))
}

/// The demonstration makes its keys once and keeps them beside its data.
fn keys_of_demonstration(config: &Config, chance: &dyn Chance) -> Result<Keys, OpenError> {
    let path = &config.data.join("keys");
    let wrong = |error: &dyn std::fmt::Display| {
        OpenError(format!("demonstration keys {}: {error}", path.display()))
    };
    let written = match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(wrong(&error)),
    };
    if let Some(text) = written {
        let (sealing, index) = text
            .split_once('\n')
            .ok_or_else(|| wrong(&"damaged file"))?;
        return Ok(Keys {
            sealing: vec![SealingKey::parse(sealing).map_err(|error| wrong(&error))?],
            index: SealingKey::parse(index).map_err(|error| wrong(&error))?,
        });
    }
    // New keys would hide that those of the data are gone.
    if matches!(&config.database, DatabaseUrl::Sqlite(database) if database.exists()) {
        return Err(wrong(
            &"the file is gone, and the database cannot be read without it",
        ));
    }
    let (sealing, index) = (
        SealingKey::generate(1, chance),
        SealingKey::generate(1, chance),
    );
    let mut file = private_file(path).map_err(|error| wrong(&error))?;
    write!(file, "{}\n{}", sealing.reveal(), index.reveal()).map_err(|error| wrong(&error))?;
    file.sync_all().map_err(|error| wrong(&error))?;
    Ok(Keys {
        sealing: vec![sealing],
        index,
    })
}

fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What to say when the keys do not open what the database holds.
pub(super) fn wrong_keys(error: storage::Error) -> OpenError {
    match error {
        storage::Error::Unsealable { .. } => OpenError::new(
            "sealing_keys, index_key",
            "these are not the keys of this database",
        ),
        other => OpenError::new("database_url", other),
    }
}
