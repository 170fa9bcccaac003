use serde_json::{Map, Value, json};

use super::super::dossier::State;
use super::*;

const NOW: &str = "2026-11-23T01:30:00Z";

fn dossier(code: &str, portal_code: Option<&str>) -> Dossier {
    let at: Instant = NOW.parse().unwrap();
    Dossier {
        code: code.to_owned(),
        portal_code: portal_code.map(str::to_owned),
        state: State::Submitted,
        received_at: at,
        promised_at: at,
        sheet: Map::new(),
        declaration: Value::Null,
        rows: Vec::new(),
        result: None,
    }
}

#[test]
fn what_is_kept_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let now: Instant = NOW.parse().unwrap();
    let kept = dossier("H99-261123-0001", Some("P-1"));
    let store = Store::open(folder.path()).unwrap();
    store
        .write(|tx| {
            tx.keep(&kept, Some(now))?;
            tx.post(&kept.code, Kind::Tie, &json!({"MaHoSo": "P-1"}))
        })
        .unwrap();
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.read(|tx| tx.filed_as("P-1")).unwrap(), Some(kept));
    let heads = store.read(|tx| tx.heads(0, 9)).unwrap();
    assert_eq!(heads[0].body, json!({"MaHoSo": "P-1"}));
}

#[test]
fn a_failure_undoes_the_whole_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let failed: Result<()> = store.write(|tx| {
        tx.keep(&dossier("H99-261123-0001", None), None)?;
        tx.post("H99-261123-0001", Kind::Snapshot, &json!({}))?;
        Err(StoreError::Open("power cut".to_owned()))
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|tx| tx.counts()).unwrap(), Counts::default());
}

#[test]
fn the_first_message_of_each_dossier_leads() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let heads = |after| {
        let heads = store.read(|tx| tx.heads(after, 9)).unwrap();
        let names = heads.into_iter();
        names
            .map(|head| (head.dossier, head.kind, head.is_known))
            .collect::<Vec<_>>()
    };
    store
        .write(|tx| {
            for code in ["a", "b"] {
                tx.keep(&dossier(code, None), None)?;
            }
            for (code, kind) in [
                ("a", Kind::Snapshot),
                ("a", Kind::Progress),
                ("b", Kind::Snapshot),
                ("a", Kind::Progress),
            ] {
                tx.post(code, kind, &json!({}))?;
            }
            Ok(())
        })
        .unwrap();
    let (a, b) = ("a".to_owned(), "b".to_owned());
    assert_eq!(
        heads(0),
        [
            (a.clone(), Kind::Snapshot, false),
            (b, Kind::Snapshot, false)
        ]
    );
    assert_eq!(heads(1).len(), 1, "behind the first stands only the other");
    store
        .write(|tx| {
            let heads = tx.heads(0, 1)?;
            let later = tx.later_progress(&heads[0])?.unwrap();
            assert_eq!((later.id, later.kind), (4, Kind::Progress));
            tx.settle(&heads)
        })
        .unwrap();
    assert_eq!(heads(0)[0], (a, Kind::Progress, true));
}

#[test]
fn a_push_is_noted_once_under_its_key_and_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let note = |key, code, sequence| store.write(|tx| tx.note_push(key, code, sequence)).unwrap();
    assert!(note("k1", "P-1", 1));
    assert!(!note("k1", "P-1", 1));
    assert!(!note("k2", "P-1", 1));
    assert!(note("k3", "P-1", 2));
}

#[test]
fn numbers_begin_anew_each_day() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    let next = |on| store.write(|tx| tx.next_number(on)).unwrap();
    assert_eq!([next(day(23)), next(day(23)), next(day(24))], [1, 2, 1]);
}

#[test]
fn only_what_is_due_is_due() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let now: Instant = NOW.parse().unwrap();
    let minute = chrono::Duration::minutes(1);
    store
        .write(|tx| {
            tx.keep(&dossier("later", None), Some(now + minute))?;
            tx.keep(&dossier("never", None), None)?;
            tx.keep(&dossier("due", None), Some(now))
        })
        .unwrap();
    let due = store.read(|tx| tx.due(now, 9)).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].code, "due");
}
