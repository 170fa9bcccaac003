//! Settings: `motcua.toml`, overridden by the environment, overridden by flags. A wrong setting is
//! one line that names it.

mod checked;
mod files;
mod log_format;
#[cfg(test)]
mod tests;
mod written;

use std::path::PathBuf;

use chrono::NaiveDate;
use secrecy::ExposeSecret;
use url::Url;

use crate::context::UploadLimits;
use crate::letters::SmtpSettings;
use crate::storage::{BucketSettings, DatabaseUrl, SealingKey};
use crate::web::{Contact, TrustedProxies};

pub use files::WrittenFiles;
pub use log_format::LogFormat;
pub use written::Written;

/// Where the portal listens unless told otherwise.
const LISTEN: &str = "127.0.0.1:8080";
const DATA: &str = "motcua-data";

/// How strict the portal is with its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For trying it out: keys are made, demonstration accounts and dossiers too.
    Demonstration,
    /// For people: nothing is made up, and nothing travels in clear.
    Production,
}

/// Settings that make sense.
#[derive(Debug, Clone)]
pub struct Config {
    /// How strict.
    pub mode: Mode,
    /// Address and port to listen on.
    pub listen: String,
    /// Folder of the embedded database, files and letters.
    pub data: PathBuf,
    pub database: DatabaseUrl,
    /// The address by which people reach the portal.
    pub base_url: Url,
    /// Keys of sealed columns and of the blind index; the demonstration makes its own.
    pub keys: Option<Keys>,
    /// The mail server; without one letters become files.
    pub smtp: Option<SmtpSettings>,
    /// Letters that are on their way at a time.
    pub smtp_connections: u16,
    /// Sender of letters.
    pub sender: String,
    /// The largest file that is accepted, in bytes.
    pub largest_file: i64,
    /// How much an account may upload, and how fast it must come.
    pub uploads: UploadLimits,
    /// The program that converts HEIC photographs; without one they are refused.
    pub heif_converter: Option<PathBuf>,
    /// Connections to the database.
    pub connections: u32,
    /// Reverse proxies that are believed when they say whom they speak for.
    pub trusted_proxies: TrustedProxies,
    /// The day from which staff needs a second factor. Without one, that of the database in
    /// production, and none in the demonstration.
    pub second_factor_from: Option<NaiveDate>,
    /// Who runs the portal and where people turn.
    pub contact: Contact,
    /// The bucket of the file store; without one files are in the data folder.
    pub bucket: Option<BucketSettings>,
}

/// The keys that are set.
#[derive(Clone)]
pub struct Keys {
    /// Of sealed columns.
    pub sealing: Vec<SealingKey>,
    /// Of the blind index.
    pub index: SealingKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} sealing keys", self.sealing.len())
    }
}

/// A setting that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct ConfigError {
    /// Its name.
    pub setting: &'static str,
    /// What is wrong, without its value.
    pub problem: String,
}

impl ConfigError {
    fn new(setting: &'static str, problem: impl ToString) -> Self {
        Self {
            setting,
            problem: problem.to_string(),
        }
    }
}

impl Config {
    /// Looks at what is written.
    pub fn new(written: Written, mode: Mode) -> Result<Self, ConfigError> {
        let listen = written.listen.unwrap_or_else(|| LISTEN.to_owned());
        // First: the address by which people reach the portal follows from it.
        let listen = checked::listening(listen)?;
        let data = written.data.unwrap_or_else(|| PathBuf::from(DATA));
        let database = match &written.database_url {
            Some(url) => url
                .expose_secret()
                .parse()
                .map_err(|error| ConfigError::new("database_url", error))?,
            None => DatabaseUrl::Sqlite(data.join("motcua.sqlite")),
        };
        let config = Self {
            mode,
            base_url: checked::base_url(written.base_url.as_deref(), &listen)?,
            listen,
            data,
            database,
            keys: checked::keys(written.sealing_keys.as_ref(), written.index_key.as_ref())?,
            smtp_connections: checked::smtp_connections(written.smtp_connections)?,
            smtp: written.smtp.as_ref().map(checked::smtp).transpose()?,
            sender: checked::sender(written.sender)?,
            largest_file: checked::largest_file(written.largest_file_mb)?,
            uploads: checked::uploads(written.unfiled_mb, written.upload_patience)?,
            heif_converter: checked::heif_converter(written.heif_converter)?,
            connections: checked::connections(written.connections)?,
            trusted_proxies: checked::trusted_proxies(written.trusted_proxies.as_deref())?,
            second_factor_from: checked::day(
                "second_factor_from",
                written.second_factor_from.as_deref(),
            )?,
            contact: written.contact,
            bucket: files::bucket(written.files)?,
        };
        match mode {
            Mode::Production => {
                config.fit_for_production(written.letters_as_files.unwrap_or_default())?;
            }
            Mode::Demonstration if written.open_demonstration.unwrap_or_default() => {}
            Mode::Demonstration => config.stays_on_this_machine()?,
        }
        Ok(config)
    }

    /// Everybody knows the passwords of a demonstration, and its letters are on a page.
    fn stays_on_this_machine(&self) -> Result<(), ConfigError> {
        let listens_to = self.listen.rsplit_once(':').map_or("", |(host, _)| host);
        let reached_at = self.base_url.host_str().unwrap_or_default();
        for (setting, host) in [("listen", listens_to), ("base_url", reached_at)] {
            if !checked::is_this_machine(host) {
                let problem = "others could reach the demonstration, whose passwords everybody knows: \
                               serve people with --production, or add --open-demonstration";
                return Err(ConfigError::new(setting, problem));
            }
        }
        Ok(())
    }

    fn fit_for_production(&self, letters_as_files: bool) -> Result<(), ConfigError> {
        if self.base_url.scheme() != "https" {
            return Err(ConfigError::new("base_url", "must be https in production"));
        }
        if self.smtp.is_none() && !letters_as_files {
            let problem =
                "must be set in production; letters_as_files = true writes letters as files";
            return Err(ConfigError::new("smtp", problem));
        }
        if self.keys.is_none() {
            let problem = "must be set in production (see docs/operations.md)";
            return Err(ConfigError::new("sealing_keys", problem));
        }
        if let DatabaseUrl::Postgres(url) = &self.database {
            checked::demand_tls(url)?;
        }
        if let Some(bucket) = &self.bucket {
            files::demand_tls(bucket)?;
        }
        Ok(())
    }
}
