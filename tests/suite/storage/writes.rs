//! The only way to write: whole or not at all, again when the engine asks for it.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use motcua::storage::schema::settings;
use motcua::storage::{EngineKind, Error, Result, Storage, Tx};

use crate::support::{Database, on_both_engines};

on_both_engines!(
    a_refusal_takes_back_what_was_written,
    a_transient_error_runs_the_body_again,
    any_other_error_does_not,
    a_transient_error_that_stays_is_given_up,
    a_taken_key_is_told_and_the_transaction_goes_on,
    writers_that_meet_lose_nothing,
    crossed_locks_are_solved_by_a_second_try,
);

async fn a_refusal_takes_back_what_was_written(database: &Database) {
    let outcome: Result<()> = database.storage.write(|tx| {
        put(tx, database, "a", "1")?;
        Err(Error::nonsense("settings", "value", "refused"))
    });
    assert!(outcome.is_err());
    assert_eq!(value(&database.storage, "a"), None);
}

async fn a_transient_error_runs_the_body_again(database: &Database) {
    let mut tries = 0;
    let outcome = database.storage.write(|tx| {
        tries += 1;
        put(tx, database, &format!("try {tries}"), "1")?;
        if tries < 3 {
            Err(failure(DatabaseErrorKind::SerializationFailure, ""))
        } else {
            Ok(tries)
        }
    });
    assert_eq!(outcome.unwrap(), 3);
    assert_eq!(value(&database.storage, "try 1"), None);
    assert_eq!(value(&database.storage, "try 2"), None);
    assert!(value(&database.storage, "try 3").is_some());
}

async fn any_other_error_does_not(database: &Database) {
    let mut tries = 0;
    let outcome: Result<()> = database.storage.write(|_| {
        tries += 1;
        Err(failure(DatabaseErrorKind::UniqueViolation, ""))
    });
    assert!(outcome.is_err());
    assert_eq!(tries, 1);
}

async fn a_transient_error_that_stays_is_given_up(database: &Database) {
    let mut tries = 0;
    let outcome: Result<()> = database.storage.write(|_| {
        tries += 1;
        Err(failure(DatabaseErrorKind::Unknown, "database is locked"))
    });
    assert!(outcome.unwrap_err().is_transient());
    assert!((2..=10).contains(&tries), "{tries} tries");
}

async fn a_taken_key_is_told_and_the_transaction_goes_on(database: &Database) {
    let inserted = database.storage.write(|tx| {
        let row = |value| {
            (
                settings::name.eq("a"),
                settings::value.eq(value),
                settings::changed_at.eq(database.now()),
            )
        };
        let first = motcua::insert_if_new!(tx, settings::table, row("first"))?;
        let second = motcua::insert_if_new!(tx, settings::table, row("second"))?;
        put(tx, database, "b", "after")?;
        Ok::<_, Error>((first, second))
    });
    assert_eq!(inserted.unwrap(), (true, false));
    assert_eq!(value(&database.storage, "a").as_deref(), Some("first"));
    assert_eq!(value(&database.storage, "b").as_deref(), Some("after"));
}

async fn writers_that_meet_lose_nothing(database: &Database) {
    const WRITERS: u32 = 4;
    const EACH: u32 = 15;
    let start = Barrier::new(WRITERS as usize);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                for number in 0..EACH {
                    let name = format!("{writer}/{number}");
                    let outcome = database.storage.write(|tx| put(tx, database, &name, "1"));
                    outcome.unwrap();
                }
            });
        }
    });
    let count: Result<i64> = database
        .storage
        .read(|conn| Ok(settings::table.count().get_result(conn.engine())?));
    assert_eq!(count.unwrap(), i64::from(WRITERS * EACH));
}

/// On PostgreSQL two transactions that take two rows in opposite order stop each other; one of them
/// is told so and runs again. SQLite lets one writer in at a time.
async fn crossed_locks_are_solved_by_a_second_try(database: &Database) {
    for name in ["a", "b"] {
        let outcome = database.storage.write(|tx| put(tx, database, name, ""));
        outcome.unwrap();
    }
    let both_hold_one = Barrier::new(2);
    let tries = AtomicU32::new(0);
    let must_meet = database.storage.kind() == EngineKind::Postgres;
    let cross = |first: &str, second: &str| {
        let mut is_first_try = true;
        let outcome = database.storage.write(|tx| {
            tries.fetch_add(1, Ordering::SeqCst);
            append(tx, first)?;
            if must_meet && is_first_try {
                is_first_try = false;
                both_hold_one.wait();
            }
            append(tx, second)
        });
        outcome.unwrap();
    };
    thread::scope(|scope| {
        scope.spawn(|| cross("a", "b"));
        scope.spawn(|| cross("b", "a"));
    });
    assert_eq!(value(&database.storage, "a").as_deref(), Some("xx"));
    assert_eq!(value(&database.storage, "b").as_deref(), Some("xx"));
    if must_meet {
        assert!(tries.load(Ordering::SeqCst) > 2, "the locks never crossed");
    }
}

fn put(tx: &mut Tx<'_>, database: &Database, name: &str, value: &str) -> Result<()> {
    diesel::insert_into(settings::table)
        .values((
            settings::name.eq(name),
            settings::value.eq(value),
            settings::changed_at.eq(database.now()),
        ))
        .execute(tx.engine())?;
    Ok(())
}

fn append(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    diesel::update(settings::table.find(name))
        .set(settings::value.eq(settings::value.concat("x")))
        .execute(tx.engine())?;
    Ok(())
}

fn value(storage: &Storage, name: &str) -> Option<String> {
    let found: Result<Option<String>> = storage.read(|conn| {
        let row = settings::table.find(name).select(settings::value);
        Ok(row.first(conn.engine()).optional()?)
    });
    found.unwrap()
}

fn failure(kind: DatabaseErrorKind, message: &str) -> Error {
    DieselError::DatabaseError(kind, Box::new(message.to_owned())).into()
}
