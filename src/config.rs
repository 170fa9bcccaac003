//! Settings: `motcua.toml`, overridden by the environment, overridden by flags. A wrong setting is
//! one line that names it.

mod files;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::{Host, Url};

use crate::letters::SmtpSettings;
use crate::storage::{BucketSettings, DatabaseUrl, SealingKey};
use crate::web::TrustedProxies;

pub use files::WrittenFiles;

/// Where the portal listens unless told otherwise.
const LISTEN: &str = "127.0.0.1:8080";
const DATA: &str = "motcua-data";
const SENDER: &str = "Một Cửa <khong-tra-loi@motcua.example>";
const LARGEST_FILE_MB: i64 = 20;
const MOST_FILE_MB: i64 = 200;

/// Settings as they are written, before they are looked at. All are optional: each source names
/// only some.
#[derive(Debug, Clone, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Written {
    /// Address and port to listen on.
    #[arg(long, env = "MOTCUA_LISTEN", value_name = "HOST:PORT", global = true)]
    pub listen: Option<String>,
    /// Folder of the embedded database, files and letters.
    #[arg(long, env = "MOTCUA_DATA", value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// The database: sqlite://path or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        global = true
    )]
    pub database_url: Option<SecretString>,
    /// The address by which people reach the portal.
    #[arg(long, env = "MOTCUA_BASE_URL", value_name = "URL", global = true)]
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
        global = true
    )]
    pub smtp: Option<SecretString>,
    /// Sender of letters.
    #[arg(long, env = "MOTCUA_SENDER", value_name = "MAILBOX", global = true)]
    pub sender: Option<String>,
    /// Largest file that is accepted, in megabytes.
    #[arg(long, env = "MOTCUA_LARGEST_FILE_MB", value_name = "MB", global = true)]
    pub largest_file_mb: Option<i64>,
    /// Connections to the database.
    #[arg(long, env = "MOTCUA_CONNECTIONS", value_name = "N", global = true)]
    pub connections: Option<u32>,
    /// Addresses and networks of reverse proxies that are believed when they say whom they speak
    /// for, separated by commas.
    #[arg(
        long,
        env = "MOTCUA_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        global = true
    )]
    pub trusted_proxies: Option<String>,
    /// The bucket of the file store.
    #[serde(default)]
    #[command(flatten)]
    pub files: WrittenFiles,
}

impl Written {
    /// Reads `motcua.toml`, if it is there.
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(ConfigError::new("motcua.toml", error)),
        };
        toml::from_str(&text).map_err(|error| ConfigError::new("motcua.toml", first_line(&error)))
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
            sender: self.sender.or(below.sender),
            largest_file_mb: self.largest_file_mb.or(below.largest_file_mb),
            connections: self.connections.or(below.connections),
            trusted_proxies: self.trusted_proxies.or(below.trusted_proxies),
            files: self.files.over(below.files),
        }
    }
}

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
    /// The database.
    pub database: DatabaseUrl,
    /// The address by which people reach the portal.
    pub base_url: Url,
    /// Keys of sealed columns and of the blind index; the demonstration makes its own.
    pub keys: Option<Keys>,
    /// The mail server; without one letters become files.
    pub smtp: Option<SmtpSettings>,
    /// Sender of letters.
    pub sender: String,
    /// The largest file that is accepted, in bytes.
    pub largest_file: i64,
    /// Connections to the database.
    pub connections: u32,
    /// Reverse proxies that are believed when they say whom they speak for.
    pub trusted_proxies: TrustedProxies,
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
            base_url: base_url(written.base_url.as_deref(), &listen)?,
            listen: listening(listen)?,
            data,
            database,
            keys: keys(written.sealing_keys.as_ref(), written.index_key.as_ref())?,
            smtp: written.smtp.as_ref().map(smtp).transpose()?,
            sender: sender(written.sender)?,
            largest_file: largest_file(written.largest_file_mb)?,
            connections: connections(written.connections)?,
            trusted_proxies: trusted_proxies(written.trusted_proxies.as_deref())?,
            bucket: files::bucket(written.files)?,
        };
        if mode == Mode::Production {
            config.fit_for_production()?;
        }
        Ok(config)
    }

    fn fit_for_production(&self) -> Result<(), ConfigError> {
        if self.base_url.scheme() != "https" {
            return Err(ConfigError::new("base_url", "must be https in production"));
        }
        if self.keys.is_none() {
            let problem = "must be set in production (see docs/operations.md)";
            return Err(ConfigError::new("sealing_keys", problem));
        }
        if let DatabaseUrl::Postgres(url) = &self.database {
            demand_tls(url)?;
        }
        if let Some(bucket) = &self.bucket {
            files::demand_tls(bucket)?;
        }
        Ok(())
    }
}

fn listening(listen: String) -> Result<String, ConfigError> {
    let port = listen.rsplit_once(':').and_then(|(host, port)| {
        (!host.is_empty()).then_some(())?;
        port.parse::<u16>().ok()
    });
    match port {
        Some(_) => Ok(listen),
        None => Err(ConfigError::new(
            "listen",
            "must be HOST:PORT, as in 127.0.0.1:8080",
        )),
    }
}

fn base_url(written: Option<&str>, listen: &str) -> Result<Url, ConfigError> {
    let text = written.map_or_else(|| format!("http://{listen}"), ToOwned::to_owned);
    let url = Url::parse(&text).map_err(|error| ConfigError::new("base_url", error))?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || !is_bare {
        let problem = "must be http:// or https:// with a host and nothing after it";
        return Err(ConfigError::new("base_url", problem));
    }
    Ok(url)
}

fn keys(
    sealing: Option<&SecretString>,
    index: Option<&SecretString>,
) -> Result<Option<Keys>, ConfigError> {
    let read = |setting, text: &str| {
        SealingKey::parse(text).map_err(|error| ConfigError::new(setting, error))
    };
    match (sealing, index) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConfigError::new(
            "index_key",
            "must be set with sealing_keys",
        )),
        (None, Some(_)) => Err(ConfigError::new(
            "sealing_keys",
            "must be set with index_key",
        )),
        (Some(sealing), Some(index)) => Ok(Some(Keys {
            sealing: sealing
                .expose_secret()
                .split(',')
                .map(|text| read("sealing_keys", text))
                .collect::<Result<_, _>>()?,
            index: read("index_key", index.expose_secret())?,
        })),
    }
}

fn smtp(written: &SecretString) -> Result<SmtpSettings, ConfigError> {
    let wrong = |problem: &str| ConfigError::new("smtp", problem);
    let url = Url::parse(written.expose_secret()).map_err(|_| wrong("is not a URL"))?;
    let plain = match url.scheme() {
        "smtp" => false,
        "smtp+plain" => true,
        _ => return Err(wrong("must begin with smtp:// or smtp+plain://")),
    };
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or_else(|| wrong("has no host"))?;
    if plain && !is_this_machine(host) {
        return Err(wrong("may be without TLS on this machine only"));
    }
    let username = Some(url.username())
        .filter(|name| !name.is_empty())
        .map(ToOwned::to_owned);
    Ok(SmtpSettings {
        host: host.to_owned(),
        port: url.port().unwrap_or(if plain { 25 } else { 587 }),
        username,
        password: url
            .password()
            .map(|password| SecretString::from(password.to_owned())),
        plain,
    })
}

fn sender(written: Option<String>) -> Result<String, ConfigError> {
    let sender = written.unwrap_or_else(|| SENDER.to_owned());
    match sender.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(sender),
        Err(_) => Err(ConfigError::new(
            "sender",
            "must be a mailbox: Name <name@host>",
        )),
    }
}

fn largest_file(megabytes: Option<i64>) -> Result<i64, ConfigError> {
    let megabytes = megabytes.unwrap_or(LARGEST_FILE_MB);
    if (1..=MOST_FILE_MB).contains(&megabytes) {
        Ok(megabytes * 1024 * 1024)
    } else {
        let problem = format!("must be 1 to {MOST_FILE_MB}");
        Err(ConfigError::new("largest_file_mb", problem))
    }
}

fn connections(written: Option<u32>) -> Result<u32, ConfigError> {
    const MOST: u32 = 256;
    let cores = std::thread::available_parallelism().map_or(2, |n| n.get());
    let connections =
        written.unwrap_or_else(|| u32::try_from(cores * 4).unwrap_or(MOST).clamp(4, 32));
    if (1..=MOST).contains(&connections) {
        Ok(connections)
    } else {
        Err(ConfigError::new(
            "connections",
            format!("must be 1 to {MOST}"),
        ))
    }
}

fn trusted_proxies(written: Option<&str>) -> Result<TrustedProxies, ConfigError> {
    written
        .unwrap_or_default()
        .parse()
        .map_err(|error| ConfigError::new("trusted_proxies", error))
}

/// A database on another machine is spoken to by TLS only, and this build must be able to.
fn demand_tls(url: &str) -> Result<(), ConfigError> {
    let wrong = |problem: &str| ConfigError::new("database_url", problem);
    let parsed = Url::parse(url).map_err(|_| wrong("is not a URL"))?;
    let query_host = parsed
        .query_pairs()
        .find(|(key, _)| key == "host")
        .map(|(_, host)| host);
    let host = query_host
        .as_deref()
        .or(parsed.host_str())
        .unwrap_or_default();
    if host.is_empty() || host.starts_with('/') || is_this_machine(host) {
        return Ok(());
    }
    let mode = parsed
        .query_pairs()
        .find(|(key, _)| key == "sslmode")
        .map(|(_, mode)| mode);
    if !matches!(mode.as_deref(), Some("verify-full" | "verify-ca")) {
        return Err(wrong(
            "must have sslmode=verify-full for a remote database in production",
        ));
    }
    if cfg!(not(feature = "tls")) {
        return Err(wrong(
            "needs a build with the feature `tls` for a remote database",
        ));
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Ok(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Err(_) => false,
    }
}

fn first_line(error: &toml::de::Error) -> String {
    error
        .message()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}
