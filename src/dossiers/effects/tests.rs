//! Every event, with the jobs that it causes.

use uuid::Uuid;

use super::{Concerned, effects};
use crate::dossiers::event::{Event, Happening, Source};
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::Deciding;
use crate::jobs::{Job, NewJob};
use crate::kernel::{Dong, Id, Instant};

const SEQ: i32 = 3;

/// Somebody who reads letters, and an agency that works in the portal.
const AT_DESK: Concerned = Concerned {
    has_reader: true,
    partner: None,
};

/// The same, and a partner that decides.
const AT_PARTNER: Concerned = Concerned {
    has_reader: true,
    partner: Some(Deciding {
        partner: Id::from_uuid(Uuid::from_u128(5)),
        agency: Id::from_uuid(Uuid::from_u128(6)),
    }),
};

fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn recorded_at() -> Instant {
    at("2026-11-23T02:00:00Z")
}

fn term() -> Instant {
    at("2026-12-07T10:00:00Z")
}

/// One of each kind. The match makes a new kind a compile error here.
fn happenings() -> Vec<Happening> {
    let amount = Dong::new(20_000).unwrap();
    let all = vec![
        Happening::Submitted {},
        Happening::Accepted { due_at: None },
        Happening::Refused {},
        Happening::SupplementRequested {
            supplement: id(1),
            due_at: term(),
        },
        Happening::SupplementAnswered {
            supplement: id(1),
            due_at: None,
        },
        Happening::SupplementTermEnded { supplement: id(1) },
        Happening::HandedOver {
            unit: None,
            officer: Some(id(1)),
        },
        Happening::PaymentRequested { fee: id(1), amount },
        Happening::FeePaid { fee: id(1), amount },
        Happening::Withdrawn {},
        Happening::Stopped {},
        Happening::Decided {
            results: vec![id(1)],
            is_electronic: true,
        },
        Happening::Returned {},
        Happening::Synced {
            message: id(1),
            moved: true,
        },
        Happening::Progressed {
            state: Some(State::Processing),
            message: id(1),
            moved: true,
        },
    ];
    for happening in &all {
        match happening {
            Happening::Submitted {}
            | Happening::Accepted { .. }
            | Happening::Refused {}
            | Happening::SupplementRequested { .. }
            | Happening::SupplementAnswered { .. }
            | Happening::SupplementTermEnded { .. }
            | Happening::HandedOver { .. }
            | Happening::PaymentRequested { .. }
            | Happening::FeePaid { .. }
            | Happening::Withdrawn {}
            | Happening::Stopped {}
            | Happening::Decided { .. }
            | Happening::Returned {}
            | Happening::Synced { .. }
            | Happening::Progressed { .. } => {}
        }
    }
    all
}

fn event(happening: Happening, source: Source, occurred_at: Instant) -> Event {
    Event {
        dossier: id(7),
        seq: SEQ,
        happening,
        source,
        actor: None,
        agency: id(9),
        occurred_at,
        recorded_at: recorded_at(),
        state_after: State::Submitted,
        note: None,
        source_key: None,
    }
}

fn kinds(jobs: &[NewJob]) -> Vec<&'static str> {
    jobs.iter().map(|job| job.job.kind()).collect()
}

#[test]
fn every_event_on_the_portal_causes_its_jobs() {
    for happening in happenings() {
        let name = happening.name();
        let wanted: &[&str] = match name {
            "returned" => &["write_dossier_letter", "keep_results"],
            "supplement_requested" => &["write_dossier_letter", "end_supplement_term"],
            _ => &["write_dossier_letter"],
        };
        let jobs = effects(&event(happening, Source::Desk, recorded_at()), AT_DESK);
        assert_eq!(kinds(&jobs), wanted, "{name}");
    }
}

#[test]
fn old_news_from_an_agency_is_no_news() {
    let just_a_day = at("2026-11-22T02:00:00Z");
    let more = at("2026-11-22T01:59:59.999999Z");
    for happening in happenings() {
        let writes = |source, occurred_at| {
            let jobs = effects(&event(happening.clone(), source, occurred_at), AT_DESK);
            kinds(&jobs).contains(&"write_dossier_letter")
        };
        let name = happening.name();
        assert!(writes(Source::Agency, just_a_day), "{name}");
        assert!(!writes(Source::Agency, more), "{name}");
        for source in [Source::Portal, Source::Desk, Source::Clock] {
            assert!(writes(source, more), "{name}: only an agency syncs late");
        }
    }
}

#[test]
fn jobs_name_the_event_and_run_at_once_but_for_the_timer() {
    for happening in happenings() {
        for job in effects(&event(happening, Source::Portal, recorded_at()), AT_PARTNER) {
            let (dossier, seq, run_at) = match job.job {
                Job::WriteDossierLetter { dossier, seq }
                | Job::KeepResults { dossier, seq }
                | Job::PushToPartner { dossier, seq, .. }
                | Job::FeedAgency { dossier, seq, .. } => (dossier, seq, recorded_at()),
                Job::EndSupplementTerm { dossier, seq } => (dossier, seq, term()),
                other => panic!("{other:?}"),
            };
            assert_eq!((dossier, seq), (id(7), SEQ));
            assert_eq!(job.run_at, run_at);
        }
    }
}

#[test]
fn letters_keep_the_order_of_events_and_the_timer_holds_up_nothing() {
    let asked = Happening::SupplementRequested {
        supplement: id(1),
        due_at: term(),
    };
    let jobs = effects(&event(asked, Source::Desk, recorded_at()), AT_DESK);
    let lane = |kind: &str| {
        let job = jobs.iter().find(|job| job.job.kind() == kind).unwrap();
        job.lane.clone()
    };
    let withdrawn = Event {
        seq: SEQ + 1,
        ..event(Happening::Withdrawn {}, Source::Portal, recorded_at())
    };
    let later = effects(&withdrawn, AT_DESK);
    let next_letter = &later[0].lane;
    assert_eq!(lane("write_dossier_letter").name, next_letter.name);
    assert!(lane("write_dossier_letter").position < next_letter.position);
    let timer = lane("end_supplement_term").name;
    assert!(
        jobs.iter()
            .chain(&later)
            .filter(|job| job.lane.name == timer)
            .count()
            == 1
    );
}

#[test]
fn partners_are_told_of_what_was_done_here_and_not_of_their_own_words() {
    for happening in happenings() {
        let name = happening.name();
        let here = event(happening.clone(), Source::Portal, recorded_at());
        let tells = |event, concerned| {
            kinds(&effects(event, concerned))
                .iter()
                .any(|kind| matches!(*kind, "push_to_partner" | "feed_agency"))
        };
        assert!(tells(&here, AT_PARTNER), "{name}");
        let there = event(happening, Source::Agency, recorded_at());
        assert!(!tells(&there, AT_PARTNER), "{name}");
    }
}

#[test]
fn nobody_is_written_to_about_what_changes_nothing() {
    let message = id(1);
    let silent = [
        Happening::Synced {
            message,
            moved: false,
        },
        Happening::Progressed {
            state: Some(State::Processing),
            message,
            moved: false,
        },
    ];
    for happening in silent {
        let event = event(happening, Source::Agency, recorded_at());
        assert_eq!(effects(&event, AT_PARTNER), []);
    }
}
