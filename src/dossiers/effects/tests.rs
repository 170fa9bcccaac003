//! Every event, with the jobs that it causes.

use uuid::Uuid;

use super::effects;
use crate::dossiers::event::{Event, Happening, Source};
use crate::dossiers::lifecycle::State;
use crate::jobs::{Job, NewJob};
use crate::kernel::{Dong, Id, Instant};

const SEQ: i32 = 3;

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
            | Happening::Returned {} => {}
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
            "returned" => &["write_dossier_letter", "keep_results", "feed_agency"],
            "supplement_requested" => {
                &["write_dossier_letter", "end_supplement_term", "feed_agency"]
            }
            _ => &["write_dossier_letter", "feed_agency"],
        };
        let jobs = effects(&event(happening, Source::Desk, recorded_at()));
        assert_eq!(kinds(&jobs), wanted, "{name}");
    }
}

#[test]
fn old_news_from_an_agency_is_no_news() {
    let just_a_day = at("2026-11-22T02:00:00Z");
    let more = at("2026-11-22T01:59:59.999999Z");
    for happening in happenings() {
        let writes = |source, occurred_at| {
            let jobs = effects(&event(happening.clone(), source, occurred_at));
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
        for job in effects(&event(happening, Source::Portal, recorded_at())) {
            let (dossier, seq, run_at) = match job.job {
                Job::WriteDossierLetter { dossier, seq }
                | Job::KeepResults { dossier, seq }
                | Job::FeedAgency { dossier, seq, .. } => (dossier, seq, recorded_at()),
                Job::EndSupplementTerm { dossier, seq } => (dossier, seq, term()),
                Job::SendLetter { .. } | Job::Sweep => panic!("{:?}", job.job),
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
    let jobs = effects(&event(asked, Source::Desk, recorded_at()));
    let lane = |kind: &str| {
        let job = jobs.iter().find(|job| job.job.kind() == kind).unwrap();
        job.lane.clone()
    };
    let later = effects(&Event {
        seq: SEQ + 1,
        ..event(Happening::Withdrawn {}, Source::Portal, recorded_at())
    });
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
