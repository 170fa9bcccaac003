//! The sweep: what has run out goes, and nothing else.

use std::collections::BTreeSet;
use std::fs;

use chrono::Duration;
use diesel::prelude::*;
use futures_util::TryStreamExt;
use motcua::dossiers::{self, NewPaper, OTHER_PAPERS};
use motcua::kernel::DossierId;
use motcua::storage::schema::{
    account_tokens, drafts, file_objects, sessions, throttles, vault_papers,
};
use motcua::storage::{Error, FileReference, MediaType, StoredFile, place_file};
use motcua::work::Sweep;

use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(
    sessions_and_counts_of_wrong_guesses_go_when_they_have_ended,
    links_of_letters_go_after_a_month,
    drafts_that_nobody_works_on_go_with_their_papers,
    contents_that_nobody_names_go_a_day_after_they_were_let_go,
    contents_of_results_and_vault_papers_stay,
    every_column_that_names_files_is_registered,
);

/// The rows of a table.
macro_rules! count {
    ($portal:expr, $table:ident) => {{
        let count = $portal.storage().read(|conn| {
            let rows: i64 = $table::table.count().get_result(conn.engine())?;
            Ok::<_, Error>(rows)
        });
        count.unwrap()
    }};
}

/// Asks for the first sweep, as a worker does when it starts. It comes again by itself.
async fn sweeps_from_now_on(portal: &Portal) {
    let moment = portal.app.env.moment();
    let asked = portal
        .storage()
        .write(|tx| Sweep::ask(tx, &moment, moment.now));
    asked.unwrap();
    portal.work_off().await;
}

async fn passes(portal: &Portal, span: Duration) {
    portal.clock.advance(span);
    portal.work_off().await;
}

async fn sessions_and_counts_of_wrong_guesses_go_when_they_have_ended(portal: &Portal) {
    let cast = Cast::of(portal).await;
    cast.signed_in(portal, "lan");
    let page = portal.browser().get("/dang-nhap").await;
    let form = page.form("main form").fill("name", "minh@motcua.example");
    form.fill("password", "không phải").submit().await.is(422);
    sweeps_from_now_on(portal).await;
    assert_eq!(
        (count!(portal, sessions), count!(portal, throttles)),
        (1, 3)
    );

    passes(portal, Duration::hours(11)).await;
    cast.signed_in(portal, "minh");
    passes(portal, Duration::hours(2)).await;
    assert_eq!(count!(portal, sessions), 1, "the one that began later");
    assert_eq!(count!(portal, throttles), 3);
    passes(portal, Duration::hours(12)).await;
    assert_eq!(count!(portal, throttles), 0);
}

async fn links_of_letters_go_after_a_month(portal: &Portal) {
    Cast::of(portal).await;
    let page = portal.browser().get("/quen-mat-khau").await;
    let form = page.form("main form").fill("name", "minh@motcua.example");
    form.submit().await.is(200);
    sweeps_from_now_on(portal).await;
    passes(portal, Duration::days(29)).await;
    assert_eq!(count!(portal, account_tokens), 1);
    passes(portal, Duration::days(2)).await;
    assert_eq!(count!(portal, account_tokens), 0);
}

async fn drafts_that_nobody_works_on_go_with_their_papers(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let forgotten = objects::draft(portal, &cast);
    objects::paper_of(portal, &cast, forgotten);
    sweeps_from_now_on(portal).await;
    passes(portal, Duration::days(50)).await;
    let younger = objects::draft(portal, &cast);
    objects::paper_of(portal, &cast, younger);
    passes(portal, Duration::days(39)).await;
    assert_eq!(count!(portal, drafts), 2);
    passes(portal, Duration::days(2)).await;
    assert_eq!(count!(portal, drafts), 1);
    let papers = |id: DossierId| {
        portal
            .storage()
            .read(|conn| dossiers::attachments_of(conn, id))
    };
    assert_eq!(papers(forgotten).unwrap().len(), 0);
    assert_eq!(papers(younger).unwrap().len(), 1);
    passes(portal, Duration::days(2)).await;
    assert!(
        holds(portal, &cast.file).await,
        "the younger draft names it"
    );
}

async fn contents_that_nobody_names_go_a_day_after_they_were_let_go(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let of_nobody = stored(portal, "of nobody").await;
    let let_go = stored(portal, "let go").await;
    let shared = stored(portal, "shared").await;
    let draft = objects::draft(portal, &cast);
    attach(portal, &cast, draft, &let_go);
    attach(portal, &cast, draft, &shared);
    attach(portal, &cast, objects::draft(portal, &cast), &shared);
    sweeps_from_now_on(portal).await;
    passes(portal, Duration::hours(23)).await;
    assert_eq!(count!(portal, file_objects), 3);
    passes(portal, Duration::hours(2)).await;
    assert!(!holds(portal, &of_nobody).await);
    assert_eq!(count!(portal, file_objects), 2);

    // What was looked at long ago, and named then, is found when it is let go.
    passes(portal, Duration::days(20)).await;
    let cx = cast.context(portal, "lan");
    let discarded = portal
        .storage()
        .write(|tx| dossiers::discard_draft(tx, &cx, draft));
    discarded.unwrap();
    passes(portal, Duration::hours(23)).await;
    assert!(holds(portal, &let_go).await, "it may be on its way back");
    passes(portal, Duration::hours(2)).await;
    assert!(!holds(portal, &let_go).await);
    assert!(holds(portal, &shared).await, "another draft names it");
    assert_eq!(count!(portal, file_objects), 1);
}

async fn contents_of_results_and_vault_papers_stay(portal: &Portal) {
    let mut cast = Cast::of(portal).await;
    let of_result = stored(portal, "of a result").await;
    let in_vault = stored(portal, "in a vault").await;
    let of_nobody = stored(portal, "of nobody").await;
    cast.file = of_result.clone();
    objects::result_of(portal, &cast, objects::dossier(portal, &cast));
    sweeps_from_now_on(portal).await;
    // The returned result came into the vault too; here the result alone names it.
    let forgotten = portal.storage().write(|tx| {
        let kept = vault_papers::table.filter(vault_papers::digest.eq(&of_result.digest));
        Ok::<_, Error>(diesel::delete(kept).execute(tx.engine())?)
    });
    assert_eq!(forgotten.unwrap(), 1);
    cast.file = in_vault.clone();
    objects::kept(portal, &cast);
    passes(portal, Duration::days(3)).await;
    assert!(!holds(portal, &of_nobody).await);
    assert!(holds(portal, &of_result).await, "a result names it");
    assert!(holds(portal, &in_vault).await, "a paper names it");
}

/// Digests of other things than stored files.
const OTHER_DIGESTS: [(&str, &str); 9] = [
    // The store's own list of contents.
    ("file_objects", "digest"),
    // Of what was imported, to see whether it has changed.
    ("procedures", "digest"),
    ("procedure_revisions", "digest"),
    ("form_revisions", "digest"),
    ("catalogue_files", "digest"),
    // Of the chain of events and of what clerks wrote.
    ("dossiers", "last_digest"),
    ("dossier_events", "digest"),
    ("dossier_notes", "digest"),
    // Of the newest snapshot of an agency's own system.
    ("synced_dossiers", "snapshot_digest"),
];

async fn every_column_that_names_files_is_registered(portal: &Portal) {
    let registered: BTreeSet<(String, String)> = portal
        .app
        .file_references
        .columns()
        .map(|FileReference { table, column }| (table.to_owned(), column.to_owned()))
        .collect();
    let others = OTHER_DIGESTS.map(|(table, column)| (table.to_owned(), column.to_owned()));
    let others = BTreeSet::from(others);
    assert!(registered.is_disjoint(&others));
    let known: BTreeSet<_> = registered.union(&others).cloned().collect();
    assert_eq!(known, columns_of_digests());
}

/// The columns of `storage/schema.rs` whose name says that they hold a digest.
fn columns_of_digests() -> BTreeSet<(String, String)> {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/src/storage/schema.rs");
    let (mut table, mut found) = (String::new(), BTreeSet::new());
    for line in fs::read_to_string(schema).unwrap().lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (") {
            table = name.to_owned();
        }
        if let Some((column, _)) = line.split_once(" -> ")
            && column.ends_with("digest")
        {
            found.insert((table.clone(), column.to_owned()));
        }
    }
    found
}

/// A content that came with a form, as far as that goes before a row names it.
async fn stored(portal: &Portal, text: &str) -> StoredFile {
    let env = &portal.app.env;
    let mut incoming = env.files.receive().await.unwrap();
    incoming.write(text.as_bytes()).await.unwrap();
    let arrived = incoming.close().await.unwrap();
    let now = env.clock.now();
    let placed = place_file(&env.storage, arrived, MediaType::Pdf, now);
    placed.await.unwrap()
}

fn attach(portal: &Portal, cast: &Cast, draft: DossierId, file: &StoredFile) {
    let cx = cast.context(portal, "lan");
    let paper = NewPaper {
        component: OTHER_PAPERS.into(),
        file_name: "giay-to.pdf".into(),
        file: file.clone(),
        media: MediaType::Pdf,
    };
    let attached = portal
        .storage()
        .write(|tx| dossiers::attach(tx, &cx, draft, &paper));
    attached.unwrap();
}

/// Whether the store gives the content back whole.
async fn holds(portal: &Portal, file: &StoredFile) -> bool {
    match portal.app.env.files.open(&file.digest).await {
        Ok(pieces) => pieces.try_collect::<Vec<_>>().await.is_ok(),
        Err(_) => false,
    }
}
