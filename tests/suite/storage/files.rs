//! The file store: what comes out is what went in, or nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt;
use motcua::kernel::SeededChance;
use motcua::storage::{FileStore, KeyRing, Result, SealingKey};
use object_store::local::LocalFileSystem;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// How much is sealed at a time (`storage/files.rs`).
const PIECE: usize = 256 * 1024;

#[actix_web::test]
async fn files_of_every_length_come_back() {
    let (store, _folder) = store();
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

#[actix_web::test]
async fn it_does_not_matter_in_which_bites_a_file_comes() {
    let (store, _folder) = store();
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

#[actix_web::test]
async fn equal_contents_are_one_object_whose_bytes_say_nothing() {
    let (store, folder) = store();
    let one = store.store(b"the same paper").await.unwrap();
    let other = store.store(b"the same paper").await.unwrap();
    assert_eq!(one, other);
    let objects = objects(folder.path());
    assert_eq!(objects.len(), 1, "{objects:?}");
    let sealed = fs::read(&objects[0]).unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"same"));
    let name = objects[0].to_string_lossy().into_owned();
    assert!(!name.contains(&hex::encode(one.digest)), "named by content");
}

#[actix_web::test]
async fn an_altered_file_is_refused_wherever_it_was_altered() {
    let (store, folder) = store();
    let file = store.store(&content(PIECE + 50)).await.unwrap();
    let path = &objects(folder.path())[0];
    let sealed = fs::read(path).unwrap();
    let places = [0, 1, 19, 20, PIECE, PIECE + 20 + 16, sealed.len() - 1];
    for place in places {
        let mut altered = sealed.clone();
        altered[place] ^= 1;
        fs::write(path, altered).unwrap();
        assert!(read(&store, &file.digest).await.is_err(), "byte {place}");
    }
    fs::write(path, sealed).unwrap();
    assert!(read(&store, &file.digest).await.is_ok());
}

#[actix_web::test]
async fn a_file_that_was_cut_lengthened_or_shuffled_is_refused() {
    let (store, folder) = store();
    let file = store.store(&content(3 * PIECE)).await.unwrap();
    let path = &objects(folder.path())[0];
    let sealed = fs::read(path).unwrap();
    let (header, pieces) = sealed.split_at(20);
    let pieces: Vec<&[u8]> = pieces.chunks(PIECE + 16).collect();
    let (first, second, third) = (pieces[0], pieces[1], pieces[2]);
    let forgeries: [(&str, Vec<u8>); 7] = [
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
        ("something more", [&sealed[..], b"x"].concat()),
    ];
    for (what, forgery) in forgeries {
        fs::write(path, forgery).unwrap();
        assert!(read(&store, &file.digest).await.is_err(), "{what}");
    }
}

#[actix_web::test]
async fn a_file_that_was_given_up_leaves_nothing() {
    let (store, folder) = store();
    let mut incoming = store.receive().await.unwrap();
    incoming.write(&content(PIECE * 3)).await.unwrap();
    incoming.abandon().await.unwrap();
    assert_eq!(objects(folder.path()), Vec::<PathBuf>::new());
}

#[actix_web::test]
async fn what_was_removed_is_gone_and_may_be_removed_again() {
    let (store, _folder) = store();
    let file = store.store(b"gone").await.unwrap();
    assert!(read(&store, &file.digest).await.is_ok());
    store.remove(&file.digest).await.unwrap();
    assert!(read(&store, &file.digest).await.is_err());
    store.remove(&file.digest).await.unwrap();
}

fn store() -> (FileStore, TempDir) {
    let folder = TempDir::new().unwrap();
    let chance = Arc::new(SeededChance::new(5));
    let key = SealingKey::generate(1, chance.as_ref());
    let keys = KeyRing::new(std::slice::from_ref(&key), &key, chance).unwrap();
    let objects = LocalFileSystem::new_with_prefix(folder.path()).unwrap();
    (FileStore::new(Arc::new(objects), Arc::new(keys)), folder)
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

fn objects(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}
