//! Every event, with the jobs that it causes.

use uuid::Uuid;

use super::{
    Concerned, EndSupplementTerm, FeedAgency, KeepResults, PushToPartner, WriteDossierLetter,
    effects,
};
use crate::dossiers::event::{Event, Source};
use crate::dossiers::event_kind::{EventKind, News, Reader};
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::Deciding;
use crate::jobs::NewJob;
use crate::kernel::{Dong, Id, Instant};
use crate::speech::{Locale, Words};

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
fn every_kind() -> Vec<EventKind> {
    let amount = Dong::new(20_000).unwrap();
    let all = vec![
        EventKind::Submitted {},
        EventKind::Accepted { due_at: None },
        EventKind::Refused {},
        EventKind::SupplementRequested {
            supplement: id(1),
            due_at: term(),
        },
        EventKind::SupplementAnswered {
            supplement: id(1),
            due_at: None,
        },
        EventKind::SupplementTermEnded { supplement: id(1) },
        EventKind::Forwarded {
            unit: None,
            officer: Some(id(1)),
        },
        EventKind::PaymentRequested { fee: id(1), amount },
        EventKind::FeePaid { fee: id(1), amount },
        EventKind::Withdrawn {},
        EventKind::Stopped {},
        EventKind::Decided {
            results: vec![id(1)],
            is_electronic: true,
        },
        EventKind::Returned {},
        EventKind::InternalNote {},
        EventKind::Synced {
            message: id(1),
            moved: true,
            state: Some(State::Processing),
        },
        EventKind::Progressed {
            state: Some(State::Processing),
            message: id(1),
            moved: true,
        },
    ];
    for kind in &all {
        match kind {
            EventKind::Submitted {}
            | EventKind::Accepted { .. }
            | EventKind::Refused {}
            | EventKind::SupplementRequested { .. }
            | EventKind::SupplementAnswered { .. }
            | EventKind::SupplementTermEnded { .. }
            | EventKind::Forwarded { .. }
            | EventKind::PaymentRequested { .. }
            | EventKind::FeePaid { .. }
            | EventKind::Withdrawn {}
            | EventKind::Stopped {}
            | EventKind::Decided { .. }
            | EventKind::Returned {}
            | EventKind::InternalNote {}
            | EventKind::Synced { .. }
            | EventKind::Progressed { .. } => {}
        }
    }
    all
}

#[test]
fn every_kind_has_its_words() {
    // Their title is the state that the agency's own system reported.
    for kind in every_kind().iter().filter(|kind| !kind.is_reported()) {
        let (name, rule) = (kind.name(), kind.rule());
        let mut keys = vec![format!("desk.event.{name}")];
        if rule.readers.include(Reader::Applicant) {
            keys.push(format!("dossiers.event.{name}"));
        }
        if rule.news == News::Applicant {
            keys.push(format!("dossiers.letter.{name}.subject"));
            keys.push(format!("dossiers.letter.{name}.line"));
        }
        for key in keys {
            assert!(Words::new(Locale::Vi).has(&key), "{key}");
        }
    }
}

fn event(kind: EventKind, source: Source, occurred_at: Instant) -> Event {
    let state_after = match kind {
        EventKind::Returned {} => State::Returned,
        _ => State::Submitted,
    };
    Event {
        dossier: id(7),
        seq: SEQ,
        kind,
        source,
        actor: None,
        agency: id(9),
        occurred_at,
        recorded_at: recorded_at(),
        state_after,
        note: None,
        source_key: None,
    }
}

fn job_kinds(jobs: &[NewJob]) -> Vec<&str> {
    jobs.iter().map(|job| job.job.kind()).collect()
}

#[test]
fn every_event_on_the_portal_causes_its_jobs() {
    for kind in every_kind() {
        let name = kind.name();
        let wanted: &[&str] = match name {
            "returned" => &["write_dossier_letter", "keep_results"],
            "supplement_requested" => &["write_dossier_letter", "end_supplement_term"],
            "internal_note" => &[],
            _ => &["write_dossier_letter"],
        };
        let jobs = effects(&event(kind, Source::Desk, recorded_at()), AT_DESK);
        assert_eq!(job_kinds(&jobs), wanted, "{name}");
    }
}

#[test]
fn old_news_from_an_agency_is_no_news() {
    let just_a_day = at("2026-11-22T02:00:00Z");
    let more = at("2026-11-22T01:59:59.999999Z");
    for kind in every_kind() {
        let writes = |source, occurred_at| {
            let jobs = effects(&event(kind.clone(), source, occurred_at), AT_DESK);
            job_kinds(&jobs).contains(&"write_dossier_letter")
        };
        let name = kind.name();
        let is_news = name != "internal_note";
        assert_eq!(writes(Source::Agency, just_a_day), is_news, "{name}");
        assert!(!writes(Source::Agency, more), "{name}");
        for source in [Source::Portal, Source::Desk, Source::Clock] {
            let message = "only an agency syncs late";
            assert_eq!(writes(source, more), is_news, "{name}: {message}");
        }
    }
}

#[test]
fn jobs_name_the_event_and_run_at_once_but_for_the_timer() {
    for kind in every_kind() {
        for job in effects(&event(kind, Source::Portal, recorded_at()), AT_PARTNER) {
            let job_of = &job.job;
            let (dossier, seq, run_at) = match job_of.kind() {
                "write_dossier_letter" => {
                    let WriteDossierLetter { dossier, seq } = job_of.read().unwrap();
                    (dossier, seq, recorded_at())
                }
                "keep_results" => {
                    let KeepResults { dossier, seq } = job_of.read().unwrap();
                    (dossier, seq, recorded_at())
                }
                "push_to_partner" => {
                    let PushToPartner { dossier, seq, .. } = job_of.read().unwrap();
                    (dossier, seq, recorded_at())
                }
                "feed_agency" => {
                    let FeedAgency { dossier, seq, .. } = job_of.read().unwrap();
                    (dossier, seq, recorded_at())
                }
                "end_supplement_term" => {
                    let EndSupplementTerm { dossier, seq } = job_of.read().unwrap();
                    (dossier, seq, term())
                }
                other => panic!("{other:?}"),
            };
            assert_eq!((dossier, seq), (id(7), SEQ));
            assert_eq!(job.run_at, run_at);
        }
    }
}

#[test]
fn letters_keep_the_order_of_events_and_the_timer_holds_up_nothing() {
    let asked = EventKind::SupplementRequested {
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
        ..event(EventKind::Withdrawn {}, Source::Portal, recorded_at())
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
    for kind in every_kind() {
        let name = kind.name();
        let here = event(kind.clone(), Source::Portal, recorded_at());
        let tells = |event, concerned| {
            job_kinds(&effects(event, concerned))
                .iter()
                .any(|kind| matches!(*kind, "push_to_partner" | "feed_agency"))
        };
        let is_told = !matches!(name, "internal_note" | "synced" | "progressed");
        assert_eq!(tells(&here, AT_PARTNER), is_told, "{name}");
        let there = event(kind, Source::Agency, recorded_at());
        assert!(!tells(&there, AT_PARTNER), "{name}");
    }
}

#[test]
fn nobody_is_written_to_about_what_changes_nothing() {
    let message = id(1);
    let silent = [
        EventKind::Synced {
            message,
            moved: false,
            state: None,
        },
        EventKind::Progressed {
            state: Some(State::Processing),
            message,
            moved: false,
        },
    ];
    for kind in silent {
        let event = event(kind, Source::Agency, recorded_at());
        assert_eq!(effects(&event, AT_PARTNER), []);
    }
}

/// Who sees each kind, and who reads what was written with it, written down once more by hand: the
/// applicant, a clerk of the agency that acted, a clerk of another agency on the way.
#[test]
fn every_kind_has_its_readers() {
    let readers = [Reader::Applicant, Reader::ActingClerk, Reader::OtherClerk];
    for kind in every_kind() {
        let (name, rule) = (kind.name(), kind.rule());
        let sees = readers.map(|reader| rule.readers.include(reader));
        let reads = readers.map(|reader| rule.text_readers.include(reader));
        let (wanted, of_text) = match name {
            "internal_note" => ([false, true, false], [false, true, false]),
            "handed_over" => ([true, true, true], [false, true, true]),
            _ => ([true, true, true], [true, true, true]),
        };
        assert_eq!((sees, reads), (wanted, of_text), "{name}");
        // A letter about what its reader may not see, or a partner who is told of it, would tell it.
        let is_theirs = rule.readers.include(Reader::Applicant);
        assert!(is_theirs || rule.news == News::Nobody, "{name}");
        assert!(is_theirs || !rule.is_fed, "{name}");
    }
}
