//! The same dossier by the operations and written in bulk: the rows are the same.

use motcua::agencies::Calendar;
use motcua::context::Principal;
use motcua::dossiers::{
    Act, ActInput, Application, At, Authority, BulkDossier, CodeKind, DraftChange, Fee, FeeDue,
    FiledAnswers, FiledUnder, Filing, Holder, HolderKind, NewDraft, NewFee, PastAct,
    ResultDelivery, Source, answers, carry_out, dossier, dossiers_insert, event_text, events,
    fees_of, file, save_draft, start_draft,
};
use motcua::kernel::{
    AccountId, AccountKind, AgencyId, Assurance, Clock, Dong, DossierId, EventTextId, FeeId,
    ManualClock, Membership, Role, SeededChance, TimeAndChance, Viewer,
};
use motcua::storage::{Error, Storage};
use serde_json::json;
use std::sync::Arc;

use super::rows::{TABLES, another, rows, without_ids};
use crate::dossiers::office;
use crate::support::{Database, on_both_engines, somebody_receives};

on_both_engines!(rows_are_those_of_the_operations);

/// The script that both tell: filed Friday afternoon, a supplement, a fee, decided, returned.
struct Script {
    applicant: AccountId,
    clerk: AccountId,
    agency: AgencyId,
    draft: DossierId,
    calendar: Calendar,
    moments: [TimeAndChance; 8],
}

const PROCEDURE: &str = "1.001193";

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

/// What is done after the filing.
fn acts(fee: FeeId) -> [ActInput; 7] {
    [
        ActInput::Accept {
            due_on: None,
            note: String::new(),
        },
        ActInput::Forward {
            unit: None,
            officer: Some(office::officer()),
            note: String::new(),
        },
        ActInput::RequestSupplement {
            what: "Thiếu ảnh".to_owned(),
        },
        ActInput::AnswerSupplement {
            answer: "Đã bổ sung".to_owned(),
        },
        ActInput::Decide {
            title: "Bản sao".to_owned(),
            file: None,
            note: String::new(),
        },
        ActInput::MarkFeePaid {
            fee,
            amount: Dong::new(8_000).unwrap(),
        },
        ActInput::Return,
    ]
}

fn by_operations(database: &Database) -> Script {
    let storage = &database.storage;
    let chance = Arc::new(SeededChance::new(3));
    let clock = ManualClock::at(TIMES[0].parse().unwrap());
    let moments = TIMES.map(|time| {
        clock.set(time.parse().unwrap());
        TimeAndChance::of(&clock as &dyn Clock, chance.clone())
    });
    let mut script = Script {
        applicant: moments[0].id(),
        clerk: moments[0].id(),
        agency: office::agency(),
        draft: moments[0].id(),
        calendar: Calendar::default(),
        moments,
    };
    let Script {
        applicant,
        clerk,
        agency,
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
            due: FeeDue::AtReturn,
        }],
        form: "general".to_owned(),
        form_revision: 1,
        answers: json!({ "seen": [], "values": {} }),
        holder: holder(*applicant),
        summary: "Hai bản".to_owned(),
    };
    let cx = database.context(Principal::Account(person.clone()));
    let cx = cx.at(moments[0].clone());
    let draft = storage
        .write(|tx| {
            office::officer_is_there(tx, &moments[0])?;
            somebody_receives(tx, &moments[0], *agency)?;
            let new = NewDraft {
                start_key: *moments[0].id::<()>().uuid(),
                form: None,
                procedure: PROCEDURE.parse().unwrap(),
                agency: *agency,
            };
            let id = start_draft(tx, &cx, &new)?;
            let address = Some("12 Trần Phú".to_owned());
            let way = DraftChange::ResultDelivery(ResultDelivery::Post, address);
            save_draft(tx, &cx, id, &way)?;
            file(tx, &cx, id, &filing)?;
            Ok::<_, motcua::dossiers::Error>(id)
        })
        .unwrap();
    let at = |version| At {
        dossier: draft,
        version,
    };
    let fee = storage.read(|conn| fees_of(conn, draft)).unwrap()[0].id;
    for (place, input) in acts(fee).into_iter().enumerate() {
        let viewer = match input.act() {
            Act::AnswerSupplement => &person,
            _ => &officer,
        };
        let cx = database.context(Principal::Account(viewer.clone()));
        let cx = cx.at(moments[place + 1].clone());
        let here = at(i32::try_from(place + 1).unwrap());
        storage
            .write(|tx| carry_out(tx, &cx, here, &input))
            .unwrap();
    }
    script.draft = draft;
    script
}

fn in_bulk(storage: &Storage, script: &Script) {
    let Script {
        applicant,
        clerk,
        calendar,
        moments,
        ..
    } = script;
    let past = |at: usize, source, actor: &AccountId| PastAct {
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
        due: FeeDue::AtReturn,
        paid_at: None,
        marked_by: None,
    };
    let fee_id = fee.id;
    let application = Application {
        id: script.draft,
        code: "H26-261106-9000001".to_owned(),
        agency: script.agency,
        authority: Authority::Desk,
        source: Source::Portal,
        procedure: FiledUnder {
            code: PROCEDURE.to_owned(),
            revision: Some(1),
            name: "Cấp bản sao".to_owned(),
            term: Some("3 working_day".parse().unwrap()),
        },
        applicant: Some(*applicant),
        holder: holder(*applicant),
        summary: "Hai bản".to_owned(),
        delivery: ResultDelivery::Post,
        address: Some("12 Trần Phú".to_owned()),
        pays_first: false,
    };
    let filed = FiledAnswers {
        form: "general".to_owned(),
        revision: 1,
        case: None,
        answers: json!({ "seen": [], "values": {} }),
    };
    let mut dossier = BulkDossier::filed(
        application,
        CodeKind::Ours,
        Some(filed),
        vec![fee],
        past(0, Source::Portal, applicant),
        calendar,
    );
    for (place, input) in acts(fee_id).into_iter().enumerate() {
        let by = match input.act() {
            Act::AnswerSupplement => past(place + 1, Source::Portal, applicant),
            _ => past(place + 1, Source::Desk, clerk),
        };
        dossier.carry_out(by, &input, calendar).unwrap();
    }
    storage
        .write(|tx| dossiers_insert(tx, std::slice::from_ref(&dossier)))
        .unwrap();
}

async fn rows_are_those_of_the_operations(one: &Database) {
    let other = another(one);
    let script = by_operations(one);
    in_bulk(&other.storage, &script);
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
                .map(|id: EventTextId| event_text(conn, script.draft, id))
                .collect::<Result<_, _>>()?;
            let answers = answers(conn, script.draft)?;
            Ok::<_, Error>((dossier.holder, dossier.address, texts, answers))
        };
        storage.read(read).unwrap()
    };
    assert_eq!(opened(&other.storage), opened(&one.storage));
}
