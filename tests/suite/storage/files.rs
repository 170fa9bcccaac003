//! The file store, in a folder and in a bucket: what comes out is what went in, or nothing.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use futures_util::TryStreamExt;
use motcua::kernel::{Chance, Clock, Instant, SeededChance, SystemClock};
use motcua::storage::{BucketSettings, FileStore, FileStoreError, KeyRing, Result, SealingKey};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{Bucket, Manner, PostOffice, until};

/// How much is sealed at a time (`storage/files.rs`).
const PIECE: usize = 256 * 1024;

/// Makes each of these tests run in a folder and in a bucket.
macro_rules! in_every_place {
    ($($test:ident),+ $(,)?) => {
        mod in_a_folder {
            $(#[actix_web::test]
            async fn $test() {
                super::$test(super::StoreKind::Folder(tempfile::TempDir::new().unwrap())).await;
            })+
        }

        mod in_a_bucket {
            $(#[actix_web::test]
            async fn $test() {
                super::$test(super::StoreKind::Bucket(super::Bucket::open())).await;
            })+
        }
    };
}

in_every_place!(
    files_of_every_length_come_back,
    it_does_not_matter_in_which_bites_a_file_comes,
    equal_contents_are_one_object_whose_bytes_say_nothing,
    an_altered_file_is_refused_wherever_it_was_altered,
    a_file_that_was_cut_lengthened_or_shuffled_is_refused,
    a_file_that_was_given_up_leaves_nothing,
    what_was_removed_is_gone_and_may_be_removed_again,
    a_file_whose_sender_is_gone_leaves_nothing,
    a_file_of_the_largest_size_streams_through,
    what_a_dead_process_was_receiving_is_swept_when_it_is_old,
);

async fn files_of_every_length_come_back(place: StoreKind) {
    let store = place.store();
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17] {
        let content = content(length);
        let file = store.store(&content).await.unwrap();
        assert_eq!(file.size, i64::try_from(length).unwrap());
        assert_eq!(file.digest, Sha256::digest(&content).to_vec());
        assert!(
            read(&store, &file.digest).await.unwrap() == content,
            "{length}"
        );
    }
}

async fn it_does_not_matter_in_which_bites_a_file_comes(place: StoreKind) {
    let store = place.store();
    let content = content(PIECE * 2 + 100);
    let whole = store.store(&content).await.unwrap();
    for bite in [1_000, PIECE - 1, PIECE, PIECE + 1] {
        let mut incoming = store.receive().await.unwrap();
        for bytes in content.chunks(bite) {
            incoming.write(bytes).await.unwrap();
        }
        assert_eq!(incoming.finish().await.unwrap(), whole, "{bite}");
    }
}

async fn equal_contents_are_one_object_whose_bytes_say_nothing(place: StoreKind) {
    let store = place.store();
    let one = store.store(b"the same paper").await.unwrap();
    let other = store.store(b"the same paper").await.unwrap();
    assert_eq!(one, other);
    let objects = place.objects();
    assert_eq!(objects.len(), 1, "{objects:?}");
    let (name, sealed) = (&objects[0], place.content(&objects[0]));
    assert!(!sealed.windows(4).any(|part| part == b"same"));
    assert!(!name.contains(&hex::encode(one.digest)), "named by content");
}

async fn an_altered_file_is_refused_wherever_it_was_altered(place: StoreKind) {
    let store = place.store();
    let file = store.store(&content(PIECE + 50)).await.unwrap();
    let object = &place.objects()[0];
    let sealed = place.content(object);
    for byte in [0, 1, 19, 20, PIECE, PIECE + 20 + 16, sealed.len() - 1] {
        let mut altered = sealed.clone();
        altered[byte] ^= 1;
        place.replace(object, altered);
        assert!(read(&store, &file.digest).await.is_err(), "byte {byte}");
    }
    place.replace(object, sealed);
    assert!(read(&store, &file.digest).await.is_ok());
}

async fn a_file_that_was_cut_lengthened_or_shuffled_is_refused(place: StoreKind) {
    let store = place.store();
    let file = store.store(&content(3 * PIECE)).await.unwrap();
    let object = &place.objects()[0];
    let sealed = place.content(object);
    let (header, pieces) = sealed.split_at(20);
    let pieces: Vec<&[u8]> = pieces.chunks(PIECE + 16).collect();
    let (first, second, third) = (pieces[0], pieces[1], pieces[2]);
    let forgeries: [(&str, Vec<u8>); 10] = [
        ("empty", Vec::new()),
        ("header alone", header.to_vec()),
        (
            "a piece missing at the end",
            [header, first, second].concat(),
        ),
        ("cut inside a piece", sealed[..sealed.len() - 1].to_vec()),
        (
            "a piece missing at the front",
            [header, second, third].concat(),
        ),
        ("pieces exchanged", [header, second, first, third].concat()),
        (
            "the last piece exchanged",
            [header, first, third, second].concat(),
        ),
        ("something more", [&sealed[..], b"x"].concat()),
        ("the last piece doubled", [&sealed[..], third].concat()),
        (
            "another piece behind the last",
            [&sealed[..], first].concat(),
        ),
    ];
    for (what, forgery) in forgeries {
        place.replace(object, forgery);
        assert!(read(&store, &file.digest).await.is_err(), "{what}");
    }
}

async fn a_file_that_was_given_up_leaves_nothing(place: StoreKind) {
    let store = place.store();
    let mut incoming = store.receive().await.unwrap();
    incoming.write(&content(PIECE * 3)).await.unwrap();
    incoming.abandon().await.unwrap();
    assert_eq!(place.objects(), NOTHING);
    assert_eq!(place.unfinished(), 0);
}

async fn what_was_removed_is_gone_and_may_be_removed_again(place: StoreKind) {
    let store = place.store();
    let file = store.store(b"gone").await.unwrap();
    assert!(read(&store, &file.digest).await.is_ok());
    store.remove(&file.digest).await.unwrap();
    assert!(read(&store, &file.digest).await.is_err());
    store.remove(&file.digest).await.unwrap();
}

async fn a_file_whose_sender_is_gone_leaves_nothing(place: StoreKind) {
    let store = place.store();
    let mut incoming = store.receive().await.unwrap();
    incoming.write(&content(PIECE * 3)).await.unwrap();
    assert_eq!(place.unfinished(), 1);
    drop(incoming);
    until("the upload is gone", || place.unfinished() == 0).await;
    assert_eq!(place.objects(), NOTHING);
}

async fn a_file_of_the_largest_size_streams_through(place: StoreKind) {
    let store = place.store();
    let content = content(20 * 1024 * 1024 + 3);
    let mut incoming = store.receive().await.unwrap();
    for bytes in content.chunks(64 * 1024) {
        incoming.write(bytes).await.unwrap();
    }
    let file = incoming.finish().await.unwrap();
    assert!(read(&store, &file.digest).await.unwrap() == content);
    assert_eq!(place.objects().len(), 1);
    assert_eq!(place.unfinished(), 0);
}

async fn what_a_dead_process_was_receiving_is_swept_when_it_is_old(place: StoreKind) {
    let store = place.store();
    let file = store.store(b"kept").await.unwrap();
    place.die_receiving();
    let now = SystemClock.now();
    let hour = Duration::hours(1);
    assert_eq!(store.sweep_unfinished(now - hour).await.unwrap(), 0);
    assert_eq!(place.objects().len(), 2);
    assert_eq!(store.sweep_unfinished(now + hour).await.unwrap(), 1);
    assert_eq!(place.objects().len(), 1);
    assert_eq!(read(&store, &file.digest).await.unwrap(), b"kept");
}

/// How files are sealed is fixed: those that were sealed by an earlier version must open. One of a
/// single piece is written out here, one of three pieces is held by its digest.
#[actix_web::test]
async fn files_that_were_sealed_before_open() {
    const SEALED: &str = "07000102030405060708090a0b0c0d0e0f10111293a821781ae1b396f00c10bbfc6ef7\
        ba978b8a582fd3e54267461104f3d3df983d8b06c23b34ec";
    const LONG_SEALED: &str = "c5f2b392eb5de13b25e18f814218d14d88a44828e152e130dacad7d980f44f39";
    let folder = TempDir::new().unwrap();
    let key = SealingKey::parse(&format!("7:{}=", "A".repeat(43))).unwrap();
    let ring = KeyRing::new(std::slice::from_ref(&key), &key, Arc::new(Counting)).unwrap();
    let store = FileStore::in_folder(folder.path(), Arc::new(ring)).unwrap();
    let short = b"%PDF-1.7 sealed in 2026";
    let file = store.store(short).await.unwrap();
    let object = &files(folder.path())[0];
    assert_eq!(hex::encode(fs::read(object).unwrap()), SEALED);
    fs::write(object, hex::decode(SEALED).unwrap()).unwrap();
    assert_eq!(read(&store, &file.digest).await.unwrap(), short);
    store.remove(&file.digest).await.unwrap();

    let long = content(2 * PIECE + 17);
    let file = store.store(&long).await.unwrap();
    let sealed = fs::read(&files(folder.path())[0]).unwrap();
    assert_eq!(hex::encode(Sha256::digest(sealed)), LONG_SEALED);
    assert!(read(&store, &file.digest).await.unwrap() == long);
}

/// Chance that always gives 0, 1, 2 and so on.
struct Counting;

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for (byte, number) in bytes.iter_mut().zip(0..) {
            *byte = number;
        }
    }

    fn uuid_v7(&self, _: Instant) -> Uuid {
        Uuid::nil()
    }
}

/// A bucket that does not answer as it should names the setting to look at.
#[actix_web::test]
async fn a_store_that_cannot_be_used_says_why() {
    let bucket = Bucket::open();
    let reach = async |settings: &BucketSettings| {
        let store = FileStore::in_bucket(settings, keys()).unwrap();
        store.reach().await
    };
    let settings = bucket.settings();
    assert_eq!(reach(&settings).await, Ok(()));
    let other = BucketSettings {
        bucket: "others".to_owned(),
        ..settings.clone()
    };
    assert_eq!(reach(&other).await, Err(FileStoreError::NoBucket));
    let unknown = BucketSettings {
        access_key: "SOMEBODY".to_owned(),
        ..settings.clone()
    };
    assert_eq!(reach(&unknown).await, Err(FileStoreError::Refused));
    let forged = BucketSettings {
        secret_key: "guessed".to_owned().into(),
        ..settings.clone()
    };
    assert_eq!(reach(&forged).await, Err(FileStoreError::Refused));
    let post_office = PostOffice::open(Manner::Takes);
    let elsewhere = BucketSettings {
        endpoint: Some(format!("http://127.0.0.1:{}", post_office.port)),
        ..settings
    };
    assert_eq!(reach(&elsewhere).await, Err(FileStoreError::NoAnswer));
}

/// Where a test's files are.
enum StoreKind {
    Folder(TempDir),
    Bucket(Bucket),
}

const NOTHING: [&str; 0] = [];

impl StoreKind {
    fn store(&self) -> FileStore {
        match self {
            Self::Folder(folder) => FileStore::in_folder(folder.path(), keys()),
            Self::Bucket(bucket) => FileStore::in_bucket(&bucket.settings(), keys()),
        }
        .unwrap()
    }

    /// Everything that is kept, finished or not, but for parts that a bucket does not list.
    fn objects(&self) -> Vec<String> {
        match self {
            Self::Folder(folder) => files(folder.path()),
            Self::Bucket(bucket) => bucket.objects(),
        }
    }

    fn unfinished(&self) -> usize {
        match self {
            Self::Folder(folder) => files(&folder.path().join("incoming")).len(),
            Self::Bucket(bucket) => bucket.unfinished(),
        }
    }

    fn content(&self, object: &str) -> Vec<u8> {
        match self {
            Self::Folder(_) => fs::read(object).unwrap(),
            Self::Bucket(bucket) => bucket.content(object),
        }
    }

    fn replace(&self, object: &str, content: Vec<u8>) {
        match self {
            Self::Folder(_) => fs::write(object, content).unwrap(),
            Self::Bucket(bucket) => bucket.replace(object, content),
        }
    }

    /// Leaves what a process leaves that dies: in a folder in the middle of an upload, in a bucket
    /// between its end and its getting a name.
    fn die_receiving(&self) {
        match self {
            Self::Folder(folder) => {
                fs::create_dir_all(folder.path().join("incoming")).unwrap();
                fs::write(folder.path().join("incoming/0f#1"), b"half").unwrap();
            }
            Self::Bucket(bucket) => bucket.replace("incoming/0f", b"whole".to_vec()),
        }
    }
}

fn keys() -> Arc<KeyRing> {
    let chance = Arc::new(SeededChance::new(5));
    let key = SealingKey::generate(1, chance.as_ref());
    Arc::new(KeyRing::new(std::slice::from_ref(&key), &key, chance).unwrap())
}

/// Bytes of which no two pieces are alike.
fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at ^ (at >> 8) ^ (at >> 16)) & 0xff).unwrap())
        .collect()
}

async fn read(store: &FileStore, digest: &[u8]) -> Result<Vec<u8>> {
    let pieces: Vec<_> = store.open(digest).await?.try_collect().await?;
    Ok(pieces.concat())
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found
}
