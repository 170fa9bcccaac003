//! The file store's other place: a bucket that speaks S3, for several processes on several
//! machines. What leaves for it is sealed already.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::{ExposeSecret, SecretString};

use super::error::Error;

/// A person waits for the answer: what does not come back by then is better refused.
const TRIES_END_AFTER: Duration = Duration::from_secs(20);
const MOST_RETRIES: usize = 4;

/// Which bucket, and as whom to speak to it.
#[derive(Debug, Clone)]
pub struct BucketSettings {
    /// Its name.
    pub bucket: String,
    /// The server, when it is not Amazon's; buckets are paths below it.
    pub endpoint: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
    /// The name of the key.
    pub access_key: String,
    pub secret_key: SecretString,
}

/// Why a file store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileStoreError {
    /// There is no bucket of this name.
    #[error("there is no such bucket")]
    NoBucket,
    /// The server knows us not, or lets us not in.
    #[error("the server refuses this key")]
    Refused,
    /// Whatever answers there, if anything does, is no file store.
    #[error("does not answer as a file store")]
    NoAnswer,
}

/// Prepares requests; none is made yet.
pub(super) fn open(settings: &BucketSettings) -> Result<AmazonS3, Error> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key)
        .with_secret_access_key(settings.secret_key.expose_secret())
        // One file at a time is removed, which every server understands.
        .with_disable_bulk_delete(true)
        .with_retry(RetryConfig {
            max_retries: MOST_RETRIES,
            retry_timeout: TRIES_END_AFTER,
            ..RetryConfig::default()
        })
        // Which endpoints may be spoken to in clear is a matter of the settings.
        .with_client_options(ClientOptions::new().with_allow_http(true));
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    builder
        .build()
        .map_err(|error| Error::Files(error.to_string()))
}

/// Asks for an object that is not there: only a bucket that lets us in says just that.
pub(super) async fn reach(objects: &dyn ObjectStore, nothing: &Path) -> Result<(), FileStoreError> {
    use object_store::Error as Fault;
    let Err(error) = objects.get(nothing).await else {
        return Ok(());
    };
    let text = error.to_string();
    let fault = match error {
        // S3 says by a code in the answer what is missing.
        Fault::NotFound { .. } if text.contains("NoSuchKey") => return Ok(()),
        Fault::NotFound { .. } if text.contains("NoSuchBucket") => FileStoreError::NoBucket,
        Fault::PermissionDenied { .. } | Fault::Unauthenticated { .. } => FileStoreError::Refused,
        _ => FileStoreError::NoAnswer,
    };
    tracing::warn!(error = text, "the file store cannot be used");
    Err(fault)
}
