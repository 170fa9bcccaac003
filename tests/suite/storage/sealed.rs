//! Sealed columns open with their own key and for their own purpose only, and the blind index
//! finds them.

use std::sync::Arc;

use diesel::prelude::*;
use motcua::kernel::SeededChance;
use motcua::letters::{NewLetter, recent, write_letter};
use motcua::storage::schema::letters;
use motcua::storage::{Error, KeyError, KeyRing, Result, Sealed, SealingKey};

use crate::support::{Database, on_both_engines};

on_both_engines!(a_sealed_column_opens_again_and_shows_nothing);

const PHONE: &str = "accounts.phone";

async fn a_sealed_column_opens_again_and_shows_nothing(database: &Database) {
    let letter = |key: &str| NewLetter {
        key: key.into(),
        account: None,
        kind: "test",
        recipient: "lan@motcua.example".into(),
        subject: "Chủ đề".into(),
        body: "Nội dung".into(),
    };
    let moment = database.moment();
    for key in ["one", "other"] {
        let written = database
            .storage
            .write(|tx| write_letter(tx, &moment, &letter(key), None));
        written.unwrap();
    }
    let read = database.storage.read(|conn| recent(conn, 10)).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].recipient, "lan@motcua.example");
    assert_eq!((&*read[0].subject, &*read[0].body), ("Chủ đề", "Nội dung"));

    let raw: Result<Vec<Vec<u8>>> = database.storage.read(|conn| {
        Ok(letters::table
            .select(letters::recipient)
            .load(conn.engine())?)
    });
    let raw = raw.unwrap();
    for sealed in &raw {
        assert_eq!(sealed[0], 1, "the first byte names the key");
        let shown = String::from_utf8_lossy(sealed).into_owned();
        assert!(
            !shown.contains("lan") && !shown.contains("motcua"),
            "{shown}"
        );
    }
    assert_ne!(raw[0], raw[1], "equal values are sealed differently");
}

#[test]
fn a_value_opens_for_its_own_purpose_only() {
    let ring = ring(&[1]);
    let sealed = Sealed::seal(&ring, PHONE, &"0912000001".to_owned()).unwrap();
    assert_eq!(sealed.open(&ring, PHONE).unwrap(), "0912000001");
    let other = sealed.open(&ring, "accounts.email");
    assert!(matches!(other, Err(Error::Unsealable { .. })), "{other:?}");
}

#[test]
fn old_values_open_after_a_new_key_came_and_not_after_theirs_went() {
    let old = Sealed::seal(&ring(&[1]), PHONE, &7).unwrap();
    let both = ring(&[1, 2]);
    assert_eq!(old.open(&both, PHONE).unwrap(), 7);
    let new = Sealed::seal(&both, PHONE, &8).unwrap();
    assert_eq!(new.open(&ring(&[2]), PHONE).unwrap(), 8);
    assert!(old.open(&ring(&[2]), PHONE).is_err());
}

#[test]
fn the_blind_index_meets_for_equal_values_of_one_purpose() {
    let (one, other) = (ring(&[1]), ring(&[1, 2]));
    let index = one.blind(PHONE, b"0912000001");
    assert_eq!(index, other.blind(PHONE, b"0912000001"));
    assert_ne!(index, one.blind(PHONE, b"0912000002"));
    assert_ne!(index, one.blind("accounts.email", b"0912000001"));
    // The border between purpose and value counts.
    assert_ne!(one.blind("a", b"bc"), one.blind("ab", b"c"));
}

#[test]
fn keys_are_refused_that_could_not_be_told_apart() {
    let chance = Arc::new(SeededChance::new(1));
    let refused = |sealing: &[SealingKey]| {
        KeyRing::new(sealing, &key(1), chance.clone())
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(refused(&[]), KeyError::Missing);
    assert_eq!(refused(&[key(3), key(3)]), KeyError::Doubled(3));
    for malformed in ["", "1", "0:QUFB", "1:QUFB", "256:QUFB", "1:!"] {
        assert!(SealingKey::parse(malformed).is_err(), "{malformed}");
    }
}

fn ring(ids: &[u8]) -> KeyRing {
    let keys: Vec<SealingKey> = ids.iter().map(|id| key(*id)).collect();
    KeyRing::new(&keys, &key(9), Arc::new(SeededChance::new(1))).unwrap()
}

/// Always the same key for the same id.
fn key(id: u8) -> SealingKey {
    SealingKey::generate(id, &SeededChance::new(u64::from(id)))
}
