//! A database that an earlier binary has written (`tests/fixtures/`) opens, verifies and runs: names
//! in the code may change, what is stored, hashed or sealed keeps its spelling.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use motcua::accounts::demonstration::PASSWORD;
use motcua::dossiers::{self, State};
use motcua::jobs;
use motcua::kernel::{AccountId, DossierId, MessageId, PartnerId, QuarantineId};
use motcua::storage::EngineKind;
use motcua::storage::schema::{
    accounts, attachments, dossiers as dossier_rows, letters as letter_rows, partner_messages,
    quarantine,
};
use motcua::{accounts as people, exchange, letters, storage};

use crate::dossiers::chain::verifies;
use crate::support::{FreshDatabase, Portal, Stage, count, on_both_engines, remember_secret};

/// A little after the last event of the fixture, on a working morning.
const PRESENT: &str = "2026-12-14T04:00:00Z";
const DOSSIERS: usize = 46;
/// Every kind of event that the binary of the fixture knew.
const EVENTS: [&str; 15] = [
    "accepted",
    "decided",
    "fee_paid",
    "handed_over",
    "payment_requested",
    "progressed",
    "refused",
    "returned",
    "stopped",
    "submitted",
    "supplement_answered",
    "supplement_requested",
    "supplement_term_ended",
    "synced",
    "withdrawn",
];

on_both_engines!(
    chains_of_events_verify,
    sealed_columns_open,
    people_are_found_and_files_open,
    jobs_that_waited_are_done,
    views_are_derived_once_more,
);

/// A portal on what an earlier binary wrote.
struct Written(Portal);

impl Stage for Written {
    async fn set_up(kind: EngineKind) -> Self {
        let place = Arc::new(FreshDatabase::written_before(kind));
        Self(Portal::open_on(place, PRESENT.parse().unwrap()).await)
    }

    async fn tear_down(self) {
        self.0.close().await;
    }
}

fn all_dossiers(portal: &Portal) -> Vec<DossierId> {
    let ids = portal.storage().read(|conn| {
        let ids = dossier_rows::table.select(dossier_rows::id);
        Ok::<_, storage::Error>(ids.load(conn.engine())?)
    });
    ids.unwrap()
}

async fn chains_of_events_verify(Written(portal): &Written) {
    let ids = all_dossiers(portal);
    assert_eq!(ids.len(), DOSSIERS);
    let mut names = BTreeSet::new();
    for id in ids {
        let (whole, events) = portal
            .storage()
            .read(|conn| {
                let dossier = dossiers::dossier(conn, id)?.unwrap();
                Ok::<_, storage::Error>((verifies(conn, &dossier)?, dossiers::events(conn, id)?))
            })
            .unwrap();
        assert!(whole, "{id}");
        names.extend(events.iter().map(|one| one.event.kind.name()));
    }
    assert_eq!(names, BTreeSet::from(EVENTS));
}

async fn sealed_columns_open(Written(portal): &Written) {
    let (mut notes, mut answered, mut told) = (0, 0, 0);
    for id in all_dossiers(portal) {
        let read = portal.storage().read(|conn| {
            let dossier = dossiers::dossier(conn, id)?.unwrap();
            assert!(dossier.holder.number.is_some() || dossier.holder.phone.is_none());
            told += usize::from(dossiers::told_by_agency(conn, &dossier)?.is_some());
            notes += dossiers::event_texts_of(conn, id)?.len();
            answered += usize::from(dossiers::answers(conn, id)?.is_some());
            Ok::<_, storage::Error>(())
        });
        read.unwrap();
    }
    assert_eq!((notes, answered, told), (21, 44, 1));
    let read = portal.storage().read(|conn| {
        let accounts: Vec<AccountId> = accounts::table.select(accounts::id).load(conn.engine())?;
        for id in &accounts {
            let account = people::account(conn, *id)?.unwrap();
            assert!(account.email.expose().ends_with("@motcua.example"));
        }
        let messages: Vec<(PartnerId, MessageId)> = partner_messages::table
            .select((partner_messages::partner_id, partner_messages::id))
            .load(conn.engine())?;
        for (partner, id) in &messages {
            let body = exchange::message_body(conn, *partner, *id)?.unwrap();
            assert!(body.starts_with(b"{"));
        }
        let waiting: Vec<QuarantineId> = quarantine::table
            .select(quarantine::id)
            .load(conn.engine())?;
        for id in &waiting {
            let (_, body) = exchange::quarantined(conn, *id)?.unwrap();
            assert!(body.starts_with(b"{"));
        }
        let written: i64 = letter_rows::table.count().get_result(conn.engine())?;
        let letters = letters::recent(conn, 1_000)?;
        assert_eq!(i64::try_from(letters.len()), Ok(written));
        assert!(letters.iter().all(|letter| letter.recipient.contains('@')));
        Ok::<_, storage::Error>((accounts.len(), messages.len(), waiting.len(), letters.len()))
    });
    let (accounts, messages, waiting, letters) = read.unwrap();
    assert!(accounts > 5 && messages > 2 && waiting > 1 && letters > 20);
}

async fn people_are_found_and_files_open(Written(portal): &Written) {
    let browser = portal.browser();
    let page = browser.get("/dang-nhap").await;
    let form = page.form("main form").fill("name", "lan@motcua.example");
    form.fill("password", PASSWORD).submit().await.is(200);
    let list = browser.get("/ho-so").await.is(200);
    assert!(list.has("main a[href^='/ho-so/']"));
    let (paper, of): (motcua::kernel::AttachmentId, DossierId) = portal
        .storage()
        .read(|conn| {
            let first = attachments::table.select((attachments::id, attachments::dossier_id));
            Ok::<_, storage::Error>(first.first(conn.engine())?)
        })
        .unwrap();
    let file = browser.get(&format!("/ho-so/{of}/giay-to/{paper}")).await;
    assert!(file.is(200).body().starts_with(b"%PDF"));
    let tracked = all_dossiers(portal).into_iter().find_map(|id| {
        let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
        let dossier = found.unwrap().unwrap();
        let number = dossier.holder.number?;
        Some((dossier.code, number[number.len() - 4..].to_owned()))
    });
    let (code, digits) = tracked.unwrap();
    let page = portal.browser().get(&format!("/tra-cuu?ma={code}")).await;
    let form = page.form("main form").fill("digits", &digits);
    let answer = form.submit().await.is(200);
    assert!(answer.text("main").contains(&code));
}

async fn views_are_derived_once_more(Written(portal): &Written) {
    // What waited is recorded first, by rules that read what was stored before.
    portal.work_off().await;
    let undated = "synced_dossiers WHERE stated_at IS NULL";
    assert!(count(portal.storage(), undated) > 0);
    let ids = all_dossiers(portal);
    let read = |id: DossierId| {
        let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
        found.unwrap().unwrap()
    };
    let states: Vec<State> = ids.iter().map(|id| read(*id).state()).collect();
    let moment = portal.app.env.moment();
    let asked = portal
        .storage()
        .write(|tx| dossiers::RecomputeViews::ask(tx, &moment, moment.now));
    asked.unwrap();
    portal.work_off().await;
    assert_eq!(count(portal.storage(), undated), 0);
    for (id, state) in ids.into_iter().zip(states) {
        let dossier = read(id);
        let whole = portal.storage().read(|conn| verifies(conn, &dossier));
        assert!(whole.unwrap(), "{id}");
        if dossier.authority == dossiers::Authority::Partner {
            // What partners sent there left no room for another reading.
            assert_eq!(dossier.state(), state, "{id}");
        }
    }
}

async fn jobs_that_waited_are_done(Written(portal): &Written) {
    let open = |portal: &Portal| portal.storage().read(jobs::counts).unwrap().open;
    assert!(open(portal) > 150);
    let sent = portal.letters().await;
    assert!(sent.len() > 100, "{}", sent.len());
    // A push and a file need a partner that is away; a supplement's term and the next sweep are to
    // come.
    assert_eq!(open(portal), 4);
    let awaited = all_dossiers(portal).into_iter().filter(|id| {
        let found = portal.storage().read(|conn| dossiers::dossier(conn, *id));
        found.unwrap().unwrap().state() == State::SupplementRequested
    });
    assert_eq!(awaited.count(), 1, "the terms of all others ended");
    remember_secret(PASSWORD);
}
