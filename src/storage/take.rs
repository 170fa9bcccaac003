//! Taking a file from outside: known by its content, no larger than is taken, and not whole in memory.

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};

use super::error::Error;
use super::{Arrived, FileStore, Incoming, MediaType, Result, Storage, StoredFile, place_file};
use crate::kernel::Instant;

/// A file that came whole and is of a kind that is taken.
pub struct Taken {
    arrived: Arrived,
    /// What its content is.
    pub media: MediaType,
}

/// Why a file was not taken. The store keeps nothing of it.
#[derive(Debug)]
pub enum NotTaken<E> {
    /// Nothing is in it.
    Empty,
    /// It is larger than is taken. The rest of it was not read.
    TooLarge,
    /// Its content is none of the kinds that are taken. The rest of it was not read.
    OtherKind,
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

impl FileStore {
    /// Receives a file of at most `most` bytes. The stream is lent, so that the caller may read the
    /// rest of a file that was not taken.
    ///
    /// # Errors
    /// A file that is not taken, a stream that breaks, and faults of the store.
    pub async fn take<E>(
        &self,
        stream: &mut (impl Stream<Item = std::result::Result<Bytes, E>> + Unpin),
        most: i64,
    ) -> std::result::Result<Taken, NotTaken<E>> {
        let mut head = Vec::new();
        while head.len() < MediaType::SNIFF {
            match stream.try_next().await.map_err(NotTaken::Broken)? {
                Some(bytes) => head.extend_from_slice(&bytes),
                None => break,
            }
        }
        if head.is_empty() {
            return Err(NotTaken::Empty);
        }
        let media = MediaType::sniff(&head).ok_or(NotTaken::OtherKind)?;
        let mut incoming = self.receive().await?;
        match fill(&mut incoming, &head, stream, most).await {
            Ok(()) => {
                let arrived = incoming.close().await?;
                Ok(Taken { arrived, media })
            }
            Err(why) => {
                incoming.abandon().await?;
                Err(why)
            }
        }
    }
}

async fn fill<E>(
    incoming: &mut Incoming,
    head: &[u8],
    stream: &mut (impl Stream<Item = std::result::Result<Bytes, E>> + Unpin),
    most: i64,
) -> std::result::Result<(), NotTaken<E>> {
    incoming.write(head).await?;
    while incoming.size() <= most {
        match stream.try_next().await.map_err(NotTaken::Broken)? {
            Some(bytes) => incoming.write(&bytes).await?,
            None => return Ok(()),
        }
    }
    Err(NotTaken::TooLarge)
}

impl Taken {
    /// Puts the file where its digest leads; see [`place_file`].
    pub async fn place(self, storage: &Storage, now: Instant) -> Result<StoredFile> {
        place_file(storage, self.arrived, self.media, now).await
    }
}
