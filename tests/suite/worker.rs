//! The worker: slots, leases of long jobs, and jobs that it cannot run.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Duration;
use futures_util::future::BoxFuture;
use lettre::Message;
use motcua::dossiers::KeepResults;
use motcua::jobs::{self, Job, JobRow, JobState, Lane, Leased, NewJob, Selection};
use motcua::kernel::{Clock, DossierId, Id, Instant, JobId, TimeAndChance};
use motcua::letters::{NewLetter, Post, PostError, SmtpPost, SmtpSettings, recent, write_letter};
use motcua::work::{work, work_off};
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::support::{Manner, Portal, PostOffice, on_both_engines, until};

on_both_engines!(
    a_silent_mail_server_holds_up_nothing_else,
    a_job_that_outlives_its_lease_is_not_run_twice,
    who_lost_the_lease_lets_the_job_go,
    what_cannot_be_read_waits_for_a_person,
    a_job_that_panics_is_tried_again,
);

const LEASE_SECONDS: i64 = 120;

async fn a_silent_mail_server_holds_up_nothing_else(portal: &Portal) {
    let office = PostOffice::open(Manner::IsSilent);
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port: office.port,
        username: None,
        password: None,
        plain: true,
    };
    for n in 0..40 {
        write(portal, n);
    }
    let (worker, _stop) = working(portal, Arc::new(SmtpPost::new(&settings, 8).unwrap()));
    let letters_in_hand = || leased(portal, "send_letter").len();
    until("letters wait for a greeting", || letters_in_hand() == 8).await;
    let keep = keep_results(portal);
    until("the job about a vault is done", || {
        row(portal, keep).is_none()
    })
    .await;
    assert_eq!(letters_in_hand(), 8, "and the letters still wait");
    worker.abort();
}

async fn a_job_that_outlives_its_lease_is_not_run_twice(portal: &Portal) {
    let post = Arc::new(Held::default());
    write(portal, 1);
    let (worker, stop) = working(portal, post.clone());
    until("the letter is on its way", || post.waiting() == 1).await;
    let letter = leased(portal, "send_letter")[0].id;
    for _ in 0..5 {
        portal.clock.advance(Duration::seconds(LEASE_SECONDS - 20));
        let renewed = portal.clock.now() + Duration::seconds(LEASE_SECONDS);
        until("the lease is renewed", || {
            row(portal, letter).unwrap().run_at == renewed
        })
        .await;
        // Another worker.
        portal.work_off().await;
    }
    assert_eq!(post.asked.load(Ordering::SeqCst), 1);
    assert!(!is_sent(portal), "another has sent it");

    // What is in hand is finished, however long the job takes.
    stop.send(true).unwrap();
    portal.clock.advance(Duration::seconds(LEASE_SECONDS - 20));
    let renewed = portal.clock.now() + Duration::seconds(LEASE_SECONDS);
    until("the lease is renewed", || {
        row(portal, letter).unwrap().run_at == renewed
    })
    .await;
    post.open.add_permits(1);
    worker.await.unwrap();
    assert!(is_sent(portal));
    assert!(row(portal, letter).is_none());
}

async fn who_lost_the_lease_lets_the_job_go(portal: &Portal) {
    let post = Arc::new(Held::default());
    write(portal, 1);
    let (worker, stop) = working(portal, post.clone());
    until("the letter is on its way", || post.waiting() == 1).await;

    // Another machine, whose clock is ahead, takes the job over.
    let ahead = portal.clock.now() + Duration::seconds(LEASE_SECONDS);
    let taken = lease_at(portal, ahead);
    assert_eq!(taken.len(), 1);
    portal.clock.advance(Duration::seconds(LEASE_SECONDS / 2));
    until("the job is let go", || post.waiting() == 0).await;
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert!(!is_sent(portal));
    let settled = portal.storage().write(|tx| jobs::settle(tx, &taken[0]));
    assert!(settled.unwrap(), "the other has it");
}

/// A job of a version of the portal that this one does not know.
#[derive(Serialize, Deserialize)]
struct OfAnotherVersion {
    dossier: DossierId,
}

impl Job for OfAnotherVersion {
    const KIND: &'static str = "of_another_version";
}

/// The same kind with other fields.
#[derive(Serialize, Deserialize)]
struct OtherFields {
    dossier: String,
}

impl Job for OtherFields {
    const KIND: &'static str = "keep_results";
}

async fn what_cannot_be_read_waits_for_a_person(portal: &Portal) {
    let dossier = Id::from_uuid(Uuid::from_u128(7));
    let unknown = enqueue(portal, &OfAnotherVersion { dossier });
    let unreadable = enqueue(
        portal,
        &OtherFields {
            dossier: "H26".into(),
        },
    );
    let keep = keep_results(portal);
    portal.work_off().await;
    assert!(row(portal, keep).is_none(), "others are done");
    let dead = |id| {
        let row = row(portal, id).unwrap();
        assert_eq!(row.state, JobState::Dead);
        row.last_error.unwrap()
    };
    assert_eq!(dead(unknown), "no such kind of job");
    assert!(dead(unreadable).starts_with("the payload cannot be read"));

    let moment = portal.app.env.moment();
    let retried = portal.storage().write(|tx| {
        let known = jobs::dead_job(tx, unknown)?.unwrap();
        assert_eq!(
            (known.job.kind(), known.job.dossier()),
            ("of_another_version", Some(dossier))
        );
        jobs::retry(tx, &moment, unknown, None)
    });
    assert!(retried.unwrap());
    portal.work_off().await;
    assert_eq!(dead(unknown), "no such kind of job", "it is not known yet");
    let discarded = portal.storage().write(|tx| {
        for id in [unknown, unreadable] {
            let reason = "of nobody".parse().unwrap();
            assert!(jobs::discard(tx, &moment, id, &reason, None)?);
        }
        jobs::discarded_about(tx, dossier)
    });
    assert_eq!(discarded.unwrap().len(), 1);
}

async fn a_job_that_panics_is_tried_again(portal: &Portal) {
    struct Panics;
    impl Post for Panics {
        fn send(&self, _: Message) -> BoxFuture<'_, Result<(), PostError>> {
            panic!("a bug")
        }
    }
    write(portal, 1);
    let mut app = portal.app.clone();
    app.post = Arc::new(Panics);
    work_off(&app).await.unwrap();
    let rows = list(portal, JobState::Ready);
    let letter = rows.iter().find(|row| row.kind == "send_letter").unwrap();
    assert_eq!(letter.last_error.as_deref(), Some("the job panicked"));
    assert!(letter.run_at > portal.clock.now());
}

/// A post that takes letters when the test lets it.
struct Held {
    asked: AtomicUsize,
    given_up: Arc<AtomicUsize>,
    open: Semaphore,
}

impl Default for Held {
    fn default() -> Self {
        Self {
            asked: AtomicUsize::new(0),
            given_up: Arc::default(),
            open: Semaphore::new(0),
        }
    }
}

impl Held {
    /// How many callers wait.
    fn waiting(&self) -> usize {
        self.asked.load(Ordering::SeqCst) - self.given_up.load(Ordering::SeqCst)
    }
}

/// Counts when a caller is done or goes away.
struct Caller(Arc<AtomicUsize>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Post for Held {
    fn send(&self, _: Message) -> BoxFuture<'_, Result<(), PostError>> {
        let caller = Caller(Arc::clone(&self.given_up));
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            let _caller = caller;
            self.open.acquire().await.unwrap().forget();
            Ok(())
        })
    }
}

/// A worker beside the portal's own, and what tells it to stop.
fn working(portal: &Portal, post: Arc<dyn Post>) -> (JoinHandle<()>, watch::Sender<bool>) {
    let mut app = portal.app.clone();
    app.post = post;
    app.letters_at_a_time = 8;
    let (stop, stopped) = watch::channel(false);
    (tokio::spawn(work(app, stopped)), stop)
}

fn write(portal: &Portal, n: u32) {
    let moment = portal.app.env.moment();
    let letter = NewLetter {
        key: format!("test/{n}"),
        account: None,
        kind: "test",
        recipient: "lan@motcua.example".into(),
        subject: "Hồ sơ".into(),
        body: "Kính gửi chị Lan".into(),
    };
    let written = portal
        .storage()
        .write(|tx| write_letter(tx, &moment, &letter, None));
    written.unwrap();
}

fn is_sent(portal: &Portal) -> bool {
    let letters = portal.storage().read(|conn| recent(conn, 1)).unwrap();
    letters[0].sent_at.is_some()
}

/// Asks for the keeping of what there is not: a job that only reads.
fn keep_results(portal: &Portal) -> JobId {
    let dossier = Id::from_uuid(Uuid::from_u128(1));
    enqueue(portal, &KeepResults { dossier, seq: 1 })
}

fn enqueue<J: Job>(portal: &Portal, job: &J) -> JobId {
    let moment = portal.app.env.moment();
    let new = NewJob::of(job, Lane::alone(moment.id::<DossierId>()), moment.now);
    let id = portal
        .storage()
        .write(|tx| jobs::enqueue(tx, &moment, &new));
    id.unwrap()
}

fn lease_at(portal: &Portal, now: Instant) -> Vec<Leased> {
    let moment = TimeAndChance::at(now, Arc::clone(&portal.app.env.chance));
    let (letters, span) = (Selection::Kind("send_letter"), Duration::hours(1));
    let leased = portal
        .storage()
        .write(|tx| jobs::lease(tx, &moment, letters, 1, span));
    leased.unwrap()
}

fn list(portal: &Portal, state: JobState) -> Vec<JobRow> {
    let rows = portal
        .storage()
        .read(|conn| jobs::dead_or_waiting(conn, state, 100));
    rows.unwrap()
}

fn leased(portal: &Portal, kind: &str) -> Vec<JobRow> {
    let mut rows = list(portal, JobState::Leased);
    rows.retain(|row| row.kind == kind);
    rows
}

fn row(portal: &Portal, id: JobId) -> Option<JobRow> {
    let states = [JobState::Ready, JobState::Leased, JobState::Dead];
    let all = states.into_iter().flat_map(|state| list(portal, state));
    let mut found = all.filter(|row| row.id == id);
    found.next()
}
