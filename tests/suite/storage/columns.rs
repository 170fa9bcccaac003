//! Every column type gives back what was put in, on both engines.

use chrono::{DateTime, NaiveDate};
use diesel::prelude::*;
use motcua::kernel::{Instant, JobId};
use motcua::storage::schema::{code_counters, file_objects, jobs};
use motcua::storage::{Document, MediaType, Result, Storage};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Database, on_both_engines};

on_both_engines!(
    a_row_comes_back_as_it_went_in,
    a_number_that_no_value_has_names_its_column,
    bytes_and_numbers_come_back,
    dates_come_back,
    instants_sort_as_time_does,
    time_is_cut_to_microseconds_before_it_is_stored,
);

type JobRow = (
    JobId,
    String,
    Document,
    i64,
    Instant,
    i32,
    Option<JobId>,
    Option<String>,
);

async fn a_row_comes_back_as_it_went_in(database: &Database) {
    let row = (
        any::<u128>(),
        text(),
        document(),
        any::<i64>(),
        instant(),
        any::<i32>(),
        any::<Option<u128>>(),
        proptest::option::of(text()),
    )
        .prop_map(
            |(id, kind, payload, position, at, attempts, lease, error)| {
                let id_of = |number| JobId::from_uuid(Uuid::from_u128(number));
                let (id, lease) = (id_of(id), lease.map(id_of));
                (
                    id,
                    kind,
                    Document(payload),
                    position,
                    at,
                    attempts,
                    lease,
                    error,
                )
            },
        );
    for_all(row, |row: JobRow| {
        let back = stored(&database.storage, &row);
        prop_assert_eq!(back, row);
        Ok(())
    });
}

async fn a_number_that_no_value_has_names_its_column(database: &Database) {
    let kind = |number: i16| -> Result<MediaType> {
        database.storage.write(|tx| {
            let digest = vec![number.to_le_bytes()[0]; 32];
            diesel::insert_into(file_objects::table)
                .values((
                    file_objects::digest.eq(&digest),
                    file_objects::size.eq(1_i64),
                    file_objects::media_type.eq(number),
                    file_objects::scan.eq(0_i16),
                    file_objects::stored_at.eq(database.now()),
                ))
                .execute(tx.engine())?;
            Ok(file_objects::table
                .find(digest)
                .select(file_objects::media_type)
                .first(tx.engine())?)
        })
    };
    assert_eq!(kind(3).unwrap(), MediaType::Png);
    assert_eq!(
        kind(99).unwrap_err().to_string(),
        "nonsense in column media_type: no MediaType has the number 99"
    );
}

async fn bytes_and_numbers_come_back(database: &Database) {
    let row = (any::<[u8; 32]>(), any::<i64>(), any::<i16>(), 0..=2_i16);
    for_all(row, |(digest, size, media, scan)| {
        let back: Result<(Vec<u8>, i64, i16, i16)> = database.storage.write(|tx| {
            let columns = (
                file_objects::digest,
                file_objects::size,
                file_objects::media_type,
                file_objects::scan,
            );
            diesel::insert_into(file_objects::table)
                .values((
                    file_objects::digest.eq(digest.to_vec()),
                    file_objects::size.eq(size),
                    file_objects::media_type.eq(media),
                    file_objects::scan.eq(scan),
                    file_objects::stored_at.eq(database.now()),
                ))
                .execute(tx.engine())?;
            let row = file_objects::table.find(digest.to_vec()).select(columns);
            Ok(row.first(tx.engine())?)
        });
        prop_assert_eq!(back.unwrap(), (digest.to_vec(), size, media, scan));
        Ok(())
    });
}

async fn dates_come_back(database: &Database) {
    let days = ["1900-01-01", "2024-02-29", "2026-11-23", "2199-12-31"];
    for (number, day) in days.iter().enumerate() {
        let day: NaiveDate = day.parse().unwrap();
        let code = format!("series-{number}");
        let back: Result<NaiveDate> = database.storage.write(|tx| {
            diesel::insert_into(code_counters::table)
                .values((
                    code_counters::code.eq(&code),
                    code_counters::day.eq(day),
                    code_counters::last.eq(1_i64),
                ))
                .execute(tx.engine())?;
            let row = code_counters::table.filter(code_counters::code.eq(&code));
            Ok(row.select(code_counters::day).first(tx.engine())?)
        });
        assert_eq!(back.unwrap(), day);
    }
}

async fn instants_sort_as_time_does(database: &Database) {
    let times = [
        "1969-12-31T23:59:59.999999Z",
        "2026-11-22T23:59:59Z",
        "2026-11-22T23:59:59.000001Z",
        "2026-11-22T23:59:59.1Z",
        "2026-11-23T00:00:00+07:00",
        "2026-11-23T00:00:00Z",
    ];
    let mut times: Vec<Instant> = times.iter().map(|at| at.parse().unwrap()).collect();
    for (number, at) in times.iter().enumerate() {
        let id = JobId::from_uuid(Uuid::from_u128(number as u128));
        let row = (id, "k".into(), Document(json!({})), 0, *at, 0, None, None);
        stored(&database.storage, &row);
    }
    let read: Result<Vec<Instant>> = database.storage.read(|conn| {
        let rows = jobs::table.order(jobs::run_at).select(jobs::run_at);
        Ok(rows.load(conn.engine())?)
    });
    times.sort_unstable();
    assert_eq!(read.unwrap(), times);
}

async fn time_is_cut_to_microseconds_before_it_is_stored(database: &Database) {
    let nanoseconds = DateTime::from_timestamp(1_795_000_000, 123_456_789).unwrap();
    let at = Instant::from(nanoseconds);
    let row = (
        JobId::from_uuid(Uuid::from_u128(1)),
        "k".into(),
        Document(json!({})),
        0,
        at,
        0,
        None,
        None,
    );
    let (_, _, _, _, back, ..) = stored(&database.storage, &row);
    assert_eq!(back, at);
    assert_eq!(back.utc().timestamp_subsec_nanos(), 123_456_000);
}

fn stored(storage: &Storage, row: &JobRow) -> JobRow {
    let (id, kind, payload, position, at, attempts, lease, error) = row;
    let back: Result<JobRow> = storage.write(|tx| {
        diesel::insert_into(jobs::table)
            .values((
                jobs::id.eq(id),
                jobs::kind.eq(kind),
                jobs::payload.eq(payload),
                jobs::lane.eq("lane"),
                jobs::lane_position.eq(position),
                jobs::run_at.eq(at),
                jobs::state.eq(3_i16),
                jobs::attempts.eq(attempts),
                jobs::lease.eq(lease),
                jobs::last_error.eq(error),
                jobs::created_at.eq(at),
            ))
            .execute(tx.engine())?;
        let columns = (
            jobs::id,
            jobs::kind,
            jobs::payload,
            jobs::lane_position,
            jobs::run_at,
            jobs::attempts,
            jobs::lease,
            jobs::last_error,
        );
        Ok(jobs::table.find(id).select(columns).first(tx.engine())?)
    });
    back.unwrap()
}

fn for_all<S: Strategy>(
    strategy: S,
    test: impl Fn(S::Value) -> std::result::Result<(), TestCaseError>,
) {
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config).run(&strategy, test).unwrap();
}

/// Any text but with the zero character, which PostgreSQL does not store; forms take it out.
fn text() -> impl Strategy<Value = String> {
    ".{0,40}".prop_map(|text: String| text.replace('\0', ""))
}

fn instant() -> impl Strategy<Value = Instant> {
    (-2_208_988_800_000_000_i64..7_258_118_400_000_000)
        .prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap().into())
}

/// Documents without fractions: `jsonb` may write those in another way.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
