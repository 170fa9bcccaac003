//! Each setting read on its own: what it means, or what is wrong with it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::{ConfigError, Keys};
use crate::context::UploadLimits;
use crate::letters::SmtpSettings;
use crate::storage::SealingKey;
use crate::web::TrustedProxies;

const SENDER: &str = "Một Cửa <khong-tra-loi@motcua.example>";
/// With a mail server that takes 0.4 s for a letter, five hundred letters a second.
const SMTP_CONNECTIONS: u16 = 200;
const LARGEST_FILE_MB: i64 = 20;
const MOST_FILE_MB: i64 = 200;
/// Some applications with all their papers scanned.
const UNFILED_MB: i64 = 1_000;
const MOST_UNFILED_MB: i64 = 1_000_000;
const UPLOAD_PATIENCE: u64 = 30;
const MOST_UPLOAD_PATIENCE: u64 = 600;

pub(super) fn listening(listen: String) -> Result<String, ConfigError> {
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

/// A day, as in 2026-12-31.
pub(super) fn day(
    setting: &'static str,
    written: Option<&str>,
) -> Result<Option<NaiveDate>, ConfigError> {
    let read = |text: &str| {
        text.trim()
            .parse()
            .map_err(|_| ConfigError::new(setting, "must be a day, as in 2026-12-31"))
    };
    written.map(read).transpose()
}

pub(super) fn base_url(written: Option<&str>, listen: &str) -> Result<Url, ConfigError> {
    let text = written.map_or_else(|| format!("http://{listen}"), ToOwned::to_owned);
    let url = Url::parse(&text).map_err(|error| ConfigError::new("base_url", error))?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || !is_bare {
        let problem = "must be http:// or https:// with a host and nothing after it";
        return Err(ConfigError::new("base_url", problem));
    }
    Ok(url)
}

pub(super) fn keys(
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

pub(super) fn smtp(written: &SecretString) -> Result<SmtpSettings, ConfigError> {
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

pub(super) fn smtp_connections(written: Option<u16>) -> Result<u16, ConfigError> {
    match written.unwrap_or(SMTP_CONNECTIONS) {
        0 => Err(ConfigError::new("smtp_connections", "must be at least 1")),
        connections => Ok(connections),
    }
}

pub(super) fn sender(written: Option<String>) -> Result<String, ConfigError> {
    let sender = written.unwrap_or_else(|| SENDER.to_owned());
    match sender.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(sender),
        Err(_) => Err(ConfigError::new(
            "sender",
            "must be a mailbox: Name <name@host>",
        )),
    }
}

pub(super) fn largest_file(megabytes: Option<i64>) -> Result<i64, ConfigError> {
    let megabytes = megabytes.unwrap_or(LARGEST_FILE_MB);
    if (1..=MOST_FILE_MB).contains(&megabytes) {
        Ok(megabytes * 1024 * 1024)
    } else {
        let problem = format!("must be 1 to {MOST_FILE_MB}");
        Err(ConfigError::new("largest_file_mb", problem))
    }
}

pub(super) fn uploads(
    unfiled_mb: Option<i64>,
    patience: Option<u64>,
) -> Result<UploadLimits, ConfigError> {
    let megabytes = unfiled_mb.unwrap_or(UNFILED_MB);
    if !(1..=MOST_UNFILED_MB).contains(&megabytes) {
        let problem = format!("must be 1 to {MOST_UNFILED_MB}");
        return Err(ConfigError::new("unfiled_mb", problem));
    }
    let seconds = patience.unwrap_or(UPLOAD_PATIENCE);
    if !(1..=MOST_UPLOAD_PATIENCE).contains(&seconds) {
        let problem = format!("must be 1 to {MOST_UPLOAD_PATIENCE}");
        return Err(ConfigError::new("upload_patience", problem));
    }
    Ok(UploadLimits {
        unfiled: megabytes * 1024 * 1024,
        patience: Duration::from_secs(seconds),
    })
}

/// It is asked for at the start, not with the first photograph.
pub(super) fn heif_converter(program: Option<PathBuf>) -> Result<Option<PathBuf>, ConfigError> {
    let Some(program) = program else {
        return Ok(None);
    };
    if program.is_absolute() && program.is_file() {
        return Ok(Some(program));
    }
    let problem = "must be the full path of a program, as in /usr/bin/heif-convert";
    Err(ConfigError::new("heif_converter", problem))
}

pub(super) fn connections(written: Option<u32>) -> Result<u32, ConfigError> {
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

pub(super) fn trusted_proxies(written: Option<&str>) -> Result<TrustedProxies, ConfigError> {
    written
        .unwrap_or_default()
        .parse()
        .map_err(|error| ConfigError::new("trusted_proxies", error))
}

/// A database on another machine is spoken to by TLS only, and this build must be able to.
pub(super) fn demand_tls(url: &str) -> Result<(), ConfigError> {
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

pub(super) fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Ok(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Err(_) => false,
    }
}
