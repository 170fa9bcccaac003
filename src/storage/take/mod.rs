//! Taking a file from outside. Its first bytes say what it may be; it is sealed as it comes, and then
//! judged from the whole of it, in whatever order its parts stand. Pictures of formats that not every
//! program opens are converted; what was converted is kept in their place.

mod first_bytes;
mod heif;
mod office;
mod pdf;
mod pixels;
mod refusal;
mod tiff;
mod webp;

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use tokio::sync::Semaphore;

use first_bytes::{FIRST, Format};
pub use heif::HeifConverter;
pub use refusal::FileRefusal;

use super::error::Error;
use super::{Arrived, FileStore, Incoming, MediaType, Result, Storage, StoredFile, place_file};
use crate::kernel::Instant;

/// Files that are whole in memory at a time, while they are judged and converted. The others wait
/// where they are stored.
const AT_A_TIME: usize = 2;
/// The most pixels of a picture that is converted: an A4 page at 600 dpi has 35 million, the largest
/// photographs of phones have 50.
const MOST_PIXELS: u64 = 64_000_000;

/// What is asked of a file.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance {
    /// The most bytes that it may have.
    pub most: i64,
    /// Whether a PDF is taken that needs a password.
    pub with_password: bool,
}

/// A file that came whole and is of a kind that is taken.
pub struct Taken {
    arrived: Arrived,
    /// What its content is.
    pub media: MediaType,
}

/// Why a file was not taken. The store keeps nothing of it, and the rest of its stream may not have
/// been read.
#[derive(Debug)]
pub enum NotTaken<E> {
    /// The file is not one to take.
    Refused(FileRefusal),
    /// Its stream broke.
    Broken(E),
    /// The store failed.
    Storage(Error),
}

impl<E> From<Error> for NotTaken<E> {
    fn from(error: Error) -> Self {
        Self::Storage(error)
    }
}

impl<E> From<FileRefusal> for NotTaken<E> {
    fn from(refusal: FileRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What judges and converts files: shared by all that a process takes.
#[derive(Clone)]
pub(super) struct Judging {
    turns: Arc<Semaphore>,
    heif: Option<HeifConverter>,
}

impl Default for Judging {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            heif: None,
        }
    }
}

impl Judging {
    pub(super) fn with_heif(self, converter: HeifConverter) -> Self {
        Self {
            heif: Some(converter),
            ..self
        }
    }

    pub(super) const fn takes_heif(&self) -> bool {
        self.heif.is_some()
    }
}

/// What a whole file turned out to be.
enum Judged {
    /// It is kept as it came.
    AsItCame(MediaType),
    /// It is kept as this.
    Converted(MediaType, Vec<u8>),
}

impl FileStore {
    /// Receives a file. The stream is lent, so that the caller may read the rest of a file that was
    /// not taken.
    ///
    /// # Errors
    /// A file that is not taken, a stream that breaks, and faults of the store.
    pub async fn take<E>(
        &self,
        stream: &mut (impl Stream<Item = std::result::Result<Bytes, E>> + Unpin),
        acceptance: Acceptance,
    ) -> std::result::Result<Taken, NotTaken<E>> {
        let mut first = Vec::new();
        while first.len() < FIRST {
            match stream.try_next().await.map_err(NotTaken::Broken)? {
                Some(bytes) => first.extend_from_slice(&bytes),
                None => break,
            }
        }
        if first.is_empty() {
            return Err(FileRefusal::Empty.into());
        }
        let format = Format::of(&first);
        self.is_worth_receiving(format)?;
        let mut incoming = self.receive().await?;
        match fill(&mut incoming, &first, stream, acceptance.most).await {
            Ok(()) => {
                self.judge(incoming.close().await?, format, acceptance)
                    .await
            }
            Err(why) => {
                incoming.abandon().await?;
                Err(why)
            }
        }
    }

    /// What no whole file of this beginning would be taken for is refused at once.
    fn is_worth_receiving(&self, format: Format) -> std::result::Result<(), FileRefusal> {
        match format {
            Format::Other => Err(FileRefusal::OtherKind),
            Format::OldOffice => Err(FileRefusal::OldOffice),
            Format::Heif if !self.judging().takes_heif() => Err(FileRefusal::Heic),
            _ => Ok(()),
        }
    }

    async fn judge<E>(
        &self,
        arrived: Arrived,
        format: Format,
        acceptance: Acceptance,
    ) -> std::result::Result<Taken, NotTaken<E>> {
        match self.judged(&arrived, format, acceptance).await {
            Ok(Judged::AsItCame(media)) => Ok(Taken { arrived, media }),
            Ok(Judged::Converted(media, content)) => {
                arrived.discard().await?;
                let mut incoming = self.receive().await?;
                incoming.write(&content).await?;
                let arrived = incoming.close().await?;
                Ok(Taken { arrived, media })
            }
            Err(NotTaken::Refused(refusal)) => {
                arrived.discard().await?;
                Err(refusal.into())
            }
            Err(other) => Err(other),
        }
    }

    async fn judged<E>(
        &self,
        arrived: &Arrived,
        format: Format,
        acceptance: Acceptance,
    ) -> std::result::Result<Judged, NotTaken<E>> {
        match format {
            Format::Jpeg => return Ok(Judged::AsItCame(MediaType::Jpeg)),
            Format::Png => return Ok(Judged::AsItCame(MediaType::Png)),
            _ => {}
        }
        let judging = self.judging();
        let turn = judging.turns.acquire().await;
        let _turn = turn.map_err(|error| Error::Files(error.to_string()))?;
        let content = arrived.read().await?;
        if format == Format::Heif {
            let converter = judging.heif.as_ref().ok_or(FileRefusal::Heic)?;
            let jpeg = converter.to_jpeg(&content, acceptance.most).await?;
            return Ok(Judged::Converted(MediaType::Jpeg, jpeg));
        }
        let judged = tokio::task::spawn_blocking(move || look_at(format, &content, acceptance));
        match judged.await {
            Ok(judged) => Ok(judged?),
            Err(error) => {
                tracing::error!(%error, "a file could not be judged");
                Err(FileRefusal::Unreadable.into())
            }
        }
    }
}

/// Judges, and converts, a whole file.
fn look_at(
    format: Format,
    content: &[u8],
    acceptance: Acceptance,
) -> std::result::Result<Judged, FileRefusal> {
    let most = usize::try_from(acceptance.most).unwrap_or(usize::MAX);
    let small_enough = |content: Vec<u8>| {
        let fits = content.len() <= most;
        fits.then_some(content).ok_or(FileRefusal::TooLarge)
    };
    match format {
        Format::Pdf if !acceptance.with_password && pdf::needs_password(content) => {
            Err(FileRefusal::Password)
        }
        Format::Pdf => Ok(Judged::AsItCame(MediaType::Pdf)),
        Format::Zip => Ok(Judged::AsItCame(office::office_media(content)?)),
        Format::Webp => {
            let jpeg = small_enough(webp::to_jpeg(content)?)?;
            Ok(Judged::Converted(MediaType::Jpeg, jpeg))
        }
        Format::Tiff => {
            let pdf = small_enough(tiff::to_pdf(content, most)?)?;
            Ok(Judged::Converted(MediaType::Pdf, pdf))
        }
        Format::Jpeg | Format::Png | Format::Heif | Format::OldOffice | Format::Other => {
            Err(FileRefusal::OtherKind)
        }
    }
}

async fn fill<E>(
    incoming: &mut Incoming,
    first: &[u8],
    stream: &mut (impl Stream<Item = std::result::Result<Bytes, E>> + Unpin),
    most: i64,
) -> std::result::Result<(), NotTaken<E>> {
    incoming.write(first).await?;
    while incoming.size() <= most {
        match stream.try_next().await.map_err(NotTaken::Broken)? {
            Some(bytes) => incoming.write(&bytes).await?,
            None => return Ok(()),
        }
    }
    Err(FileRefusal::TooLarge.into())
}

impl Taken {
    /// The length of what is kept.
    pub const fn size(&self) -> i64 {
        self.arrived.file().size
    }

    /// Puts the file where its digest leads; see [`place_file`].
    pub async fn place(self, storage: &Storage, now: Instant) -> Result<StoredFile> {
        place_file(storage, self.arrived, self.media, now).await
    }
}
