//! The job table: lanes, leases, back-off, the dead list.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use std::time::Instant as Stopwatch;

use chrono::Duration;
use motcua::jobs::{
    self, JobRow, JobState, Lane, Leased, NewJob, RetryPolicy, Selection, Verdict, counts,
    dead_or_waiting, discard, discarded_last, open_count, retry,
};
use motcua::kernel::{Instant, JobId, TimeAndChance};
use motcua::storage::{Error, Tx};
use motcua::work::Sweep;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{Database, on_both_engines};

on_both_engines!(
    a_lane_is_worked_in_order,
    a_job_waits_for_its_time,
    a_lease_that_ran_out_is_taken_over,
    who_lost_the_lease_settles_nothing,
    a_lease_is_renewed_by_who_has_it,
    a_job_that_always_fails_ends_on_the_dead_list,
    a_dead_job_holds_up_nobody,
    a_dead_job_is_retried_or_discarded,
    two_workers_never_have_the_same_job,
    the_table_does_what_a_slow_model_does,
);

const LEASE: Duration = Duration::seconds(60);

async fn a_lane_is_worked_in_order(database: &Database) {
    let second = enqueue(database, "a", 2, 0);
    let first = enqueue(database, "a", 1, 0);
    let other = enqueue(database, "b", 9, 0);
    assert_eq!(ids(&lease(database)), set([first, other]));
    assert_eq!(ids(&lease(database)), set([]), "the lane is taken");
    let mut in_hand = lease_again(database);
    in_hand.retain(|leased| leased.id == first);
    assert!(settle(database, &in_hand[0]));
    assert_eq!(ids(&lease(database)), set([second]));
}

async fn a_job_waits_for_its_time(database: &Database) {
    let later = enqueue(database, "a", 1, 30);
    assert_eq!(ids(&lease(database)), set([]));
    assert_eq!(open(database), 0, "nothing is due");
    database.clock.advance(Duration::seconds(30));
    assert_eq!(open(database), 1);
    assert_eq!(ids(&lease(database)), set([later]));
}

async fn a_lease_that_ran_out_is_taken_over(database: &Database) {
    let job = enqueue(database, "a", 1, 0);
    let gone = lease(database);
    database.clock.advance(LEASE - Duration::microseconds(1));
    assert_eq!(ids(&lease(database)), set([]));
    database.clock.advance(Duration::microseconds(1));
    let taken_over = lease(database);
    assert_eq!(ids(&taken_over), set([job]));
    assert_eq!((gone[0].attempts, taken_over[0].attempts), (1, 2));
}

async fn who_lost_the_lease_settles_nothing(database: &Database) {
    enqueue(database, "a", 1, 0);
    let slow = lease(database);
    database.clock.advance(LEASE);
    let quick = lease(database);
    assert!(!settle(database, &slow[0]), "another has it");
    fail(database, &slow[0]);
    // Had the failure been recorded, the job would be ready again long before the lease ends.
    database.clock.advance(LEASE - Duration::seconds(1));
    assert_eq!(ids(&lease(database)), set([]));
    assert!(settle(database, &quick[0]));
    assert_eq!(open(database), 0);
}

async fn a_lease_is_renewed_by_who_has_it(database: &Database) {
    enqueue(database, "a", 1, 0);
    let renew = |leased: &Leased| {
        let until = database.now() + LEASE;
        let renewed = database.storage.write(|tx| jobs::renew(tx, leased, until));
        renewed.unwrap()
    };
    let first = lease(database);
    database.clock.advance(LEASE - Duration::seconds(1));
    assert!(renew(&first[0]));
    database.clock.advance(LEASE - Duration::seconds(1));
    assert_eq!(ids(&lease(database)), set([]), "it counts from the renewal");
    database.clock.advance(Duration::seconds(1));
    let second = lease(database);
    assert_eq!(ids(&second), ids(&first));
    assert!(!renew(&first[0]), "another has it");
    fail(database, &second[0]);
    assert!(!renew(&second[0]), "it waits to be tried again");
}

async fn a_job_that_always_fails_ends_on_the_dead_list(database: &Database) {
    let job = enqueue(database, "a", 1, 0);
    let mut attempts = 0;
    while let Some(leased) = lease(database).first() {
        attempts += 1;
        assert!(attempts <= 12, "it goes on");
        assert_eq!(leased.attempts, attempts);
        fail(database, leased);
        database.clock.advance(Duration::hours(2));
    }
    assert_eq!(attempts, 12);
    let dead = list(database, JobState::Dead);
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].id, dead[0].attempts), (job, 12));
    assert_eq!(dead[0].last_error.as_deref(), Some("it broke"));
    assert_eq!(dead[0].kind, "sweep");
}

async fn a_dead_job_holds_up_nobody(database: &Database) {
    let first = enqueue(database, "a", 1, 0);
    let second = enqueue(database, "a", 2, 0);
    kill(database, first);
    assert_eq!(ids(&lease(database)), set([second]));
}

async fn a_dead_job_is_retried_or_discarded(database: &Database) {
    let first = enqueue(database, "a", 1, 0);
    let second = enqueue(database, "b", 1, 0);
    let act = |act: fn(&mut Tx<'_>, &TimeAndChance, JobId) -> bool, id| {
        let moment = database.moment();
        let done = database
            .storage
            .write(|tx| Ok::<_, Error>(act(tx, &moment, id)));
        done.unwrap()
    };
    let again = |tx: &mut Tx<'_>, moment: &_, id| retry(tx, moment, id, None).unwrap();
    let away = |tx: &mut Tx<'_>, moment: &_, id| {
        let reason = "nobody needs it".parse().unwrap();
        discard(tx, moment, id, &reason, None).unwrap()
    };
    assert!(!act(again, first) && !act(away, first), "it is not dead");
    kill(database, first);
    kill(database, second);
    assert!(act(again, first));
    assert!(!act(again, first), "it lives again");
    assert!(act(away, second));
    assert!(!act(away, second), "it is gone");
    let revived = lease(database);
    assert_eq!(ids(&revived), set([first]));
    assert_eq!(revived[0].attempts, 1, "its attempts are counted anew");
    let left = database.storage.read(counts).unwrap();
    assert_eq!((left.open, left.dead), (1, 0));
    let given_up = database.storage.read(|conn| discarded_last(conn, 10));
    let given_up = given_up.unwrap();
    assert_eq!(given_up.len(), 1);
    assert_eq!((given_up[0].id, given_up[0].by), (second, None));
    assert_eq!(given_up[0].reason, "nobody needs it");
    assert_eq!(given_up[0].last_error.as_deref(), Some("it broke"));
}

async fn two_workers_never_have_the_same_job(database: &Database) {
    const WORKERS: usize = 3;
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
    let mut wanted = BTreeSet::new();
    for lane in 0..20 {
        for position in 0..3 {
            wanted.insert(enqueue(database, &format!("lane {lane}"), position, 0));
        }
    }
    let start = Barrier::new(WORKERS);
    let done: Vec<Vec<JobId>> = thread::scope(|scope| {
        let worker = || {
            start.wait();
            let mut done = Vec::new();
            let begun = Stopwatch::now();
            // Some empty rounds are another worker's haste; with nothing open all is done.
            while open(database) > 0 {
                assert!(begun.elapsed() < PATIENCE, "nobody gets what is open");
                for leased in lease_up_to(database, 4) {
                    assert!(settle(database, &leased));
                    done.push(leased.id);
                }
            }
            done
        };
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|w| w.join().unwrap()).collect()
    });
    let all: Vec<JobId> = done.concat();
    assert_eq!(all.len(), wanted.len(), "each once");
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), wanted);
}

/// What a worker or the world does.
#[derive(Debug, Clone)]
enum Step {
    Enqueue { lane: u8, position: i64, after: i64 },
    Lease,
    Settle(usize),
    Fail(usize),
    Wait(i64),
}

/// A job as the model keeps it.
#[derive(Debug, Clone)]
struct Model {
    id: JobId,
    lane: u8,
    position: i64,
    run_at: Instant,
    attempts: i32,
}

async fn the_table_does_what_a_slow_model_does(database: &Database) {
    let step = prop_oneof![
        3 => (0..3_u8, 0..4_i64, 0..90_i64).prop_map(|(lane, position, after)| Step::Enqueue {
            lane,
            position,
            after,
        }),
        3 => Just(Step::Lease),
        2 => (0..8_usize).prop_map(Step::Settle),
        1 => (0..8_usize).prop_map(Step::Fail),
        2 => (1..80_i64).prop_map(Step::Wait),
    ];
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = prop::collection::vec(step, 1..30);
    let outcome = TestRunner::new(config).run(&steps, |steps| {
        clear(database);
        let mut model: Vec<Model> = Vec::new();
        let mut in_hand: Vec<Leased> = Vec::new();
        for step in steps {
            take(database, &mut model, &mut in_hand, step)?;
        }
        Ok(())
    });
    outcome.unwrap();
}

fn take(
    database: &Database,
    model: &mut Vec<Model>,
    in_hand: &mut Vec<Leased>,
    step: Step,
) -> Result<(), TestCaseError> {
    let now = database.now();
    match step {
        Step::Enqueue {
            lane,
            position,
            after,
        } => model.push(Model {
            id: enqueue(database, &lane.to_string(), position, after),
            lane,
            position,
            run_at: now + Duration::seconds(after),
            attempts: 0,
        }),
        Step::Lease => {
            let leased = lease(database);
            let heads: BTreeSet<JobId> = model
                .iter()
                .filter(|job| job.run_at <= now && is_head(job, model))
                .map(|job| job.id)
                .collect();
            prop_assert_eq!(ids(&leased), heads.clone());
            for job in model.iter_mut().filter(|job| heads.contains(&job.id)) {
                job.run_at = now + LEASE;
                job.attempts += 1;
            }
            in_hand.retain(|old| !heads.contains(&old.id));
            in_hand.extend(leased);
        }
        Step::Settle(which) if which < in_hand.len() => {
            let leased = in_hand.remove(which);
            prop_assert!(settle(database, &leased));
            model.retain(|job| job.id != leased.id);
        }
        Step::Fail(which) if which < in_hand.len() => {
            let leased = in_hand.remove(which);
            fail(database, &leased);
            for job in model.iter_mut().filter(|job| job.id == leased.id) {
                match RetryPolicy::USUAL.after_failure(job.attempts, now, 0) {
                    Verdict::RetryAt(at) => job.run_at = at,
                    other => unreachable!("no run has so many attempts: {other:?}"),
                }
            }
        }
        Step::Settle(_) | Step::Fail(_) => {}
        Step::Wait(seconds) => database.clock.advance(Duration::seconds(seconds)),
    }
    Ok(())
}

fn is_head(job: &Model, all: &[Model]) -> bool {
    let place = |job: &Model| (job.position, job.id);
    all.iter()
        .filter(|other| other.lane == job.lane)
        .all(|other| place(job) <= place(other))
}

fn enqueue(database: &Database, lane: &str, position: i64, after: i64) -> JobId {
    let moment = database.moment();
    let lane = Lane {
        name: lane.to_owned(),
        position,
    };
    let run_at = database.now() + Duration::seconds(after);
    let job = NewJob::of(&Sweep {}, lane, run_at);
    let id = database
        .storage
        .write(|tx| jobs::enqueue(tx, &moment, &job));
    id.unwrap()
}

fn lease(database: &Database) -> Vec<Leased> {
    lease_up_to(database, 100)
}

fn lease_up_to(database: &Database, most: i64) -> Vec<Leased> {
    let moment = database.moment();
    let leased = database
        .storage
        .write(|tx| jobs::lease(tx, &moment, Selection::KindNotIn(&[]), most, LEASE));
    leased.unwrap()
}

/// What is leased now, leased once more after the leases ran out.
fn lease_again(database: &Database) -> Vec<Leased> {
    database.clock.advance(LEASE);
    lease(database)
}

fn settle(database: &Database, leased: &Leased) -> bool {
    let settled = database.storage.write(|tx| jobs::settle(tx, leased));
    settled.unwrap()
}

fn fail(database: &Database, leased: &Leased) {
    let verdict = RetryPolicy::USUAL.after_failure(leased.attempts, database.now(), 0);
    let failed = database
        .storage
        .write(|tx| jobs::fail(tx, leased, verdict, "it broke"));
    failed.unwrap();
}

fn kill(database: &Database, id: JobId) {
    let leased = lease(database);
    for job in &leased {
        let verdict = if job.id == id {
            Verdict::Dead
        } else {
            Verdict::RetryAt(database.now())
        };
        let failed = database
            .storage
            .write(|tx| jobs::fail(tx, job, verdict, "it broke"));
        failed.unwrap();
    }
    let dead = list(database, JobState::Dead);
    assert!(dead.iter().any(|job| job.id == id));
}

fn clear(database: &Database) {
    use diesel::RunQueryDsl;
    let cleared = database.storage.write(|tx| {
        diesel::delete(motcua::storage::schema::jobs::table).execute(tx.engine())?;
        Ok::<_, Error>(())
    });
    cleared.unwrap();
}

fn list(database: &Database, state: JobState) -> Vec<JobRow> {
    let rows = database
        .storage
        .read(|conn| dead_or_waiting(conn, state, 100));
    rows.unwrap()
}

fn open(database: &Database) -> i64 {
    let now = database.now();
    database.storage.read(|conn| open_count(conn, now)).unwrap()
}

fn ids(leased: &[Leased]) -> BTreeSet<JobId> {
    leased.iter().map(|leased| leased.id).collect()
}

fn set<const N: usize>(ids: [JobId; N]) -> BTreeSet<JobId> {
    ids.into_iter().collect()
}
