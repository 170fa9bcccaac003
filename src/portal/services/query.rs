//! What an address of the search asks for. Whatever in it means nothing is left aside: people
//! shorten and paste addresses, and a search is no form to be refused.

use crate::agencies::Agency;
use crate::catalogue::search::{Levels, Query};
use crate::catalogue::{Audience, LifeEvent, OnlineLevel, Snapshot, search_keys};
use crate::web::query_pairs;

use super::wording::level_word;

/// The parameter that names for whom a page speaks.
pub(in crate::portal) const AUDIENCE: &str = "doi-tuong";
/// The parameter that names a life event.
const EVENT: &str = "su-kien";
/// The parameter that names an online level.
const LEVEL: &str = "muc-do";
/// The parameter that asks for procedures that have ended as well.
const ENDED: &str = "het-hieu-luc";
/// The parameter, and what it says, that asks for the whole list instead of the ways to browse.
const SHOW: (&str, &str) = ("xem", "tat-ca");
/// Longer questions are cut: nobody asks in so many letters.
const LONGEST_QUESTION: usize = 200;
/// Results of a page.
pub(super) const PER_PAGE: usize = 20;
/// Pages beyond this one are not turned to.
const LAST_PAGE: usize = 10_000;

#[derive(Default)]
pub(super) struct Asked {
    pub text: String,
    /// An agency's key.
    pub agency: String,
    pub field: String,
    /// A life event's slug.
    pub event: String,
    pub audience: Option<Audience>,
    /// Online levels, by their words; none asks for all.
    pub levels: Vec<String>,
    /// Procedures that have ended, too.
    pub ended: bool,
    /// The whole list, where nothing else is asked for.
    pub all: bool,
    /// From 1.
    pub page: usize,
}

impl Asked {
    /// Reads a query string, as far as this catalogue knows what it names.
    pub fn read(query: &str, snapshot: &Snapshot) -> Self {
        let mut asked = Self {
            page: 1,
            ..Self::default()
        };
        for (name, value) in query_pairs(query) {
            match name.as_str() {
                "q" => asked.text = value.chars().take(LONGEST_QUESTION).collect(),
                "co-quan" => asked.agency = known_agency(snapshot, &value),
                "linh-vuc" if snapshot.catalogue.fields.named(&value).is_some() => {
                    asked.field = value;
                }
                EVENT if event(snapshot, &value).is_some() => asked.event = value,
                AUDIENCE => asked.audience = audience_of(&value),
                LEVEL => asked
                    .levels
                    .extend(level_of(&value).map(|it| level_word(it).to_owned())),
                ENDED => asked.ended = value == "1",
                name if name == SHOW.0 => asked.all = value == SHOW.1,
                "trang" => asked.page = value.parse().unwrap_or(1).clamp(1, LAST_PAGE),
                _ => {}
            }
        }
        asked
    }

    /// Whether nothing is asked for: the page offers the ways to browse.
    pub fn is_nothing(&self) -> bool {
        self.text.trim().is_empty() && !self.is_filtered() && !self.all && self.page == 1
    }

    /// The life event that is asked for and nothing else.
    pub fn event_alone<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a LifeEvent> {
        let is_alone = self.text.trim().is_empty()
            && self.agency.is_empty()
            && self.field.is_empty()
            && self.levels.is_empty()
            && self.audience.is_none()
            && !self.ended;
        event(snapshot, &self.event).filter(|_| is_alone)
    }

    /// Whether anything but words is asked for.
    pub fn is_filtered(&self) -> bool {
        self.ended
            || !(self.agency.is_empty()
                && self.field.is_empty()
                && self.event.is_empty()
                && self.levels.is_empty())
            || self.audience.is_some()
    }

    /// The agency asked for.
    pub fn agency<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Agency> {
        snapshot.agency_by_key(&self.agency.parse().ok()?)
    }

    /// The question for the index. Procedures between agencies are for clerks alone.
    pub fn query(&self, snapshot: &Snapshot, is_clerk: bool) -> Query {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        Query {
            text: self.text.clone(),
            agency_keys: self
                .agency(snapshot)
                .map(|agency| search_keys(&snapshot.catalogue.agencies, agency))
                .unwrap_or_default(),
            field: some(&self.field),
            life_event: some(&self.event),
            audience: self.audience,
            levels: Levels::of(
                self.levels
                    .iter()
                    .filter_map(|word| level_of(word))
                    .map(u8::from),
            ),
            page: self.page,
            per_page: PER_PAGE,
            include_internal: is_clerk,
            include_ended: self.ended,
        }
    }

    /// What a form must carry so that a new question keeps the filters.
    pub fn filters(&self) -> Vec<(&'static str, &str)> {
        let audience = self.audience.map_or("", audience_word);
        let named = [
            ("co-quan", self.agency.as_str()),
            ("linh-vuc", &self.field),
            (EVENT, &self.event),
            (AUDIENCE, audience),
        ];
        let levels = self.levels.iter().map(|level| (LEVEL, level.as_str()));
        let ended = self.ended.then_some((ENDED, "1"));
        let named = named.into_iter().filter(|(_, value)| !value.is_empty());
        named.chain(levels).chain(ended).collect()
    }

    /// The same question, answered with procedures that have ended as well.
    pub fn with_ended(&self) -> String {
        let filters = self.filters().into_iter();
        let pairs: Vec<(&str, &str)> = std::iter::once(("q", self.text.as_str()))
            .chain(filters)
            .chain([(ENDED, "1")])
            .collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        format!("/dich-vu?{query}")
    }
}

/// The address of the whole list.
pub(super) fn whole_list() -> String {
    format!("/dich-vu?{}={}", SHOW.0, SHOW.1)
}

/// The level that a word names; numbers are those of addresses that were shared before.
fn level_of(word: &str) -> Option<OnlineLevel> {
    let mut all = OnlineLevel::ALL.into_iter();
    all.find(|level| level_word(*level) == word || level.to_string() == word)
}

fn known_agency(snapshot: &Snapshot, value: &str) -> String {
    let agencies = &snapshot.catalogue.agencies;
    let by_key = value.parse().ok().and_then(|key| agencies.by_key(&key));
    let by_code = || value.parse().ok().and_then(|code| agencies.by_code(&code));
    let agency = by_key.or_else(by_code);
    agency.map_or_else(String::new, |agency| agency.key.to_string())
}

/// The life event of this slug.
pub(super) fn event<'a>(snapshot: &'a Snapshot, slug: &str) -> Option<&'a LifeEvent> {
    let mut events = snapshot.catalogue.life_events.iter();
    events.find(|event| event.slug == slug)
}

/// How an address names an audience.
pub(in crate::portal) const fn audience_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Citizen => "cong-dan",
        Audience::Business => "doanh-nghiep",
    }
}

/// The audience that an address names.
pub(in crate::portal) fn audience_of(word: &str) -> Option<Audience> {
    let all = [Audience::Citizen, Audience::Business];
    all.into_iter().find(|one| audience_word(*one) == word)
}
