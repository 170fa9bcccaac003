//! Forms with files (RFC 7578), read as they come: each file goes piece by piece into the file
//! store, and what is wrong with one of them does no harm to the others. What nobody asked for, and
//! what there is no room for, is not stored.

mod file_name;
mod open;
mod progress;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Payload};
use futures_util::stream::Fuse;
use futures_util::{StreamExt, TryStreamExt};

use super::kept_form::without_secrets;
use super::page_error::ShownAgain;
use super::{PageError, PageRequest, csrf, require_token};
use crate::context::Environment;
use crate::kernel::clean;
use crate::storage::{Acceptance, FileRefusal, MediaType, NotTaken, StoredFile};
use file_name::file_name;
pub use open::OpenUploads;
use open::{OpenUpload, TooManyOpen};

/// The most parts that a form may have, and the most bytes of one that is no file.
const MOST_PARTS: usize = 200;
const LONGEST_TEXT: usize = 64 * 1024;
/// Seconds after which an upload that was one too many at once may be sent again.
const ANOTHER_AFTER: u64 = 10;

/// A part on its way; the framework's own may not be asked again once it has ended.
type Part = Fuse<Field>;

/// Which files are received.
pub struct Wanted<'a> {
    /// Whether the form has a file control of this name.
    pub takes: &'a dyn Fn(&str) -> bool,
    /// How many files, and of how many bytes in all.
    pub room: UploadRoom,
    /// Whether a PDF is taken that needs a password.
    pub with_password: bool,
}

/// How much may still be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadRoom {
    pub files: usize,
    pub bytes: i64,
    /// Whether nothing is stored now because too much was sent lately.
    pub is_to_wait: bool,
}

/// A form with files, as it arrived.
#[derive(Debug, Default)]
pub struct Upload {
    /// The fields that are no files, in order.
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
    /// It is no file to take.
    Refused(FileRefusal),
    /// There are as many files as there may be.
    TooMany,
    /// The account's applications that are not filed hold as much as they may.
    NoRoom,
    /// The account has sent as much lately as it may.
    Wait,
}

impl FileError {
    /// The fault's name in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.key(),
            Self::TooMany => "too_many",
            Self::NoRoom => "no_room",
            Self::Wait => "wait",
        }
    }
}

impl UploadRoom {
    /// Room for so many files of any size that is taken.
    pub const fn for_files(files: usize) -> Self {
        Self {
            files,
            bytes: i64::MAX,
            is_to_wait: false,
        }
    }

    /// Why no file is stored, if none is.
    const fn shortage(self) -> Option<FileError> {
        if self.is_to_wait {
            Some(FileError::Wait)
        } else if self.files == 0 {
            Some(FileError::TooMany)
        } else if self.bytes <= 0 {
            Some(FileError::NoRoom)
        } else {
            None
        }
    }

    /// What is left when a file is stored.
    const fn less(self, size: i64) -> Self {
        Self {
            files: self.files.saturating_sub(1),
            bytes: self.bytes.saturating_sub(size),
            is_to_wait: self.is_to_wait,
        }
    }
}

impl Upload {
    /// Reads a form. Its token must be the first part, so that nothing is stored for a forged one.
    ///
    /// # Errors
    /// A body that is no such form, a control that the form does not have, a token that is not ours,
    /// a body that comes too slowly, too many uploads at once, or a fault of the store.
    pub async fn read(
        request: &PageRequest,
        payload: Payload,
        wanted: Wanted<'_>,
    ) -> Result<Self, PageError> {
        if !request.http.headers().contains_key(CONTENT_TYPE) {
            return Err(PageError::BadRequest);
        }
        let _open = begin(request)?;
        let payload = progress::timed(payload, request.env.uploads);
        let mut form = Multipart::new(request.http.headers(), Box::pin(payload));
        let mut reading = Reading {
            env: &request.env,
            wanted,
            upload: Self::default(),
        };
        let mut is_ours = false;
        let mut is_late = false;
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
                match require_token(&request.http, &token) {
                    // A page of ours that is older than the session: what was typed there is shown again,
                    // and no file of it is stored.
                    Err(PageError::Expired) if csrf::is_from_here(request.http.headers()) => {
                        is_late = true;
                    }
                    checked => checked?,
                }
                is_ours = true;
                continue;
            }
            if is_late {
                reading.take_text(name, field).await?;
            } else {
                reading.take(name, field).await?;
            }
        }
        match (is_ours, is_late) {
            (true, false) => Ok(reading.upload),
            (true, true) => Err(PageError::ExpiredForm(ShownAgain {
                pairs: without_secrets(reading.upload.texts),
                with_files: true,
            })),
            (false, _) => Err(PageError::Expired),
        }
    }

    /// The value of a field; empty when it was not sent.
    pub fn text(&self, field: &str) -> &str {
        self.texts
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// The value of a field, if it was sent.
    pub fn value(&self, field: &str) -> Option<&str> {
        let sent = self.texts.iter().find(|(name, _)| name == field);
        sent.map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked or a button pressed.
    pub fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }
}

/// A form that is being read.
struct Reading<'a> {
    env: &'a Environment,
    wanted: Wanted<'a>,
    upload: Upload,
}

impl Reading<'_> {
    async fn take(&mut self, field: String, part: Field) -> Result<(), PageError> {
        let chosen = file_name(&part);
        let part = part.fuse();
        match chosen {
            None => self.upload.texts.push((field, clean(&text(part).await?))),
            // A file control where nothing was chosen sends an empty name.
            Some(name) if name.is_empty() => drain(self.env, part).await?,
            Some(_) if !(self.wanted.takes)(&field) => return Err(PageError::BadRequest),
            Some(name) => {
                let outcome = self.receive(part).await?;
                self.upload.files.push(ReceivedFile {
                    field,
                    name,
                    outcome,
                });
            }
        }
        Ok(())
    }

    /// Takes what was typed, and lets files pass.
    async fn take_text(&mut self, field: String, part: Field) -> Result<(), PageError> {
        let is_text = file_name(&part).is_none();
        let part = part.fuse();
        if !is_text {
            return drain(self.env, part).await;
        }
        self.upload.texts.push((field, clean(&text(part).await?)));
        Ok(())
    }

    /// Receives a file for which there is room.
    async fn receive(&mut self, mut part: Part) -> Result<Result<TakenFile, FileError>, PageError> {
        if let Some(shortage) = self.wanted.room.shortage() {
            drain(self.env, part).await?;
            return Ok(Err(shortage));
        }
        let largest = self.env.largest_file;
        let acceptance = Acceptance {
            most: largest.min(self.wanted.room.bytes),
            with_password: self.wanted.with_password,
        };
        let fault = match self.env.files.take(&mut part, acceptance).await {
            Ok(taken) => {
                let media = taken.media;
                self.wanted.room = self.wanted.room.less(taken.size());
                let file = taken.place(&self.env.storage, self.env.clock.now()).await?;
                return Ok(Ok(TakenFile { file, media }));
            }
            Err(NotTaken::Refused(FileRefusal::TooLarge)) if acceptance.most < largest => {
                FileError::NoRoom
            }
            Err(NotTaken::Refused(refusal)) => FileError::Refused(refusal),
            Err(NotTaken::Broken(error)) => return Err(broken(error)),
            Err(NotTaken::Storage(error)) => return Err(error.into()),
        };
        drain(self.env, part).await?;
        Ok(Err(fault))
    }
}

fn begin(request: &PageRequest) -> Result<OpenUpload, PageError> {
    let uploads = request.http.app_data::<Data<OpenUploads>>();
    let uploads = uploads.ok_or(PageError::Unavailable)?;
    let begun = uploads.begin(request.viewer()?.account);
    begun.map_err(|why| match why {
        TooManyOpen::OfTheAccount => PageError::TooMany {
            retry_after: ANOTHER_AFTER,
        },
        TooManyOpen::OfAll => PageError::Unavailable,
    })
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

fn broken(error: MultipartError) -> PageError {
    match error {
        MultipartError::Payload(error) if progress::is_too_slow(&error) => PageError::Timeout,
        _ => PageError::BadRequest,
    }
}
