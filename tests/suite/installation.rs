//! What an installation sets: a bucket for its files, proxies in front of it, workers beside it.

use std::sync::Arc;

use chrono::Duration;
use motcua::catalogue::{Files, import, version};
use motcua::kernel::{SystemChance, SystemClock, TimeAndChance};
use motcua::storage::EngineKind;
use motcua::work::Sweep;
use reqwest::Method;

use crate::apply::{PDF, draft_with_a_paper};
use crate::support::{
    Browser, Bucket, Cast, FreshDatabase, Manner, Portal, PostOffice, Process, Stage, engine_free,
    on_both_engines, until,
};

on_both_engines!(
    papers_are_kept_in_a_bucket_and_swept_from_it,
    a_lone_worker_follows_an_import,
);

engine_free!(
    a_proxy_that_is_named_speaks_for_its_callers,
    nobody_else_is_believed,
    the_log_is_for_a_terminal_or_for_a_collector,
    commands_of_the_operator_want_a_portal_that_is_there,
);

/// A portal whose files are in a bucket.
struct WithBucket {
    portal: Portal,
    bucket: Bucket,
}

impl Stage for WithBucket {
    async fn set_up(kind: EngineKind) -> Self {
        let bucket = Bucket::open();
        let settings = bucket.settings();
        let portal = Portal::open_with(kind, |config| config.bucket = Some(settings)).await;
        portal.app.reach_files().await.unwrap();
        Self { portal, bucket }
    }

    async fn tear_down(self) {
        self.portal.close().await;
    }
}

/// A portal behind a proxy on this machine.
struct BehindProxy(Portal);

impl Stage for BehindProxy {
    async fn set_up(kind: EngineKind) -> Self {
        let proxies = "127.0.0.0/8".parse().unwrap();
        Self(Portal::open_with(kind, |config| config.trusted_proxies = proxies).await)
    }

    async fn tear_down(self) {
        self.0.close().await;
    }
}

async fn papers_are_kept_in_a_bucket_and_swept_from_it(stage: &WithBucket) {
    let (portal, bucket) = (&stage.portal, &stage.bucket);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = draft_with_a_paper(portal, &cast, &lan).await;
    assert_eq!(page.click(".file__name").await.is(200).body(), PDF);
    // The cast brought a file of its own.
    assert_eq!(bucket.objects().len(), 2, "{:?}", bucket.objects());
    assert_eq!(bucket.unfinished(), 0);

    let draft = page.path().trim_end_matches("/giay-to").to_owned();
    let sure = lan.get(&format!("{draft}/xoa")).await.is(200);
    sure.form("form.confirm").submit().await.is(200);
    portal.clock.advance(Duration::hours(25));
    ask_for_sweep(portal);
    portal.work_off().await;
    assert_eq!(bucket.objects().len(), 1, "{:?}", bucket.objects());
}

fn ask_for_sweep(portal: &Portal) {
    let moment = portal.app.env.moment();
    let asked = portal
        .storage()
        .write(|tx| Sweep::ask(tx, &moment, moment.now));
    asked.unwrap();
}

async fn a_proxy_that_is_named_speaks_for_its_callers(stage: &BehindProxy) {
    let portal = &stage.0;
    guess_until_slowed(portal, |_| "203.0.113.9".to_owned()).await;
    let spoofed = guess(portal, "H26-261120-9000001", "198.51.100.1, 203.0.113.9").await;
    assert_eq!(spoofed, 429, "what the caller wrote is not read");
    let other = guess(portal, "H26-261120-9000001", "203.0.113.10").await;
    assert_eq!(other, 422, "a neighbour does not wait");
}

async fn nobody_else_is_believed(portal: &Portal) {
    guess_until_slowed(portal, |try_number| format!("203.0.113.{try_number}")).await;
}

/// Guesses at ever other codes, until an address has to wait.
async fn guess_until_slowed(portal: &Portal, from: impl Fn(u32) -> String) {
    for try_number in 0..60 {
        let code = format!("H26-261120-{}", 9_000_100 + try_number);
        match guess(portal, &code, &from(try_number)).await {
            422 => {}
            429 => return,
            other => panic!("{other}"),
        }
    }
    panic!("never slowed");
}

/// The answer to one wrong guess of whoever a proxy says it speaks for.
async fn guess(portal: &Portal, code: &str, forwarded_for: &str) -> u16 {
    let browser = portal.browser();
    let page = browser.get("/tra-cuu").await.is(200);
    let mut pairs = page.form("main form").fill("code", code).pairs();
    pairs.retain(|(name, _)| name != "digits");
    pairs.push(("digits".to_owned(), "0000".to_owned()));
    let request = browser
        .request(Method::POST, "/tra-cuu")
        .header("x-forwarded-for", forwarded_for)
        .form(&pairs);
    let answer = browser.send(request, "/tra-cuu").await;
    answer.status().as_u16()
}

async fn a_lone_worker_follows_an_import(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let worker = Process::work(place, &office);
    let storage = place.storage();
    until("the built-in catalogue is there", || {
        storage.read(version).unwrap().is_some()
    })
    .await;
    let folder = crate::catalogue::changed_catalogue();
    let files = Files::Folder(folder.path().to_owned());
    let now = TimeAndChance::of(&SystemClock, Arc::new(SystemChance::default()));
    let report = import(&storage, &files, &now).unwrap();
    assert_eq!(report.changed, 1, "{report:?}");
    until("the worker has it", || {
        worker.has_logged("catalogue replaced")
    })
    .await;
}

async fn the_log_is_for_a_terminal_or_for_a_collector(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    place.storage();
    for (format, a_line_each, a_line_a_minute) in [("text", 0, 1), ("json", 3, 0)] {
        let (process, url) = Process::serve_logging(place, &office, format).await;
        let browser = Browser::new(url);
        for _ in 0..3 {
            browser.get("/healthz").await.is(200);
        }
        let logged = process.stop();
        let lines = |of: &str| logged.lines().filter(|line| line.contains(of)).count();
        assert_eq!(lines("/healthz"), a_line_each, "{format}: {logged}");
        assert_eq!(
            lines("answered in a minute"),
            a_line_a_minute,
            "{format}: {logged}"
        );
    }
}

async fn commands_of_the_operator_want_a_portal_that_is_there((): &()) {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_motcua"))
            .current_dir(folder.path())
            .env_remove("MOTCUA_DATA")
            .env_remove("DATABASE_URL")
            .args(arguments)
            .output()
            .unwrap()
    };
    for command in [
        &[
            "partner",
            "add",
            "thu-nghiem",
            "--agency",
            "H99",
            "--name",
            "Thử",
        ][..],
        &["partner", "list"],
        &["jobs", "list"],
    ] {
        let done = run(command);
        assert!(!done.status.success(), "{command:?}");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(said.contains("MOTCUA_DATA"), "{command:?}: {said}");
        assert!(done.stdout.is_empty(), "{command:?}");
        let made = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(made, 0, "{command:?}");
    }
    assert!(run(&["migrate"]).status.success());
    assert!(run(&["partner", "list"]).status.success());
}
