//! The history of a synced dossier as its readers see it. The chain of events keeps what was recorded
//! in the order of arrival; what is shown is derived from it, so that it does not depend on that order.

use std::collections::HashMap;

use super::past::{Past, PastEvent, StoredBaseline};
use super::time_line::TimeLine;
use crate::dossiers::event::Event;
use crate::dossiers::event_kind::EventKind;

/// The events that say something, in the order of their times. Those of the agency's own system say
/// in which state the dossier was at their time, and whether it came to it then.
pub fn derived_history(events: Vec<Event>, stored: &StoredBaseline) -> Vec<Event> {
    let (past, _) = Past::of(events.iter().map(PastEvent::from), stored);
    let told = TimeLine::of(&past).told();
    let places = told.iter().enumerate();
    let places: HashMap<i32, usize> = places.map(|(at, step)| (step.report.seq, at)).collect();
    let mut shown: Vec<(Option<usize>, Event)> = Vec::with_capacity(events.len());
    for mut event in events {
        let place = places.get(&event.seq).copied();
        let step = place.and_then(|place| told.get(place));
        match (&mut event.kind, step) {
            (EventKind::Synced { moved, .. } | EventKind::Progressed { moved, .. }, Some(step)) => {
                *moved = step.begins;
                event.state_after = step.state;
                event.occurred_at = step.report.at;
            }
            (EventKind::Synced { .. }, None) => continue,
            _ => {}
        }
        shown.push((place, event));
    }
    in_order(shown)
}

/// Steps stand in their own order, everything else by its time.
fn in_order(shown: Vec<(Option<usize>, Event)>) -> Vec<Event> {
    let (mut steps, mut others) = (Vec::new(), Vec::new());
    for (place, event) in shown {
        match place {
            Some(place) => steps.push((place, event)),
            None => others.push(event),
        }
    }
    steps.sort_by_key(|(place, _)| *place);
    others.sort_by_key(|event| (event.occurred_at, event.seq));
    let mut ordered = Vec::with_capacity(steps.len() + others.len());
    let mut others = others.into_iter().peekable();
    for (_, step) in steps {
        while let Some(other) = others.next_if(|other| other.occurred_at <= step.occurred_at) {
            ordered.push(other);
        }
        ordered.push(step);
    }
    ordered.extend(others);
    ordered
}
