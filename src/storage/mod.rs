//! The two engines behind one connection type, write transactions, migrations, column
//! types, sealed columns and the file store. Rooms write their own SQL; this room only carries it.

mod bucket;
mod columns;
pub mod dialect;
mod engine;
mod error;
mod files;
mod key_proof;
mod keys;
mod media;
mod migrations;
mod pool;
pub mod schema;
mod sealed;
mod take;
mod unfinished_files;
mod unnamed_files;
mod write;

pub use bucket::{BucketSettings, FileStoreError};
pub use columns::{Document, DocumentColumn, IdColumn, InstantColumn, UnknownNumber};
pub(crate) use columns::{column_value, number_column};
pub(crate) use engine::Backend;
pub use engine::{Conn, Engine, EngineKind, Tx};
pub use error::{Error, Result, StorageFailure};
pub use files::{Arrived, FileStore, Incoming, StoredFile};
pub use keys::{BlindIndex, KeyError, KeyRing, SealingKey};
pub use media::MediaType;
pub use migrations::MigrationReport;
pub use pool::{DatabaseUrl, DatabaseUrlError, Storage};
pub use sealed::{Sealed, SealedBytes};
pub use take::{Acceptance, FileRefusal, HeifConverter, NotTaken, Taken};
pub use unnamed_files::{
    FileReference, FileReferences, file_forget, file_name, files_let_go, files_swept, place_file,
    unnamed_files,
};
