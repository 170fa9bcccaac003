//! Roles bind: every role with every act, in the agency, in another and on one's own dossier. And with
//! what each act is done.

use motcua::dossiers::{Act, ActBlocked, ActInput, Dossier, Error, FeeDue, fees_of};
use motcua::kernel::{DossierId, Role};
use motcua::storage::Conn;

use super::office::{
    Case, act, after, agency, clerk, clerk_who_is, dong, dossier, filed, id, is_applicants, lan,
    officer, viewer,
};
use crate::support::{Database, on_both_engines};

on_both_engines!(
    every_role_does_its_own_acts_and_no_others,
    clerks_of_other_agencies_find_nothing,
    nobody_handles_a_dossier_of_their_own,
    the_applicants_acts_are_the_applicants_alone,
);

/// Who does what, from the glossary of the design, written down once more.
const DUTIES: [(Role, &[Act]); 5] = [
    (
        Role::Intake,
        &[
            Act::Accept,
            Act::Refuse,
            Act::Return,
            Act::RequestSupplement,
            Act::Forward,
            Act::AddNote,
        ],
    ),
    (
        Role::Officer,
        &[
            Act::RequestSupplement,
            Act::RequestPayment,
            Act::Forward,
            Act::AddNote,
        ],
    ),
    (Role::Approver, &[Act::Decide, Act::Stop]),
    (Role::Cashier, &[Act::MarkFeePaid]),
    (Role::Manager, &[Act::Forward]),
];

/// The acts of clerks, each with those that lead to where it can be done.
const ROADS: [(Act, &[Act]); 10] = [
    (Act::AddNote, &[]),
    (Act::Accept, &[]),
    (Act::Refuse, &[]),
    (Act::RequestSupplement, &[]),
    (Act::Forward, &[Act::Accept]),
    (Act::RequestPayment, &[Act::Accept, Act::Forward]),
    (Act::MarkFeePaid, &[Act::Accept]),
    (Act::Stop, &[Act::Accept]),
    (Act::Decide, &[Act::Accept]),
    (Act::Return, &[Act::Accept, Act::Decide]),
];

fn ready_for(database: &Database, wanted: Act) -> Dossier {
    let (_, road) = ROADS.iter().find(|(act, _)| *act == wanted).unwrap();
    let case = Case {
        // Something to be paid that holds up nothing.
        fee: (wanted == Act::MarkFeePaid).then_some(FeeDue::AtReturn),
        ..Case::default()
    };
    after(database, filed(database, &case), road)
}

async fn every_role_does_its_own_acts_and_no_others(database: &Database) {
    for (wanted, _) in ROADS {
        for (role, duties) in DUTIES {
            let ready = ready_for(database, wanted);
            let outcome = act(database, &clerk_who_is(role), &ready, wanted);
            if duties.contains(&wanted) {
                assert!(outcome.is_ok(), "{role:?} {wanted:?}: {outcome:?}");
            } else {
                let refused = matches!(
                    outcome,
                    Err(Error::Blocked(ActBlocked::OtherRole(act))) if act == wanted
                );
                assert!(refused, "{role:?} {wanted:?}: {outcome:?}");
                assert_eq!(dossier(database, ready.id), ready, "nothing was written");
            }
        }
    }
}

async fn clerks_of_other_agencies_find_nothing(database: &Database) {
    let elsewhere = Role::ALL.map(|role| (id(0xB), role));
    let nowhere = viewer(id(0xC4), &[]);
    for stranger in [viewer(id(0xC4), &elsewhere), nowhere] {
        for (wanted, _) in ROADS {
            let ready = ready_for(database, wanted);
            let outcome = act(database, &stranger, &ready, wanted);
            assert!(
                matches!(outcome, Err(Error::NotFound)),
                "{wanted:?}: {outcome:?}"
            );
        }
    }
}

async fn nobody_handles_a_dossier_of_their_own(database: &Database) {
    let all = Role::ALL.map(|role| (agency(), role));
    let lan_at_work = viewer(lan().account, &all);
    for (wanted, _) in ROADS {
        let ready = ready_for(database, wanted);
        let outcome = act(database, &lan_at_work, &ready, wanted);
        assert!(
            matches!(outcome, Err(Error::Blocked(ActBlocked::OwnDossier))),
            "{wanted:?}: {outcome:?}"
        );
    }
}

async fn the_applicants_acts_are_the_applicants_alone(database: &Database) {
    let asked = ready_for(database, Act::RequestSupplement);
    let asked = after(database, asked, &[Act::RequestSupplement]);
    for wanted in Act::ALL.into_iter().filter(|act| is_applicants(*act)) {
        for stranger in [clerk(), viewer(id(0xC5), &[])] {
            let outcome = act(database, &stranger, &asked, wanted);
            assert!(
                matches!(outcome, Err(Error::NotFound)),
                "{wanted:?}: {outcome:?}"
            );
        }
    }
    assert!(act(database, &lan(), &asked, Act::AnswerSupplement).is_ok());
}

/// What an act is done with.
pub fn input(conn: &mut Conn, dossier: DossierId, act: Act) -> Result<ActInput, Error> {
    Ok(match act {
        Act::Accept => ActInput::Accept {
            due_on: None,
            note: String::new(),
        },
        Act::Refuse => ActInput::Refuse {
            reason: "Sai nơi nộp".into(),
        },
        Act::RequestSupplement => ActInput::RequestSupplement {
            what: "Thiếu giấy".into(),
        },
        Act::AnswerSupplement => ActInput::AnswerSupplement {
            answer: "Đây ạ".into(),
        },
        Act::Forward => ActInput::Forward {
            unit: None,
            officer: Some(officer()),
            note: String::new(),
        },
        Act::RequestPayment => ActInput::RequestPayment {
            label: "Lệ phí".into(),
            amount: dong(20_000),
        },
        Act::SettlePayment | Act::MarkFeePaid => {
            let fees = fees_of(conn, dossier)?;
            let unpaid = fees.iter().find(|fee| fee.paid_at.is_none());
            ActInput::MarkFeePaid {
                fee: unpaid.map_or_else(|| id(0), |fee| fee.id),
                amount: unpaid.and_then(|fee| fee.amount).unwrap_or(dong(8_000)),
            }
        }
        Act::AddNote => ActInput::AddNote {
            text: "Gọi lại cho bà Lan".into(),
        },
        Act::Withdraw => ActInput::Withdraw {
            reason: String::new(),
        },
        Act::Stop => ActInput::Stop {
            reason: "Không đủ điều kiện".into(),
        },
        Act::Decide => ActInput::Decide {
            title: "Giấy khai sinh".into(),
            file: None,
            note: String::new(),
        },
        Act::Return => ActInput::Return,
        Act::EndSupplementTerm => panic!("nobody does it: the clock does"),
    })
}
