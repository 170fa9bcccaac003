//! The file store: contents addressed by their SHA-256, encrypted, in a folder or a bucket.
//! Rows name a content by its digest; only a handler that has checked the viewer serves it.

use std::fs;
use std::path::Path as Folder;
use std::sync::Arc;

use aead_stream::{DecryptorBE32, EncryptorBE32};
use bytes::Bytes;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::bucket::{self, BucketSettings, FileStoreError};
use super::error::{Error, Result};
use super::keys::KeyRing;
use super::take::{HeifConverter, Judging};
use super::unfinished_files::{sweep_bucket, sweep_folder};
use crate::kernel::Instant;

const CONTEXT: &str = "files.content";
const UNSEALABLE: Error = Error::Unsealable { context: CONTEXT };
/// How much plain text is sealed at a time, so that no file is ever whole in memory.
const PIECE: usize = 256 * 1024;
/// What sealing adds to a piece.
const TAG: usize = 16;
/// The part of a piece's nonce that is the file's own; STREAM adds a counter and an end mark, so that
/// pieces cannot be reordered, dropped or cut off unnoticed.
const PREFIX: usize = 19;
/// Key id and nonce prefix stand before the pieces.
const HEADER: usize = 1 + PREFIX;
/// Parts of an upload in flight before the sender has to wait.
const PARTS_IN_FLIGHT: usize = 2;
/// Where files are while they are being received and have no digest yet.
const INCOMING: &str = "incoming";

type Sealer = EncryptorBE32<XChaCha20Poly1305>;
type Opener = DecryptorBE32<XChaCha20Poly1305>;

/// Contents of files by their digest.
#[derive(Clone)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// Where unfinished uploads are, when they are files of this machine.
    folder: Option<Arc<Folder>>,
    keys: Arc<KeyRing>,
    judging: Judging,
}

/// A content that the store holds.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct StoredFile {
    /// SHA-256 of the plain bytes.
    pub digest: Vec<u8>,
    /// Length of the plain bytes.
    pub size: i64,
}

/// A file that is being received: sealed piece by piece as it comes. Dropping it gives it up.
pub struct Incoming {
    store: FileStore,
    location: Path,
    upload: Option<WriteMultipart>,
    /// Missing once the last piece is sealed.
    sealer: Option<Sealer>,
    hasher: Sha256,
    pending: Vec<u8>,
    size: i64,
}

impl FileStore {
    /// A store in a folder of this machine, sealed with `keys`.
    pub fn in_folder(folder: &Folder, keys: Arc<KeyRing>) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| Error::Files(error.to_string()))?;
        let objects = LocalFileSystem::new_with_prefix(folder)
            .map_err(files)?
            .with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            folder: Some(Arc::from(folder.join(INCOMING))),
            keys,
            judging: Judging::default(),
        })
    }

    /// A store in a bucket, sealed with `keys`. Nothing is asked of the bucket yet.
    pub fn in_bucket(settings: &BucketSettings, keys: Arc<KeyRing>) -> Result<Self> {
        Ok(Self {
            objects: Arc::new(bucket::open(settings)?),
            folder: None,
            keys,
            judging: Judging::default(),
        })
    }

    /// The same store, which also takes HEIC photographs and keeps what the converter makes of them.
    #[must_use]
    pub fn with_heif_converter(self, converter: HeifConverter) -> Self {
        Self {
            judging: self.judging.clone().with_heif(converter),
            ..self
        }
    }

    /// Whether HEIC photographs are taken.
    pub const fn takes_heif(&self) -> bool {
        self.judging.takes_heif()
    }

    pub(super) const fn judging(&self) -> &Judging {
        &self.judging
    }

    /// Asks the bucket whether it can be used, so that a wrong setting is noticed at the start and not
    /// at the first upload. A folder always can.
    ///
    /// # Errors
    /// What is wrong with the settings of the bucket.
    pub async fn reach(&self) -> std::result::Result<(), FileStoreError> {
        if self.folder.is_some() {
            return Ok(());
        }
        bucket::reach(self.objects.as_ref(), &incoming().join("nothing")).await
    }

    /// Begins to receive a file.
    pub async fn receive(&self) -> Result<Incoming> {
        let mut name = [0; 16];
        self.keys.chance().fill(&mut name);
        let location = incoming().join(Uuid::from_bytes(name).simple().to_string());
        let mut prefix = [0; PREFIX];
        self.keys.chance().fill(&mut prefix);
        let newest = self.keys.newest();
        let cipher = self.keys.cipher(newest, CONTEXT)?.clone();
        let upload = self.objects.put_multipart(&location).await.map_err(files)?;
        let mut upload = WriteMultipart::new(upload);
        upload.write(&[newest]);
        upload.write(&prefix);
        Ok(Incoming {
            store: self.clone(),
            location,
            upload: Some(upload),
            sealer: Some(Sealer::from_aead(cipher, &prefix.into())),
            hasher: Sha256::new(),
            pending: Vec::with_capacity(PIECE),
            size: 0,
        })
    }

    /// Stores bytes that are already at hand.
    pub async fn store(&self, content: &[u8]) -> Result<StoredFile> {
        let mut incoming = self.receive().await?;
        incoming.write(content).await?;
        incoming.finish().await
    }

    /// The plain content in order. The stream fails at the first piece that is not authentic, and
    /// at the end if the file was cut.
    pub async fn open(&self, digest: &[u8]) -> Result<BoxStream<'static, Result<Bytes>>> {
        self.open_at(&self.location(digest)).await
    }

    async fn open_at(&self, location: &Path) -> Result<BoxStream<'static, Result<Bytes>>> {
        let found = self.objects.get(location).await.map_err(files)?;
        let sealed = found.into_stream().map_err(files).boxed();
        let pieces = Pieces::begin(&self.keys, sealed).await?;
        Ok(stream::try_unfold(pieces, Pieces::next).boxed())
    }

    async fn remove_at(&self, location: &Path) -> Result<()> {
        match self.objects.delete(location).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(files(error)),
        }
    }

    /// Removes a content that no row names any more.
    pub async fn remove(&self, digest: &[u8]) -> Result<()> {
        self.remove_at(&self.location(digest)).await
    }

    /// Removes uploads that were begun before a time and never ended. Gives their number.
    pub async fn sweep_unfinished(&self, before: Instant) -> Result<usize> {
        let Some(folder) = self.folder.clone() else {
            return sweep_bucket(self.objects.as_ref(), &incoming(), before).await;
        };
        let swept = tokio::task::spawn_blocking(move || sweep_folder(&folder, before)).await;
        swept
            .map_err(std::io::Error::from)
            .flatten()
            .map_err(|error| Error::Files(error.to_string()))
    }

    /// A keyed name, so that the bucket's owner cannot tell whether it holds a known document.
    fn location(&self, digest: &[u8]) -> Path {
        let name = hex::encode(self.keys.blind("files.location", digest));
        let folder: String = name.chars().take(2).collect();
        Path::from(format!("content/{folder}/{name}"))
    }
}

impl Incoming {
    /// How many plain bytes have come.
    pub const fn size(&self) -> i64 {
        self.size
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.size = self
            .size
            .saturating_add(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        while self.pending.len() + bytes.len() > PIECE {
            let (now, later) = bytes.split_at(PIECE - self.pending.len());
            self.pending.extend_from_slice(now);
            self.seal_pending().await?;
            bytes = later;
        }
        self.pending.extend_from_slice(bytes);
        Ok(())
    }

    /// Ends the file and puts it in place.
    pub async fn finish(self) -> Result<StoredFile> {
        self.close().await?.put_in_place().await
    }

    /// Ends the file: its digest is known now, but it is not yet at the location of that digest.
    pub async fn close(mut self) -> Result<Arrived> {
        let sealer = self.sealer.take().ok_or(UNSEALABLE)?;
        let sealed = sealer.encrypt_last(piece(&self.pending));
        self.send(&sealed.map_err(|_| UNSEALABLE)?).await?;
        if let Some(upload) = self.upload.take() {
            upload.finish().await.map_err(files)?;
        }
        Ok(Arrived {
            store: self.store.clone(),
            location: self.location.clone(),
            file: StoredFile {
                digest: self.hasher.finalize_reset().to_vec(),
                size: self.size,
            },
        })
    }

    /// Gives the file up.
    pub async fn abandon(mut self) -> Result<()> {
        match self.upload.take() {
            Some(upload) => upload.abort().await.map_err(files),
            None => Ok(()),
        }
    }

    async fn seal_pending(&mut self) -> Result<()> {
        let sealer = self.sealer.as_mut().ok_or(UNSEALABLE)?;
        let sealed = sealer.encrypt_next(piece(&self.pending));
        self.pending.clear();
        self.send(&sealed.map_err(|_| UNSEALABLE)?).await
    }

    async fn send(&mut self, sealed: &[u8]) -> Result<()> {
        if let Some(upload) = &mut self.upload {
            upload
                .wait_for_capacity(PARTS_IN_FLIGHT)
                .await
                .map_err(files)?;
            upload.write(sealed);
        }
        Ok(())
    }
}

/// An upload that was not finished is removed: the browser went away, or its form was refused.
impl Drop for Incoming {
    fn drop(&mut self) {
        if let (Some(upload), Ok(runtime)) = (self.upload.take(), Handle::try_current()) {
            runtime.spawn(async move {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%error, "an upload that was given up could not be removed");
                }
            });
        }
    }
}

/// A file that was received whole and waits to be put in place.
pub struct Arrived {
    store: FileStore,
    location: Path,
    file: StoredFile,
}

impl Arrived {
    /// Its digest and size.
    pub const fn file(&self) -> &StoredFile {
        &self.file
    }

    /// Its plain content, whole in memory.
    pub(super) async fn read(&self) -> Result<Vec<u8>> {
        let mut pieces = self.store.open_at(&self.location).await?;
        let mut content = Vec::with_capacity(usize::try_from(self.file.size).unwrap_or_default());
        while let Some(piece) = pieces.try_next().await? {
            content.extend_from_slice(&piece);
        }
        Ok(content)
    }

    /// Gives it up.
    pub(super) async fn discard(self) -> Result<()> {
        self.store.remove_at(&self.location).await
    }

    /// Moves it to the location of its digest. Its row must be written before, or a crash leaves an
    /// object that no sweep finds.
    pub(super) async fn put_in_place(self) -> Result<StoredFile> {
        let target = self.store.location(&self.file.digest);
        let renamed = self.store.objects.rename(&self.location, &target).await;
        renamed.map_err(files)?;
        Ok(self.file)
    }
}

/// A stored file that is being read, opened piece by piece.
struct Pieces {
    sealed: BoxStream<'static, Result<Bytes>>,
    buffer: Vec<u8>,
    /// Missing once the last piece is opened.
    opener: Option<Opener>,
}

impl Pieces {
    /// Reads the header.
    async fn begin(keys: &KeyRing, sealed: BoxStream<'static, Result<Bytes>>) -> Result<Self> {
        let mut pieces = Self {
            sealed,
            buffer: Vec::new(),
            opener: None,
        };
        pieces.fill(HEADER).await?;
        let header = pieces.buffer.split_first_chunk::<HEADER>();
        let ([key, prefix @ ..], _) = header.ok_or(UNSEALABLE)?;
        let cipher = keys.cipher(*key, CONTEXT)?.clone();
        pieces.opener = Some(Opener::from_aead(cipher, &(*prefix).into()));
        pieces.buffer.drain(..HEADER);
        Ok(pieces)
    }

    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(mut opener) = self.opener.take() else {
            return Ok(None);
        };
        // One byte more than a piece tells whether another follows.
        self.fill(PIECE + TAG + 1).await?;
        let plain = match self.buffer.split_at_checked(PIECE + TAG) {
            Some((sealed, [_, ..])) => {
                let plain = opener.decrypt_next(piece(sealed));
                self.opener = Some(opener);
                self.buffer.drain(..PIECE + TAG);
                plain
            }
            _ => opener.decrypt_last(piece(&self.buffer)),
        };
        let plain = plain.map_err(|_| UNSEALABLE)?;
        Ok(Some((Bytes::from(plain), self)))
    }

    async fn fill(&mut self, length: usize) -> Result<()> {
        while self.buffer.len() < length {
            match self.sealed.try_next().await? {
                Some(bytes) => self.buffer.extend_from_slice(&bytes),
                None => break,
            }
        }
        Ok(())
    }
}

const fn piece(msg: &[u8]) -> Payload<'_, '_> {
    Payload {
        msg,
        aad: CONTEXT.as_bytes(),
    }
}

fn incoming() -> Path {
    Path::from(INCOMING)
}

fn files(error: object_store::Error) -> Error {
    Error::Files(error.to_string())
}
