//! The same dossier by the operations and by the generator's chronicle: the rows are the same.

use motcua::agencies::Calendar;
use motcua::context::Principal;
use motcua::dossiers::{
    Acceptance, Application, At, Authority, Chronicle, CodeKind, Decision, Deed, DraftChange, Fee,
    FeeDue, FiledAnswers, FiledUnder, Filing, Forwarding, Holder, HolderKind, NewDraft, NewFee,
    ResultDelivery, Source, accept, answer_supplement, answers, chronicles_insert, decide, dossier,
    events, fees_of, file, forward, mark_fee_paid, note, request_supplement, return_result,
    save_draft, start_draft,
};
use motcua::kernel::{
    AccountId, AccountKind, AgencyId, Assurance, Clock, Dong, DossierId, ManualClock, Membership,
    Moment, NoteId, Role, SeededChance, Viewer,
};
use motcua::storage::{Error, Storage};
use serde_json::json;
use std::sync::Arc;

use super::rows::{TABLES, another, rows, without_ids};
use crate::support::{Database, on_both_engines};

on_both_engines!(rows_are_those_of_the_operations);

/// The script that both tell: filed Friday afternoon, a supplement, a fee, decided, returned.
struct Script {
    applicant: AccountId,
    clerk: AccountId,
    agency: AgencyId,
    draft: DossierId,
    calendar: Calendar,
    moments: [Moment; 8],
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

fn by_operations(database: &Database) -> Script {
    let storage = &database.storage;
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
            let new = NewDraft {
                start_key: *moments[0].id::<()>().uuid(),
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
    let acceptance = Acceptance::default();
    let handing = Forwarding {
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
            forward(tx, &moments[2], &officer, at(2), &handing)?;
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
        due: FeeDue::AtReturn,
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
        .and_then(|()| chronicle.forward(desk(2), None, Some(*clerk)))
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
    let script = by_operations(one);
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
