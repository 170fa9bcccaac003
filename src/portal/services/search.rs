//! `/dich-vu`: the ways to browse; the services that answer a question, and those of an agency, field
//! or life event.

use askama::Template;

use crate::agencies::{Agency, AgencyKind};
use crate::catalogue::search::{Hits, Understood};
use crate::catalogue::{Audience, LifeEvent, OnlineLevel, Snapshot};
use crate::kernel::{Viewer, sort_key};
use crate::portal::meta::PageMeta;
use crate::portal::paths;
use crate::web::{
    Choice, Faults, Frame, NavLink, PageLink, PageRequest, PageResult, Pager, pages, public_page,
};

use super::query::{Asked, PER_PAGE, audience_word, whole_list};
use super::{ServiceLine, event_icon, event_parts, wording};

#[derive(Template)]
#[template(path = "portal/services/search.html")]
struct SearchPage {
    frame: Frame,
    meta: PageMeta,
    /// The controls' macros ask for faults; a search has none.
    faults: Faults,
    asked: Asked,
    /// The name of the life event that the page is about.
    event: Option<String>,
    agencies: Vec<Choice>,
    fields: Vec<Choice>,
    events: Vec<Choice>,
    audiences: Vec<Choice>,
    levels: Vec<Choice>,
    ended: Vec<Choice>,
    /// None while the index is being built.
    answer: Option<SearchResults>,
    /// Where to go on browsing when nothing was found.
    browse: Vec<NavLink>,
}

#[derive(Template)]
#[template(path = "portal/services/browse.html")]
struct BrowsePage {
    frame: Frame,
    meta: PageMeta,
    asked: Asked,
    audiences: Vec<AudienceEvents>,
    fields: Vec<NavLink>,
    services: i64,
}

/// The life events of people or businesses.
struct AudienceEvents {
    id: &'static str,
    title: String,
    events: Vec<EventTile>,
}

struct EventTile {
    href: String,
    icon: &'static str,
    name: String,
    parts: String,
}

struct SearchResults {
    total: i64,
    /// The services, in parts where the page is a life event's.
    parts: Vec<ResultPart>,
    /// For each phrase that was replaced, all that it may mean.
    understood: Vec<String>,
    corrected: Option<String>,
    /// Nothing answers the question: what is listed comes nearest.
    is_guess: bool,
    /// How many more there are among procedures that have ended.
    ended: i64,
    /// A line carries the mark that the list's foot explains.
    has_unsure: bool,
    pager: Pager,
}

/// Services under one heading, or under none.
struct ResultPart {
    title: Option<String>,
    found: Vec<ServiceLine>,
}

impl SearchPage {
    fn audience(&self) -> &'static str {
        self.asked.audience.map_or("", audience_word)
    }

    fn ended_asked(&self) -> Vec<String> {
        let ended = self.asked.ended.then(|| "1".to_owned());
        ended.into_iter().collect()
    }

    fn title(&self) -> &str {
        match &self.event {
            Some(event) => event,
            None => self.frame.t("find.search.title"),
        }
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
    if asked.is_nothing() {
        let meta = meta(&request, &frame, None);
        return public_page(&request.http, &browse_page(frame, meta, &snapshot, asked));
    }
    let is_clerk = request.cx.viewer().is_some_and(Viewer::is_clerk);
    // A few milliseconds at most: not worth another thread.
    let hits = snapshot
        .index()
        .map(|index| index.search(&asked.query(&snapshot, is_clerk)));
    let event = asked.event_alone(&snapshot);
    let answer = hits
        .as_ref()
        .map(|hits| results(&request, &frame, &asked, event, hits));
    public_page(
        &request.http,
        &SearchPage {
            meta: meta(&request, &frame, event),
            faults: Faults::default(),
            event: event.map(|event| event.name_in(frame.words.locale()).to_owned()),
            agencies: agencies(&snapshot, &asked),
            fields: fields(&snapshot),
            events: events(&frame, &snapshot),
            audiences: audiences(&frame),
            levels: levels(&frame, hits.as_ref()),
            ended: vec![Choice::new("1", frame.t("find.search.with_ended"))],
            browse: browse(&frame, &snapshot),
            frame,
            asked,
            answer,
        },
    )
}

fn meta(request: &PageRequest, frame: &Frame, event: Option<&LifeEvent>) -> PageMeta {
    let locale = frame.words.locale();
    match event {
        Some(event) => {
            let (name, parts) = (event.name_in(locale), event.parts_in(locale).join(", "));
            let about: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("parts", &parts)];
            let description = frame.with("find.search.event_description", &about);
            PageMeta::of(request, frame, &paths::life_event(&event.slug), description)
        }
        None => {
            let description = frame.t("find.search.description").to_owned();
            PageMeta::of(request, frame, "/dich-vu", description)
        }
    }
}

fn results(
    request: &PageRequest,
    frame: &Frame,
    asked: &Asked,
    event: Option<&LifeEvent>,
    hits: &Hits,
) -> SearchResults {
    let snapshot = &request.cx.catalogue;
    let today = request.now().vietnam_date();
    let mut parts: Vec<ResultPart> = Vec::new();
    for hit in &hits.hits {
        let Some(line) = ServiceLine::of(frame, snapshot, hit, today) else {
            continue;
        };
        let title = event.map(|event| match event.group_of(&hit.code) {
            Some(group) => group.name_in(frame.words.locale()).to_owned(),
            None => frame.t("find.search.others").to_owned(),
        });
        match parts.last_mut() {
            Some(part) if part.title == title => part.found.push(line),
            _ => parts.push(ResultPart {
                title,
                found: vec![line],
            }),
        }
    }
    let lines = || parts.iter().flat_map(|part| &part.found);
    let is_unsure = |line: &ServiceLine| {
        let stated = line.term.iter().chain(&line.fee);
        stated.into_iter().any(|stated| stated.is_unsure)
    };
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    SearchResults {
        total: count(hits.total),
        has_unsure: lines().any(is_unsure),
        parts,
        understood: by_phrase(&hits.understood),
        corrected: hits.corrected.clone(),
        is_guess: hits.is_guess,
        ended: count(hits.ended),
        pager: pager(frame, asked, hits),
    }
}

fn by_phrase(understood: &[Understood]) -> Vec<String> {
    let mut phrases: Vec<(&str, String)> = Vec::new();
    for one in understood {
        match phrases.iter_mut().find(|(typed, _)| *typed == one.typed) {
            Some((_, meanings)) => {
                meanings.push_str(", ");
                meanings.push_str(&one.meaning);
            }
            None => phrases.push((&one.typed, one.meaning.clone())),
        }
    }
    phrases.into_iter().map(|(_, meanings)| meanings).collect()
}

fn pager(frame: &Frame, asked: &Asked, hits: &Hits) -> Pager {
    let total = i64::try_from(hits.total).unwrap_or(i64::MAX);
    let per_page = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
    let current = i64::try_from(asked.page).unwrap_or(1);
    Pager::numbered(frame, current, pages(total, per_page))
}

fn browse_page(frame: Frame, meta: PageMeta, snapshot: &Snapshot, asked: Asked) -> BrowsePage {
    let of = |id, audience, key: &str| AudienceEvents {
        id,
        title: frame.t(key).to_owned(),
        events: tiles(&frame, snapshot, audience),
    };
    BrowsePage {
        meta,
        asked,
        audiences: vec![
            of("cong-dan", Audience::Citizen, "find.browse.citizens"),
            of("doanh-nghiep", Audience::Business, "find.browse.businesses"),
        ],
        fields: field_links(&frame, snapshot),
        services: i64::try_from(snapshot.service_count()).unwrap_or(i64::MAX),
        frame,
    }
}

impl BrowsePage {
    fn whole_list(&self) -> String {
        self.frame.path(&whole_list())
    }
}

fn tiles(frame: &Frame, snapshot: &Snapshot, audience: Audience) -> Vec<EventTile> {
    let locale = frame.words.locale();
    let events = snapshot.catalogue.life_events.iter();
    events
        .filter(|event| event.audience == audience)
        .map(|event| EventTile {
            href: frame.path(&paths::life_event(&event.slug)),
            icon: event_icon(&event.slug),
            name: event.name_in(locale).to_owned(),
            parts: event_parts(frame, event),
        })
        .collect()
}

fn field_links(frame: &Frame, snapshot: &Snapshot) -> Vec<NavLink> {
    let names = snapshot.catalogue.fields.names_in_order().iter();
    names
        .map(|name| {
            let query = serde_urlencoded::to_string([("linh-vuc", name)]).unwrap_or_default();
            NavLink {
                href: frame.path(&format!("/dich-vu?{query}")),
                label: name.clone(),
                current: None,
            }
        })
        .collect()
}

/// Central agencies and provinces in force, ministries first, each kind in the order of the alphabet;
/// others, as departments, are reached from their pages and stand here when one of them is asked for.
fn agencies(snapshot: &Snapshot, asked: &Asked) -> Vec<Choice> {
    let place = |kind| match kind {
        AgencyKind::Ministry => Some(0),
        AgencyKind::GovernmentBody | AgencyKind::StateEnterprise | AgencyKind::Court => Some(1),
        AgencyKind::Province => Some(2),
        AgencyKind::Department | AgencyKind::Commune | AgencyKind::CommunePolice => None,
    };
    let all = snapshot.catalogue.agencies.agencies().iter();
    let mut listed: Vec<(i32, &Agency)> = all
        .filter(|agency| agency.validity.until.is_none())
        .filter_map(|agency| Some((place(agency.kind)?, agency)))
        .collect();
    listed.sort_by_cached_key(|(place, agency)| (*place, sort_key(&agency.name)));
    let mut choices: Vec<Choice> = listed
        .into_iter()
        .map(|(_, agency)| Choice::named(agency.key.as_str(), &agency.name))
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

fn events(frame: &Frame, snapshot: &Snapshot) -> Vec<Choice> {
    let locale = frame.words.locale();
    let events = snapshot.catalogue.life_events.iter();
    events
        .map(|event| match &event.name_en {
            Some(_) => Choice::new(&event.slug, event.name_in(locale)),
            None => Choice::named(&event.slug, &event.name),
        })
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
        Some(Choice::new(wording::level_word(level), label))
    });
    shown.collect()
}

fn browse(frame: &Frame, snapshot: &Snapshot) -> Vec<NavLink> {
    let locale = frame.words.locale();
    let events = snapshot.catalogue.life_events.iter();
    events
        .map(|event| NavLink {
            href: frame.path(&paths::life_event(&event.slug)),
            label: event.name_in(locale).to_owned(),
            current: None,
        })
        .collect()
}
