//! Forms with files (RFC 7578), read as they come: each file goes piece by piece into the file
//! store, and what is wrong with one of them does no harm to the others.

use actix_multipart::{Field, Multipart};
use actix_web::web::Payload;
use actix_web::{HttpRequest, http::header::CONTENT_TYPE};
use futures_util::stream::Fuse;
use futures_util::{StreamExt, TryStreamExt};

use super::{PageError, csrf, require_token};
use crate::context::Environment;
use crate::kernel::clean;
use crate::storage::{MediaType, NotTaken, StoredFile};

/// The most parts that a form may have, and the most bytes of one that is no file.
const MOST_PARTS: usize = 200;
const LONGEST_TEXT: usize = 64 * 1024;

/// A part on its way; the framework's own may not be asked again once it has ended.
type Part = Fuse<Field>;

/// A form with files, as it arrived.
#[derive(Debug, Default)]
pub struct Upload {
    /// The fields that are no files, in order, each value cleaned (`kernel::clean`).
    pub texts: Vec<(String, String)>,
    /// The files that were chosen, in order.
    pub files: Vec<ReceivedFile>,
}

/// A file that a person chose.
#[derive(Debug)]
pub struct ReceivedFile {
    pub field: String,
    /// The name that it had on their device.
    pub name: String,
    /// The content, or why it was not taken.
    pub outcome: Result<TakenFile, FileError>,
}

/// A file that the store holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenFile {
    /// The content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
}

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// Nothing is in it.
    Empty,
    /// It is larger than the portal takes.
    TooLarge,
    /// Its content is none of the kinds that the portal takes.
    OtherKind,
}

impl FileError {
    /// The fault's name in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::OtherKind => "other_kind",
        }
    }
}

impl Upload {
    /// Reads a form. Its token must be the first part, so that nothing is stored for a forged one.
    ///
    /// # Errors
    /// A body that is no such form, a token that is not ours, or a fault of the store.
    pub async fn read(
        request: &HttpRequest,
        env: &Environment,
        payload: Payload,
    ) -> Result<Self, PageError> {
        if !request.headers().contains_key(CONTENT_TYPE) {
            return Err(PageError::BadRequest);
        }
        let mut form = Multipart::new(request.headers(), payload);
        let mut upload = Self::default();
        let mut is_ours = false;
        let mut parts = 0;
        while let Some(field) = form.try_next().await.map_err(broken)? {
            parts += 1;
            if parts > MOST_PARTS {
                return Err(PageError::TooLarge);
            }
            let name = field.name().unwrap_or_default().to_owned();
            if !is_ours {
                let token = if name == csrf::FIELD {
                    text(field.fuse()).await?
                } else {
                    String::new()
                };
                require_token(request, &token)?;
                is_ours = true;
                continue;
            }
            upload.take(env, name, field).await?;
        }
        if is_ours {
            Ok(upload)
        } else {
            Err(PageError::Expired)
        }
    }

    async fn take(
        &mut self,
        env: &Environment,
        field: String,
        part: Field,
    ) -> Result<(), PageError> {
        let chosen = part
            .content_disposition()
            .and_then(|disposition| disposition.get_filename())
            .map(str::to_owned);
        let part = part.fuse();
        match chosen {
            None => self.texts.push((field, clean(&text(part).await?))),
            // A file control where nothing was chosen sends an empty name.
            Some(name) if name.is_empty() => drain(env, part).await?,
            Some(name) => {
                let outcome = receive(env, part).await?;
                self.files.push(ReceivedFile {
                    field,
                    name,
                    outcome,
                });
            }
        }
        Ok(())
    }

    /// The value of a field; empty when it was not sent.
    pub fn text(&self, field: &str) -> &str {
        self.texts
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Whether a box was ticked or a button pressed.
    pub fn has(&self, field: &str) -> bool {
        self.texts.iter().any(|(name, _)| name == field)
    }
}

async fn receive(
    env: &Environment,
    mut part: Part,
) -> Result<Result<TakenFile, FileError>, PageError> {
    let fault = match env.files.take(&mut part, env.largest_file).await {
        Ok(taken) => {
            let media = taken.media;
            let file = taken.place(&env.storage, env.clock.now()).await?;
            return Ok(Ok(TakenFile { file, media }));
        }
        Err(NotTaken::Empty) => FileError::Empty,
        Err(NotTaken::TooLarge) => FileError::TooLarge,
        Err(NotTaken::OtherKind) => FileError::OtherKind,
        Err(NotTaken::Broken(error)) => return Err(broken(error)),
        Err(NotTaken::Storage(error)) => return Err(error.into()),
    };
    drain(env, part).await?;
    Ok(Err(fault))
}

async fn text(mut part: Part) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(more) = part.try_next().await.map_err(broken)? {
        if bytes.len() + more.len() > LONGEST_TEXT {
            return Err(PageError::TooLong);
        }
        bytes.extend_from_slice(&more);
    }
    String::from_utf8(bytes).map_err(|_| PageError::BadRequest)
}

/// Reads to the end what is not wanted, so that the rest of the form still arrives; but not
/// without end.
async fn drain(env: &Environment, mut part: Part) -> Result<(), PageError> {
    const TIMES_THE_LARGEST: i64 = 8;
    let mut left = env.largest_file.saturating_mul(TIMES_THE_LARGEST);
    while let Some(bytes) = part.try_next().await.map_err(broken)? {
        left -= i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if left < 0 {
            return Err(PageError::TooLarge);
        }
    }
    Ok(())
}

fn broken(_: actix_multipart::MultipartError) -> PageError {
    PageError::BadRequest
}
