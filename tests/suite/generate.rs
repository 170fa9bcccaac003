//! The generator: its rows are those of the operations, the same seed makes the same rows, and what
//! it tells of dossiers holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Text;
use motcua::agencies::Calendar;
use motcua::catalogue::Snapshot;
use motcua::dossiers::{
    Acceptance, Act, Application, At, Authority, Chronicle, CodeKind, Decision, Deed, Dossier,
    DossierCode, DraftChange, Event, Fee, FeeMoment, FiledAnswers, FiledUnder, Filing, Handing,
    Handover, Holder, HolderKind, NewDraft, NewFee, Source, Standing, State, accept,
    answer_supplement, answers, chronicles_insert, decide, dossier, events, fees_of, hand_over,
    mark_fee_paid, note, request_supplement, return_result, save_draft, start_draft, submit,
};
use motcua::forms::Answers;
use motcua::generate::{GenerateError, Order, Report, generate};
use motcua::kernel::{
    AccountId, AccountKind, AgencyId, Assurance, Clock, Dong, DossierId, Instant, ManualClock,
    Membership, Moment, NoteId, Role, SeededChance, Viewer,
};
use motcua::storage::schema::{code_counters, dossier_codes, dossier_notes, dossiers};
use motcua::storage::{Conn, EngineKind, Error, Storage};
use serde_json::json;

use crate::support::{Database, built_in_catalogue, on_both_engines};

on_both_engines!(
    rows_are_those_of_the_operations,
    the_same_seed_makes_the_same_rows,
    generated_dossiers_keep_every_rule,
    what_is_there_is_not_added_to_unasked,
);

/// A second database on the same engine.
fn another(one: &Database) -> Database {
    Database::fresh(one.storage.kind())
}

/// The tables that dossiers are made of.
const TABLES: [&str; 9] = [
    "dossiers",
    "dossier_events",
    "dossier_codes",
    "dossier_agencies",
    "dossier_answers",
    "dossier_notes",
    "supplement_requests",
    "dossier_fees",
    "dossier_results",
];

/// Columns that hold chance, or what depends on it: sealed values are compared opened.
const OF_CHANCE: [&str; 10] = [
    "digest",
    "last_digest",
    "salt",
    "lookup_index",
    "holder_number",
    "holder_phone",
    "holder_email",
    "delivery_address",
    "text",
    "answers",
];

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(storage: &Storage, sql: &str) -> Vec<String> {
    storage
        .read(|conn| {
            let found: Vec<Line> = diesel::sql_query(sql).load(conn.engine())?;
            Ok::<_, Error>(found.into_iter().map(|line| line.line).collect())
        })
        .unwrap()
}

/// Every row of a table with every column that is not left to chance.
fn rows(storage: &Storage, table: &str) -> Vec<String> {
    let sql = match storage.kind() {
        EngineKind::Sqlite => {
            let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
            let cells: Vec<String> = lines(storage, &columns)
                .iter()
                .filter(|column| !OF_CHANCE.contains(&column.as_str()))
                .map(|column| {
                    format!("'{column}', CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END")
                })
                .collect();
            assert!(!cells.is_empty(), "{table}");
            let cells = cells.join(", ");
            format!("SELECT json_object({cells}) AS line FROM {table} ORDER BY 1")
        }
        EngineKind::Postgres => {
            let of_chance = OF_CHANCE.join(",");
            format!(
                "SELECT (to_jsonb(t) - '{{{of_chance}}}'::text[])::text AS line FROM {table} t ORDER BY 1"
            )
        }
    };
    lines(storage, &sql)
}

/// Identifiers by the order in which they come up, in their two spellings.
fn without_ids(rows: Vec<String>) -> Vec<String> {
    let mut known: HashMap<String, usize> = HashMap::new();
    rows.iter()
        .map(|row| {
            let plain = without_hyphens(row);
            let mut out = String::new();
            let mut rest = plain.as_str();
            while let Some(at) = first_id(rest) {
                let id = rest[at..at + 32].to_ascii_lowercase();
                let next = known.len();
                let number = *known.entry(id).or_insert(next);
                out.push_str(&rest[..at]);
                out.push_str(&format!("#{number}"));
                rest = &rest[at + 32..];
            }
            out + rest
        })
        .collect()
}

fn without_hyphens(row: &str) -> String {
    let mut out = row.to_owned();
    for (at, _) in row.match_indices('-').rev() {
        let around = |range: std::ops::Range<usize>| {
            row.get(range)
                .is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        if at >= 4 && around(at - 4..at) && around(at + 1..at + 5) {
            out.remove(at);
        }
    }
    out
}

fn first_id(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(31)).find(|at| {
        let id = bytes[*at..*at + 32].iter().all(u8::is_ascii_hexdigit);
        let before = at
            .checked_sub(1)
            .is_some_and(|one| bytes[one].is_ascii_hexdigit());
        let after = bytes.get(*at + 32).is_some_and(u8::is_ascii_hexdigit);
        id && !before && !after
    })
}

/// The script that both tell: filed Friday afternoon, a supplement, a fee, decided, returned.
struct Script {
    applicant: AccountId,
    clerk: AccountId,
    agency: AgencyId,
    draft: DossierId,
    calendar: Calendar,
    moments: [Moment; 8],
}

const TIMES: [&str; 8] = [
    "2026-11-06T09:00:00Z",
    "2026-11-09T02:00:00Z",
    "2026-11-09T04:00:00Z",
    "2026-11-10T03:30:00Z",
    "2026-11-16T13:00:00Z",
    "2026-11-19T02:15:00Z",
    "2026-11-19T02:30:00Z",
    "2026-11-19T03:00:00Z",
];

fn holder(applicant: AccountId) -> Holder {
    Holder {
        account: Some(applicant),
        kind: HolderKind::Citizen,
        name: "Nguyễn Thị Đào".to_owned(),
        number: Some("001190000123".to_owned()),
        phone: Some("+84912345678".to_owned()),
        email: Some("dao@vidu.example".to_owned()),
    }
}

fn by_operations(storage: &Storage) -> Script {
    let chance = Arc::new(SeededChance::new(3));
    let clock = ManualClock::at(TIMES[0].parse().unwrap());
    let moments = TIMES.map(|time| {
        clock.set(time.parse().unwrap());
        Moment::of(&clock as &dyn Clock, chance.clone())
    });
    let mut script = Script {
        applicant: moments[0].id(),
        clerk: moments[0].id(),
        agency: moments[0].id(),
        draft: moments[0].id(),
        calendar: Calendar::default(),
        moments,
    };
    let Script {
        applicant,
        clerk,
        agency,
        calendar,
        moments,
        ..
    } = &script;
    let viewer = |account: AccountId, kind, roles: &[Role]| Viewer {
        account,
        kind,
        name: String::new(),
        assurance: Assurance::Verified,
        is_operator: false,
        memberships: roles
            .iter()
            .map(|role| Membership {
                agency: *agency,
                role: *role,
                unit: None,
            })
            .collect(),
    };
    let person = viewer(*applicant, AccountKind::Citizen, &[]);
    let officer = viewer(*clerk, AccountKind::Clerk, &Role::ALL);
    let filing = Filing {
        offices: Vec::new(),
        series: "H26".to_owned(),
        procedure: "Cấp bản sao".to_owned(),
        term: Some("3 working_day".parse().unwrap()),
        fees: vec![NewFee {
            label: "Lệ phí".to_owned(),
            amount: Some(Dong::new(8_000).unwrap()),
            moment: FeeMoment::AtReturn,
        }],
        answers: json!({ "seen": [], "values": {} }),
        holder: holder(*applicant),
        summary: "Hai bản".to_owned(),
    };
    let draft = storage
        .write(|tx| {
            let id = start_draft(
                tx,
                &moments[0],
                *applicant,
                &NewDraft {
                    start_key: *moments[0].id::<()>().uuid(),
                    procedure: "1.000001".to_owned(),
                    revision: 2,
                    form: "general".to_owned(),
                    form_revision: 1,
                    agency: *agency,
                    answers: json!({ "seen": [], "values": {} }),
                },
            )?;
            save_draft(
                tx,
                &moments[0],
                *applicant,
                id,
                &DraftChange::Handover(Handover::Post, Some("12 Trần Phú".to_owned())),
            )?;
            submit(tx, &moments[0], *applicant, id, &filing, calendar)?;
            Ok::<_, motcua::dossiers::Error>(id)
        })
        .unwrap();
    let at = |version| At {
        dossier: draft,
        version,
    };
    let acceptance = Acceptance::default();
    let handing = Handing {
        unit: None,
        officer: Some(*clerk),
        note: String::new(),
    };
    let decision = Decision {
        title: "Bản sao".to_owned(),
        file: None,
        note: String::new(),
    };
    storage
        .write(|tx| {
            accept(tx, &moments[1], &officer, at(1), &acceptance, calendar)?;
            hand_over(tx, &moments[2], &officer, at(2), &handing)?;
            request_supplement(tx, &moments[3], &officer, at(3), "Thiếu ảnh", calendar)?;
            answer_supplement(tx, &moments[4], &person, at(4), "Đã bổ sung", calendar)?;
            decide(tx, &moments[5], &officer, at(5), &decision, calendar)?;
            let fee = fees_of(tx, draft)?[0].id;
            let amount = Dong::new(8_000).unwrap();
            mark_fee_paid(tx, &moments[6], &officer, at(6), fee, amount, calendar)?;
            return_result(tx, &moments[7], &officer, at(7))?;
            Ok::<_, motcua::dossiers::Error>(())
        })
        .unwrap();
    script.draft = draft;
    script
}

fn by_chronicle(storage: &Storage, script: &Script) {
    let Script {
        applicant,
        clerk,
        calendar,
        moments,
        ..
    } = script;
    let deed = |at: usize, source, actor: &AccountId| Deed {
        moment: moments[at].clone(),
        recorded_at: moments[at].now,
        source,
        actor: Some(*actor),
        source_key: None,
    };
    let fee = Fee {
        id: moments[0].id(),
        label: "Lệ phí".to_owned(),
        amount: Some(Dong::new(8_000).unwrap()),
        moment: FeeMoment::AtReturn,
        paid_at: None,
    };
    let fee_id = fee.id;
    let application = Application {
        id: script.draft,
        code: "H26-261106-9000001".to_owned(),
        agency: script.agency,
        authority: Authority::Desk,
        source: Source::Portal,
        procedure: FiledUnder {
            code: "1.000001".to_owned(),
            revision: Some(2),
            name: "Cấp bản sao".to_owned(),
            term: Some("3 working_day".parse().unwrap()),
        },
        applicant: Some(*applicant),
        holder: holder(*applicant),
        summary: "Hai bản".to_owned(),
        handover: Handover::Post,
        address: Some("12 Trần Phú".to_owned()),
        pays_first: false,
    };
    let filed = FiledAnswers {
        form: "general".to_owned(),
        revision: 1,
        case: None,
        answers: json!({ "seen": [], "values": {} }),
    };
    let mut chronicle = Chronicle::filed(
        application,
        CodeKind::Ours,
        Some(filed),
        vec![fee],
        deed(0, Source::Portal, applicant),
        calendar,
    );
    let desk = |at| deed(at, Source::Desk, clerk);
    let told = chronicle
        .accept(desk(1), None, calendar)
        .and_then(|()| chronicle.hand_over(desk(2), None, Some(*clerk)))
        .and_then(|()| chronicle.request_supplement(desk(3), "Thiếu ảnh", calendar))
        .and_then(|()| {
            let answered = deed(4, Source::Portal, applicant);
            chronicle.answer_supplement(answered, "Đã bổ sung", calendar)
        })
        .and_then(|()| chronicle.decide(desk(5), "Bản sao", calendar))
        .and_then(|()| chronicle.pay(desk(6), fee_id, Dong::new(8_000).unwrap(), calendar))
        .and_then(|()| chronicle.return_result(desk(7)));
    told.unwrap();
    storage
        .write(|tx| chronicles_insert(tx, std::slice::from_ref(&chronicle)))
        .unwrap();
}

async fn rows_are_those_of_the_operations(one: &Database) {
    let other = another(one);
    let script = by_operations(&one.storage);
    by_chronicle(&other.storage, &script);
    for table in TABLES {
        let (expected, made) = (rows(&one.storage, table), rows(&other.storage, table));
        assert!(!expected.is_empty(), "{table}");
        assert_eq!(without_ids(made), without_ids(expected), "{table}");
    }
    let opened = |storage: &Storage| {
        let read = |conn: &mut motcua::storage::Conn| {
            let dossier = dossier(conn, script.draft)?.unwrap();
            let texts: Vec<Option<String>> = events(conn, script.draft)?
                .iter()
                .filter_map(|recorded| recorded.event.note)
                .map(|id: NoteId| note(conn, script.draft, id))
                .collect::<Result<_, _>>()?;
            let answers = answers(conn, script.draft)?;
            Ok::<_, Error>((dossier.holder, dossier.address, texts, answers))
        };
        storage.read(read).unwrap()
    };
    assert_eq!(opened(&other.storage), opened(&one.storage));
}

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
    assert_eq!(code.day(), dossier.times.submitted_at.vietnam_date());
    assert!(Standing::new(dossier.state(), dossier.standing.resume()).is_some());
    assert!(
        dossier.state().is_final()
            == Act::ALL
                .iter()
                .all(|act| dossier.standing.after(*act).is_err())
    );
}

fn note_digest(storage: &Storage, dossier: DossierId, id: NoteId) -> Vec<u8> {
    let salt: Vec<u8> = read(storage, |conn| {
        let row = dossier_notes::table.find((dossier, id));
        Ok(row.select(dossier_notes::salt).first(conn.engine())?)
    });
    let text = storage
        .read(|conn| note(conn, dossier, id))
        .unwrap()
        .unwrap();
    let whole = motcua::dossiers::Note {
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
