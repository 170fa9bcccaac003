//! `/dich-vu/goi-y`: what stands under the search while one types, as a fragment of a page.

use askama::Template;

use crate::catalogue::search::Query;
use crate::catalogue::{LifeEvent, ProcedureCode, Snapshot};
use crate::kernel::Viewer;
use crate::portal::paths;
use crate::speech::Locale;
use crate::web::{Frame, PageRequest, PageResult, public_page};

use super::query::Asked;
use super::{ServiceLine, event_icon, short_name};

/// Services that are suggested; with the life event and the link to all, five lines at most.
const SERVICES: usize = 3;
const FILE: &str = "file";

#[derive(Template)]
#[template(path = "portal/services/suggest.html")]
struct Suggestions {
    frame: Frame,
    options: Vec<Suggestion>,
    /// The address of all results, and how many they are.
    all: Option<(String, i64)>,
}

struct Suggestion {
    href: String,
    icon: &'static str,
    name: String,
    is_vietnamese: bool,
    /// Who handles it and what it costs; what kind of thing it is.
    about: String,
}

pub(super) async fn fragment(request: PageRequest) -> PageResult {
    let snapshot = request.cx.catalogue.clone();
    let frame = request.frame();
    let asked = Asked::read(&frame.query, &snapshot);
    let is_clerk = request.cx.viewer().is_some_and(Viewer::is_clerk);
    let query = Query {
        per_page: SERVICES,
        ..asked.query(&snapshot, is_clerk)
    };
    let hits = snapshot
        .index()
        .map(|index| index.search(&query))
        .filter(|hits| !hits.is_guess);
    let today = request.now().vietnam_date();
    let found = hits.as_ref().map_or(&[][..], |hits| hits.hits.as_slice());
    let mut options: Vec<Suggestion> = found
        .iter()
        .filter_map(|hit| ServiceLine::of(&frame, &snapshot, hit, today))
        .map(|line| service(&snapshot, line))
        .collect();
    let first = found.first().and_then(|hit| event_of(&snapshot, &hit.code));
    options.extend(first.map(|event| life_event(&frame, event)));
    let total = hits.as_ref().map_or(0, |hits| hits.total);
    let all = (total > SERVICES).then(|| {
        let question = serde_urlencoded::to_string([("q", &asked.text)]).unwrap_or_default();
        let total = i64::try_from(total).unwrap_or(i64::MAX);
        (frame.path(&format!("/dich-vu?{question}")), total)
    });
    public_page(
        &request.http,
        &Suggestions {
            frame,
            options,
            all,
        },
    )
}

fn service(snapshot: &Snapshot, line: ServiceLine) -> Suggestion {
    let name: String = line.name.into_iter().map(|piece| piece.text).collect();
    let handlers = line.handled_by.into_iter().map(|by| by.name);
    let about: Vec<String> = handlers
        .take(1)
        .chain(line.fee.map(|fee| fee.text))
        .collect();
    let event = line
        .code
        .parse()
        .ok()
        .and_then(|code| event_of(snapshot, &code));
    Suggestion {
        icon: event.map_or(FILE, |event| event_icon(&event.slug)),
        href: line.href,
        is_vietnamese: line.is_vietnamese,
        name: short_name(&name),
        about: about.join(" · "),
    }
}

fn life_event(frame: &Frame, event: &LifeEvent) -> Suggestion {
    Suggestion {
        href: frame.path(&paths::life_event(&event.slug)),
        icon: event_icon(&event.slug),
        name: event.name_in(frame.words.locale()).to_owned(),
        is_vietnamese: frame.words.locale() == Locale::Vi || event.name_en.is_none(),
        about: frame.t("find.suggest.event").to_owned(),
    }
}

/// The first life event that names the procedure itself.
fn event_of<'a>(snapshot: &'a Snapshot, code: &ProcedureCode) -> Option<&'a LifeEvent> {
    let mut events = snapshot.catalogue.life_events.iter();
    events.find(|event| event.procedures.contains(code))
}
