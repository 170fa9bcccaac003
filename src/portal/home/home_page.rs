//! `/`: one question, the ways to browse, and where a dossier is.

use askama::Template;

use super::own_page;
use crate::catalogue::{Audience, ProcedureKind, Snapshot};
use crate::portal::meta::PageMeta;
use crate::portal::paths;
use crate::portal::services::{
    AUDIENCE, audience_of, audience_word, event_icon, event_parts, name_in, short_name,
};
use crate::web::{Frame, HomeArea, NavLink, PageRequest, PageResult, public_page};

/// How many services stand under the search.
const POPULAR: usize = 4;

#[derive(Template)]
#[template(path = "portal/home/home.html")]
struct HomePage {
    frame: Frame,
    meta: PageMeta,
    audience: Audience,
    figures: Figures,
    popular: Vec<NavLink>,
    tiles: Vec<Tile>,
}

/// What can be said of the catalogue without boasting.
struct Figures {
    procedures: i64,
    services: i64,
    provinces: i64,
    communes: i64,
}

/// A life event.
struct Tile {
    href: String,
    icon: &'static str,
    name: String,
    parts: String,
}

impl HomePage {
    fn tabs(&self) -> Vec<NavLink> {
        [
            (Audience::Citizen, "find.audience.citizen"),
            (Audience::Business, "find.audience.business"),
        ]
        .map(|(audience, key)| NavLink {
            href: self
                .frame
                .path(&format!("/?{AUDIENCE}={}#su-kien", audience_word(audience))),
            label: self.frame.t(key).to_owned(),
            current: (audience == self.audience).then_some("true"),
        })
        .into()
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let signed = request.frame().visit.signed;
    if let (Some(signed), Ok(viewer)) = (signed, request.viewer())
        && signed.place == HomeArea::Citizen
    {
        let account = viewer.account;
        return own_page::page(request, account, signed.name).await;
    }
    let snapshot = request.cx.catalogue.clone();
    let frame = request.frame();
    let audience = request
        .query(AUDIENCE)
        .and_then(|value| audience_of(&value))
        .unwrap_or(Audience::Citizen);
    let figures = figures(&snapshot);
    let procedures = frame.words.number(&figures.procedures);
    let lead = frame.with("find.home.lead", &[("n", &procedures)]);
    public_page(
        &request.http,
        &HomePage {
            meta: PageMeta::of(&request, &frame, "/", lead),
            figures,
            popular: popular(&frame, &snapshot),
            tiles: tiles(&frame, &snapshot, audience),
            audience,
            frame,
        },
    )
}

fn figures(snapshot: &Snapshot) -> Figures {
    let catalogue = &snapshot.catalogue;
    let public = catalogue
        .procedures
        .values()
        .filter(|one| one.is_living() && one.kind != ProcedureKind::Internal);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Figures {
        procedures: count(public.count()),
        services: count(snapshot.service_count()),
        provinces: count(catalogue.units.provinces().len()),
        communes: count(catalogue.units.communes().len()),
    }
}

/// The services that most people need.
fn popular(frame: &Frame, snapshot: &Snapshot) -> Vec<NavLink> {
    let codes = snapshot.catalogue.services.popular.iter();
    codes
        .filter_map(|code| snapshot.procedure(code))
        .take(POPULAR)
        .map(|procedure| NavLink {
            href: frame.path(&paths::service(&procedure.code)),
            label: short_name(&name_in(frame.words, snapshot, procedure).text),
            current: None,
        })
        .collect()
}

fn tiles(frame: &Frame, snapshot: &Snapshot, audience: Audience) -> Vec<Tile> {
    let events = snapshot.catalogue.life_events.iter();
    events
        .filter(|event| event.audience == audience)
        .map(|event| Tile {
            href: frame.path(&paths::life_event(&event.slug)),
            icon: event_icon(&event.slug),
            name: event.name_in(frame.words.locale()).to_owned(),
            parts: event_parts(frame, event),
        })
        .collect()
}
