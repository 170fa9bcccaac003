//! The same seed makes the same rows, and what the generator tells of dossiers holds.

use chrono::NaiveDate;
use diesel::prelude::*;
use motcua::catalogue::Snapshot;
use motcua::dossiers::{
    Act, Authority, Dossier, DossierCode, Event, Standing, State, answers, dossier, event_text,
    events,
};
use motcua::forms::Answers;
use motcua::generate::{GenerateError, Order, Report, generate};
use motcua::kernel::{DossierId, EventTextId, Instant};
use motcua::storage::schema::{code_counters, dossier_codes, dossier_notes, dossiers};
use motcua::storage::{Conn, Error, Storage};
use std::collections::{BTreeMap, BTreeSet};

use super::rows::{another, rows};
use crate::support::{Database, built_in_catalogue, on_both_engines};

on_both_engines!(
    the_same_seed_makes_the_same_rows,
    generated_dossiers_keep_every_rule,
    what_is_there_is_not_added_to_unasked,
);

const NOW: &str = "2026-11-23T01:30:00Z";

fn order(dossiers: u64) -> Order {
    Order {
        accounts: 60,
        dossiers,
        seed: 11,
        days: 40,
        append: false,
    }
}

fn made(storage: &Storage, snapshot: &Snapshot, order: &Order) -> Report {
    let now = NOW.parse().unwrap();
    generate(storage, snapshot, order, now, &mut |_| {}).unwrap()
}

async fn the_same_seed_makes_the_same_rows(one: &Database) {
    let snapshot = built_in_catalogue();
    let (other, third) = (another(one), another(one));
    made(&one.storage, &snapshot, &order(250));
    made(&other.storage, &snapshot, &order(250));
    made(
        &third.storage,
        &snapshot,
        &Order {
            seed: 12,
            ..order(250)
        },
    );
    for table in ["dossiers", "dossier_events", "dossier_codes", "memberships"] {
        let expected = rows(&one.storage, table);
        assert_eq!(rows(&other.storage, table), expected, "{table}");
        assert_ne!(rows(&third.storage, table), expected, "{table}");
    }
}

async fn generated_dossiers_keep_every_rule(place: &Database) {
    let snapshot = built_in_catalogue();
    let report = made(&place.storage, &snapshot, &order(1_500));
    assert_eq!((report.accounts, report.dossiers), (60, 1_500));
    let ids: Vec<DossierId> = read(&place.storage, |conn| {
        Ok(dossiers::table.select(dossiers::id).load(conn.engine())?)
    });
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    for id in ids {
        let (dossier, events, filed) = place
            .storage
            .read(|conn| {
                let dossier = dossier(conn, id)?.unwrap();
                Ok::<_, Error>((dossier, events(conn, id)?, answers(conn, id)?))
            })
            .unwrap();
        *seen.entry(dossier.state().key()).or_default() += 1;
        check_history(&place.storage, &dossier, &events);
        assert_eq!(filed.is_some(), dossier.authority == Authority::Desk);
        if let Some(filed) = filed {
            let form = snapshot.forms.get(&filed.form).unwrap();
            let written = filed.answers["values"]
                .as_object()
                .map_or(0, serde_json::Map::len);
            let read = Answers::from_document(filed.answers, form).unwrap();
            let kept = read.to_document().unwrap()["values"]
                .as_object()
                .map_or(0, serde_json::Map::len);
            assert!(
                written > 0 && kept == written,
                "{}: {kept} of {written}",
                filed.form
            );
        }
    }
    for state in [
        State::Processing,
        State::SupplementRequested,
        State::Decided,
        State::Returned,
    ] {
        assert!(
            seen.get(state.key()).is_some_and(|count| *count > 0),
            "{seen:?}"
        );
    }
}

/// The chain holds, no event comes before the one it follows or lies in the future, and the last
/// one leaves the state that the row has.
fn check_history(storage: &Storage, dossier: &Dossier, events: &[motcua::dossiers::Recorded]) {
    let now: Instant = NOW.parse().unwrap();
    let mut previous: Vec<u8> = Vec::new();
    let mut recorded_at = dossier.times.submitted_at;
    for recorded in events {
        let event: &Event = &recorded.event;
        let digest = event.note.map(|id| note_digest(storage, dossier.id, id));
        assert_eq!(recorded.digest, event.digest(&previous, digest.as_deref()));
        assert!(event.recorded_at >= event.occurred_at && event.recorded_at >= recorded_at);
        assert!(event.recorded_at <= now);
        recorded_at = event.recorded_at;
        previous.clone_from(&recorded.digest);
    }
    let last = &events.last().unwrap().event;
    assert_eq!(last.state_after, dossier.state());
    assert_eq!(
        (last.seq, &previous),
        (dossier.chain.seq, &dossier.chain.digest)
    );
    assert_eq!(
        dossier.times.settled_at.is_some(),
        dossier.state().is_settled()
    );
    let code: DossierCode = dossier.code.parse().unwrap();
    let day = dossier.times.submitted_at.vietnam_date().format("%y%m%d");
    assert!(code.to_string().contains(&format!("-{day}-")), "{code}");
    assert!(Standing::new(dossier.state(), dossier.standing.resume()).is_some());
    assert!(
        dossier.state().is_final()
            == Act::ALL
                .iter()
                .all(|act| dossier.standing.after(*act).is_err())
    );
}

fn note_digest(storage: &Storage, dossier: DossierId, id: EventTextId) -> Vec<u8> {
    let salt: Vec<u8> = read(storage, |conn| {
        let row = dossier_notes::table.find((dossier, id));
        Ok(row.select(dossier_notes::salt).first(conn.engine())?)
    });
    let text = storage
        .read(|conn| event_text(conn, dossier, id))
        .unwrap()
        .unwrap();
    let whole = motcua::dossiers::EventText {
        id,
        text,
        salt: salt.try_into().unwrap(),
    };
    whole.digest()
}

async fn what_is_there_is_not_added_to_unasked(place: &Database) {
    let snapshot = built_in_catalogue();
    made(&place.storage, &snapshot, &order(100));
    let now = NOW.parse().unwrap();
    let refused = generate(&place.storage, &snapshot, &order(100), now, &mut |_| {});
    assert!(matches!(refused, Err(GenerateError::NotEmpty)));
    let more = Order {
        append: true,
        ..order(100)
    };
    made(&place.storage, &snapshot, &more);
    let codes: Vec<(String, DossierId, i16)> = read(&place.storage, |conn| {
        let columns = (
            dossier_codes::code,
            dossier_codes::dossier_id,
            dossier_codes::kind,
        );
        Ok(dossier_codes::table.select(columns).load(conn.engine())?)
    });
    let coded: BTreeSet<DossierId> = codes.iter().map(|(_, dossier, _)| *dossier).collect();
    assert_eq!((codes.len(), coded.len()), (200, 200));
    // Filing goes on behind the highest number of each of our own series.
    let counters: Vec<(String, String, i64)> = read(&place.storage, |conn| {
        let columns = (code_counters::code, code_counters::day, code_counters::last);
        let counters: Vec<(String, NaiveDate, i64)> =
            code_counters::table.select(columns).load(conn.engine())?;
        let dated = counters.into_iter().map(|(code, day, last)| {
            let day = day.format("%y%m%d").to_string();
            (code, day, last)
        });
        Ok(dated.collect())
    });
    for (series, day, last) in counters {
        let stem = format!("{series}-{day}-");
        let own = codes.iter().filter(|(_, _, kind)| *kind == 1);
        let highest = own.filter_map(|(code, ..)| code.strip_prefix(&stem)?.parse::<i64>().ok());
        assert!(
            highest.max().is_none_or(|highest| highest <= last),
            "{stem}"
        );
    }
}

fn read<T>(storage: &Storage, body: impl FnOnce(&mut Conn) -> Result<T, Error>) -> T {
    storage.read(body).unwrap()
}
