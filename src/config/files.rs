//! Settings of the file store: none for the data folder, or a bucket that speaks S3.

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::ConfigError;
use super::checked::is_this_machine;
use crate::storage::BucketSettings;

/// The region that servers other than Amazon's go by unless told otherwise.
const REGION: &str = "us-east-1";

/// The bucket as it is written.
#[derive(Debug, Clone, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct WrittenFiles {
    /// Bucket for files; without one they are in the data folder.
    #[arg(
        id = "files_bucket",
        long = "files-bucket",
        env = "MOTCUA_FILES_BUCKET",
        value_name = "NAME",
        global = true,
        hide_short_help = true
    )]
    pub bucket: Option<String>,
    /// Server of the bucket, if it is not Amazon's.
    #[arg(
        id = "files_endpoint",
        long = "files-endpoint",
        env = "MOTCUA_FILES_ENDPOINT",
        value_name = "URL",
        global = true,
        hide_short_help = true
    )]
    pub endpoint: Option<String>,
    /// Region of the bucket.
    #[arg(
        id = "files_region",
        long = "files-region",
        env = "MOTCUA_FILES_REGION",
        value_name = "REGION",
        global = true,
        hide_short_help = true
    )]
    pub region: Option<String>,
    /// Name of the key to the bucket; the key itself is no flag.
    #[arg(
        id = "files_access_key",
        long = "files-access-key",
        env = "MOTCUA_FILES_ACCESS_KEY",
        value_name = "NAME",
        global = true,
        hide_short_help = true
    )]
    pub access_key: Option<String>,
    /// The key to the bucket.
    #[arg(skip)]
    pub secret_key: Option<SecretString>,
}

impl WrittenFiles {
    /// These settings where they are written, else those of `below`.
    pub fn over(self, below: Self) -> Self {
        Self {
            bucket: self.bucket.or(below.bucket),
            endpoint: self.endpoint.or(below.endpoint),
            region: self.region.or(below.region),
            access_key: self.access_key.or(below.access_key),
            secret_key: self.secret_key.or(below.secret_key),
        }
    }

    const fn is_empty(&self) -> bool {
        self.bucket.is_none()
            && self.endpoint.is_none()
            && self.region.is_none()
            && self.access_key.is_none()
            && self.secret_key.is_none()
    }
}

/// The bucket, if one is set.
pub(super) fn bucket(written: WrittenFiles) -> Result<Option<BucketSettings>, ConfigError> {
    if written.is_empty() {
        return Ok(None);
    }
    let missing = |setting| ConfigError::new(setting, "must be set with the other files settings");
    let bucket = written.bucket.ok_or_else(|| missing("files.bucket"))?;
    let access_key = written
        .access_key
        .ok_or_else(|| missing("files.access_key"))?;
    let endpoint = written.endpoint.as_deref().map(endpoint).transpose()?;
    Ok(Some(BucketSettings {
        bucket: bucket_name(bucket)?,
        region: region(written.region, endpoint.is_some())?,
        endpoint,
        access_key: key_name(access_key)?,
        secret_key: written
            .secret_key
            .ok_or_else(|| missing("files.secret_key"))?,
    }))
}

/// Contents are sealed, but who stores and fetches what is nobody's business.
pub(super) fn demand_tls(bucket: &BucketSettings) -> Result<(), ConfigError> {
    let Some(url) = bucket
        .endpoint
        .as_deref()
        .and_then(|url| Url::parse(url).ok())
    else {
        return Ok(());
    };
    if url.scheme() == "https" || url.host_str().is_some_and(is_this_machine) {
        return Ok(());
    }
    let problem = "must be https in production, unless it is on this machine";
    Err(ConfigError::new("files.endpoint", problem))
}

fn bucket_name(name: String) -> Result<String, ConfigError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if (3..=63).contains(&name.len()) && name.chars().all(is_plain) {
        return Ok(name);
    }
    let problem = "must be 3 to 63 small letters, digits, points and hyphens";
    Err(ConfigError::new("files.bucket", problem))
}

fn endpoint(text: &str) -> Result<String, ConfigError> {
    let wrong = || {
        let problem = "must be http:// or https:// with a host and nothing after it";
        ConfigError::new("files.endpoint", problem)
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_open = url.username().is_empty() && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.host().is_some() && is_bare && is_open {
        Ok(url.as_str().trim_end_matches('/').to_owned())
    } else {
        Err(wrong())
    }
}

fn region(written: Option<String>, has_endpoint: bool) -> Result<String, ConfigError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match written {
        Some(region) if !region.is_empty() && region.chars().all(is_plain) => Ok(region),
        Some(_) => {
            let problem = "must be letters, digits and hyphens";
            Err(ConfigError::new("files.region", problem))
        }
        None if has_endpoint => Ok(REGION.to_owned()),
        None => {
            let problem = "must be set where files.endpoint is not";
            Err(ConfigError::new("files.region", problem))
        }
    }
}

/// The name stands in a header, where these characters would end it.
fn key_name(name: String) -> Result<String, ConfigError> {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '/' | ',' | '=');
    if !name.is_empty() && name.chars().all(is_plain) {
        return Ok(name);
    }
    let problem = "must be letters, digits and signs without / , =";
    Err(ConfigError::new("files.access_key", problem))
}
