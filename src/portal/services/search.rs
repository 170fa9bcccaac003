//! `/dich-vu`: the services that answer a question, and those of an agency, field or life event.

use askama::Template;

use crate::agencies::AgencyKind;
use crate::catalogue::search::{Hits, Understood};
use crate::catalogue::{Audience, OnlineLevel, Snapshot};
use crate::kernel::Viewer;
use crate::web::{
    Choice, Faults, Frame, NavLink, PageLink, PageRequest, PageResult, Pager, pages, public_page,
};

use super::query::{Asked, PER_PAGE, audience_word};
use super::{ServiceLine, wording};

#[derive(Template)]
#[template(path = "portal/services/search.html")]
struct SearchPage {
    frame: Frame,
    /// The controls' macros ask for faults; a search has none.
    faults: Faults,
    asked: Asked,
    agencies: Vec<Choice>,
    fields: Vec<Choice>,
    events: Vec<Choice>,
    audiences: Vec<Choice>,
    levels: Vec<Choice>,
    /// None while the index is being built.
    answer: Option<SearchResults>,
    /// Where to go on browsing when nothing was found.
    browse: Vec<NavLink>,
}

struct SearchResults {
    total: i64,
    found: Vec<ServiceLine>,
    /// Each phrase that was replaced, with all that it may mean.
    understood: Vec<(String, String)>,
    corrected: Option<String>,
    pager: Pager,
}

impl SearchPage {
    fn audience(&self) -> &'static str {
        self.asked.audience.map_or("", audience_word)
    }

    /// How many were found, in words; the question itself follows.
    fn count(&self, answer: &SearchResults) -> String {
        let key = if self.asked.text.trim().is_empty() {
            "find.search.count"
        } else {
            "find.search.count_for"
        };
        self.frame.count(key, &answer.total)
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let snapshot = request.cx.catalogue.clone();
    let frame = request.frame();
    let asked = Asked::read(&frame.query, &snapshot);
    let is_clerk = request.cx.viewer().is_some_and(Viewer::is_clerk);
    // A few milliseconds at most: not worth another thread.
    let hits = snapshot
        .index()
        .map(|index| index.search(&asked.query(&snapshot, is_clerk)));
    let today = request.now().vietnam_date();
    let answer = hits.as_ref().map(|hits| SearchResults {
        total: i64::try_from(hits.total).unwrap_or(i64::MAX),
        found: hits
            .hits
            .iter()
            .filter_map(|hit| ServiceLine::of(&frame, &snapshot, hit, today))
            .collect(),
        understood: by_phrase(&hits.understood),
        corrected: hits.corrected.clone(),
        pager: pager(&frame, &asked, hits),
    });
    public_page(
        &request.http,
        &SearchPage {
            faults: Faults::default(),
            agencies: agencies(&snapshot, &asked),
            fields: fields(&snapshot),
            events: events(&snapshot),
            audiences: audiences(&frame),
            levels: levels(&frame, hits.as_ref()),
            browse: browse(&frame, &snapshot),
            frame,
            asked,
            answer,
        },
    )
}

fn by_phrase(understood: &[Understood]) -> Vec<(String, String)> {
    let mut phrases: Vec<(String, String)> = Vec::new();
    for one in understood {
        match phrases.iter_mut().find(|(typed, _)| *typed == one.typed) {
            Some((_, meanings)) => {
                meanings.push_str(", ");
                meanings.push_str(&one.meaning);
            }
            None => phrases.push((one.typed.clone(), one.meaning.clone())),
        }
    }
    phrases
}

fn pager(frame: &Frame, asked: &Asked, hits: &Hits) -> Pager {
    let total = i64::try_from(hits.total).unwrap_or(i64::MAX);
    let per_page = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
    let current = i64::try_from(asked.page).unwrap_or(1);
    Pager::numbered(frame, current, pages(total, per_page))
}

/// Central agencies and provinces in force; others, as departments, are reached from their pages
/// and stand here when one of them is asked for.
fn agencies(snapshot: &Snapshot, asked: &Asked) -> Vec<Choice> {
    let listed = |kind| {
        !matches!(
            kind,
            AgencyKind::Department | AgencyKind::Commune | AgencyKind::CommunePolice
        )
    };
    let all = snapshot.catalogue.agencies.agencies().iter();
    let mut choices: Vec<Choice> = all
        .filter(|agency| listed(agency.kind) && agency.validity.until.is_none())
        .map(|agency| Choice::named(agency.key.as_str(), &agency.name))
        .collect();
    if let Some(agency) = asked.agency(snapshot)
        && !choices
            .iter()
            .any(|choice| choice.value == agency.key.as_str())
    {
        choices.push(Choice::named(agency.key.as_str(), &agency.name));
    }
    choices
}

fn fields(snapshot: &Snapshot) -> Vec<Choice> {
    let names = snapshot.catalogue.fields.names_in_order().iter();
    names.map(|name| Choice::named(name, name)).collect()
}

fn events(snapshot: &Snapshot) -> Vec<Choice> {
    let events = snapshot.catalogue.life_events.iter();
    events
        .map(|event| Choice::named(&event.slug, &event.name))
        .collect()
}

fn audiences(frame: &Frame) -> Vec<Choice> {
    [
        (Audience::Citizen, "find.audience.citizen"),
        (Audience::Business, "find.audience.business"),
    ]
    .map(|(audience, key)| Choice::new(audience_word(audience), frame.t(key)))
    .into()
}

/// The levels, the highest first, with how many the question finds of each.
fn levels(frame: &Frame, hits: Option<&Hits>) -> Vec<Choice> {
    let counts = hits.map(|hits| hits.by_level);
    let shown = OnlineLevel::ALL.into_iter().rev().filter_map(|level| {
        let place = usize::from(level.number()).checked_sub(1)?;
        let count = counts.and_then(|counts| counts.get(place).copied());
        // Forms to download alone are no level that this portal has at present.
        if level == OnlineLevel::Forms && count.unwrap_or(0) == 0 {
            return None;
        }
        let name = wording::level(frame.words, level);
        let label = count.map_or_else(
            || name.clone(),
            |count| {
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                format!("{name} ({})", frame.words.number(&count))
            },
        );
        Some(Choice::new(level.to_string(), label))
    });
    shown.collect()
}

fn browse(frame: &Frame, snapshot: &Snapshot) -> Vec<NavLink> {
    let events = snapshot.catalogue.life_events.iter();
    events
        .map(|event| NavLink {
            href: frame.path(&format!("/dich-vu?su-kien={}", event.slug)),
            label: event.name.clone(),
            current: None,
        })
        .collect()
}
