//! Settings as they are written: in `motcua.toml`, in the environment, as flags.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

use super::{ConfigError, LogFormat, WrittenFiles};
use crate::web::Contact;

/// Where settings are looked for when no file is named.
const USUAL_FILE: &str = "motcua.toml";

/// Settings as they are written, before they are looked at. All are optional: each source names
/// only some.
#[derive(Debug, Clone, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[command(next_help_heading = "Settings of the portal")]
pub struct Written {
    /// Address and port to listen on.
    #[arg(
        long,
        env = "MOTCUA_LISTEN",
        value_name = "HOST:PORT",
        global = true,
        hide_short_help = true
    )]
    pub listen: Option<String>,
    /// Folder of the embedded database, files and letters.
    #[arg(
        long,
        env = "MOTCUA_DATA",
        value_name = "DIR",
        global = true,
        hide_short_help = true
    )]
    pub data: Option<PathBuf>,
    /// The database: sqlite://path or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        global = true,
        hide_short_help = true
    )]
    pub database_url: Option<SecretString>,
    /// The address by which people reach the portal.
    #[arg(
        long,
        env = "MOTCUA_BASE_URL",
        value_name = "URL",
        global = true,
        hide_short_help = true
    )]
    pub base_url: Option<String>,
    /// Keys of sealed columns, `<id>:<base64 of 32 bytes>`, separated by commas.
    #[arg(skip)]
    pub sealing_keys: Option<SecretString>,
    /// Key of the blind index, in the same form.
    #[arg(skip)]
    pub index_key: Option<SecretString>,
    /// Mail server, `smtp://[user:password@]host[:port]`, or `smtp+plain://` without TLS on this
    /// machine.
    #[arg(
        long,
        env = "MOTCUA_SMTP",
        hide_env_values = true,
        value_name = "URL",
        global = true,
        hide_short_help = true
    )]
    pub smtp: Option<SecretString>,
    /// Connections to the mail server at a time: so many letters wait for its answer at once.
    #[arg(
        long,
        env = "MOTCUA_SMTP_CONNECTIONS",
        value_name = "N",
        global = true,
        hide_short_help = true
    )]
    pub smtp_connections: Option<u16>,
    /// In production, write letters as files instead of sending them.
    #[arg(
        long,
        env = "MOTCUA_LETTERS_AS_FILES",
        value_name = "BOOL",
        num_args = 0..=1,
        default_missing_value = "true",
        global = true,
        hide_short_help = true
    )]
    pub letters_as_files: Option<bool>,
    /// Let others than this machine reach a demonstration, whose passwords everybody knows.
    #[arg(
        long,
        env = "MOTCUA_OPEN_DEMONSTRATION",
        value_name = "BOOL",
        num_args = 0..=1,
        default_missing_value = "true",
        global = true,
        hide_short_help = true
    )]
    pub open_demonstration: Option<bool>,
    /// Sender of letters.
    #[arg(
        long,
        env = "MOTCUA_SENDER",
        value_name = "MAILBOX",
        global = true,
        hide_short_help = true
    )]
    pub sender: Option<String>,
    /// Largest file that is accepted, in megabytes.
    #[arg(
        long,
        env = "MOTCUA_LARGEST_FILE_MB",
        value_name = "MB",
        global = true,
        hide_short_help = true
    )]
    pub largest_file_mb: Option<i64>,
    /// Papers of an account in applications that are not filed, in megabytes.
    #[arg(
        long,
        env = "MOTCUA_UNFILED_MB",
        value_name = "MB",
        global = true,
        hide_short_help = true
    )]
    pub unfiled_mb: Option<i64>,
    /// How long the next 32 KiB of an upload may take, in seconds.
    #[arg(
        long,
        env = "MOTCUA_UPLOAD_PATIENCE",
        value_name = "SECONDS",
        global = true,
        hide_short_help = true
    )]
    pub upload_patience: Option<u64>,
    /// Program that converts HEIC photographs: `heif-convert` of libheif.
    #[arg(
        long,
        env = "MOTCUA_HEIF_CONVERTER",
        value_name = "PROGRAM",
        global = true,
        hide_short_help = true
    )]
    pub heif_converter: Option<PathBuf>,
    /// Connections to the database.
    #[arg(
        long,
        env = "MOTCUA_CONNECTIONS",
        value_name = "N",
        global = true,
        hide_short_help = true
    )]
    pub connections: Option<u32>,
    /// Addresses and networks of reverse proxies that are believed when they say whom they speak
    /// for, separated by commas.
    #[arg(
        long,
        env = "MOTCUA_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        global = true,
        hide_short_help = true
    )]
    pub trusted_proxies: Option<String>,
    /// The day from which staff needs a second factor, as in 2026-12-31.
    #[arg(
        long,
        env = "MOTCUA_SECOND_FACTOR_FROM",
        value_name = "DAY",
        global = true,
        hide_short_help = true
    )]
    pub second_factor_from: Option<String>,
    /// How the log is written: for a terminal, or as JSON with a line for each request.
    #[arg(
        long,
        env = "MOTCUA_LOG_FORMAT",
        value_name = "FORMAT",
        value_enum,
        global = true,
        hide_short_help = true
    )]
    pub log_format: Option<LogFormat>,
    /// Who runs the portal and where people turn: sentences, which are no flags.
    #[serde(default)]
    #[arg(skip)]
    pub contact: Contact,
    /// The bucket of the file store.
    #[serde(default)]
    #[command(flatten)]
    pub files: WrittenFiles,
}

impl Written {
    /// Reads the file that was named, else `motcua.toml` if it is there.
    ///
    /// # Errors
    /// A named file that is not there, a file that cannot be read, and one that makes no sense.
    pub fn from_file(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = named.unwrap_or(Path::new(USUAL_FILE));
        let setting = named.map_or(USUAL_FILE, |_| "--config");
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                let problem = format!("{}: {error}", path.display());
                return Err(ConfigError::new(setting, problem));
            }
        };
        toml::from_str(&text).map_err(|error| ConfigError::new(setting, place_of(&error, &text)))
    }

    /// Keys come from the environment or the file only: flags are seen by everybody on a machine.
    pub fn with_keys_of_environment(mut self) -> Self {
        let secret = |name| std::env::var(name).ok().map(SecretString::from);
        self.sealing_keys = secret("MOTCUA_SEALING_KEYS").or(self.sealing_keys);
        self.index_key = secret("MOTCUA_INDEX_KEY").or(self.index_key);
        self.files.secret_key = secret("MOTCUA_FILES_SECRET_KEY").or(self.files.secret_key);
        self
    }

    /// These settings where they are written, else those of `below`.
    pub fn over(self, below: Self) -> Self {
        Self {
            listen: self.listen.or(below.listen),
            data: self.data.or(below.data),
            database_url: self.database_url.or(below.database_url),
            base_url: self.base_url.or(below.base_url),
            sealing_keys: self.sealing_keys.or(below.sealing_keys),
            index_key: self.index_key.or(below.index_key),
            smtp: self.smtp.or(below.smtp),
            smtp_connections: self.smtp_connections.or(below.smtp_connections),
            letters_as_files: self.letters_as_files.or(below.letters_as_files),
            open_demonstration: self.open_demonstration.or(below.open_demonstration),
            sender: self.sender.or(below.sender),
            largest_file_mb: self.largest_file_mb.or(below.largest_file_mb),
            unfiled_mb: self.unfiled_mb.or(below.unfiled_mb),
            upload_patience: self.upload_patience.or(below.upload_patience),
            heif_converter: self.heif_converter.or(below.heif_converter),
            connections: self.connections.or(below.connections),
            trusted_proxies: self.trusted_proxies.or(below.trusted_proxies),
            second_factor_from: self.second_factor_from.or(below.second_factor_from),
            log_format: self.log_format.or(below.log_format),
            contact: self.contact.over(below.contact),
            files: self.files.over(below.files),
        }
    }
}

/// What is wrong, with its line and the name that is set there; what is set may be a secret.
fn place_of(error: &toml::de::Error, text: &str) -> String {
    let what = error.message().lines().next().unwrap_or_default();
    let Some(span) = error.span() else {
        return what.to_owned();
    };
    let before = text.get(..span.start).unwrap_or_default();
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    match line.split_once('=') {
        Some((name, _)) => format!("line {number}, {}: {what}", name.trim()),
        None => format!("line {number}: {what}"),
    }
}
