//! `/co-quan/{key}`: one agency, through time, and what it publishes and handles.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;
use askama::Template;
use chrono::NaiveDate;

use crate::agencies::{Agency, AgencyKey, AgencyKind, Commune, DeskContact, desk_contact};
use crate::catalogue::search::Query;
use crate::catalogue::{Snapshot, search_keys};
use crate::dossiers;
use crate::kernel::sort_key;
use crate::portal::meta::PageMeta;
use crate::portal::services::{ServiceLine, is_unsure};
use crate::web::{Frame, NavLink, PageError, PageRequest, PageResult, fresh_page, public_page};

use super::list::link;
use super::resolve::{Named, name_of, of_the_past, resolve};

/// Services shown on the page; the search lists the rest.
const SERVICES: usize = 8;

#[derive(Template)]
#[template(path = "portal/agencies/agency.html")]
struct AgencyPage {
    frame: Frame,
    meta: PageMeta,
    snapshot: Arc<Snapshot>,
    agency: Agency,
    today: NaiveDate,
    contact: DeskContact,
    /// Whether what is filed with it through the portal is answered.
    is_answered: bool,
    /// How many it publishes and handles; none while the index is being built.
    services: Option<(i64, Vec<ServiceLine>)>,
}

/// Communes whose names begin alike.
struct Letter {
    letter: String,
    communes: Vec<NavLink>,
}

#[derive(Template)]
#[template(path = "portal/agencies/divided.html")]
struct DividedPage {
    frame: Frame,
    old: String,
    successors: Vec<NavLink>,
}

pub(super) async fn page(request: PageRequest, key: Path<String>) -> PageResult {
    let snapshot = request.cx.catalogue.clone();
    let frame = request.frame();
    let today = request.now().vietnam_date();
    match resolve(&snapshot, &key).ok_or(PageError::NotFound)? {
        Named::Elsewhere(agency) => Ok(HttpResponse::MovedPermanently()
            .insert_header((LOCATION, link(&frame, agency).href))
            .finish()),
        Named::Divided(old, agencies) => public_page(
            &request.http,
            &DividedPage {
                old: name_of(old),
                successors: agencies.iter().map(|one| link(&frame, one)).collect(),
                frame,
            },
        ),
        Named::Agency(agency) => {
            let services = services(&frame, &snapshot, agency, today);
            let agency = agency.clone();
            let (contact, is_answered) = at_desk(&request, &agency).await?;
            fresh_page(
                &request.http,
                &AgencyPage {
                    meta: meta(&request, &frame, &agency),
                    frame,
                    snapshot,
                    agency,
                    contact,
                    is_answered,
                    today,
                    services,
                },
            )
        }
    }
}

/// What the agency says about its desk, and whether anybody answers there what is filed here.
async fn at_desk(request: &PageRequest, agency: &Agency) -> Result<(DeskContact, bool), PageError> {
    let (agency, now) = (agency.clone(), request.now());
    let read = request.read(move |conn, cx| {
        let contact = desk_contact(conn, agency.id())?;
        let is_answered = dossiers::is_answered(conn, &cx.catalogue, agency.id(), now)?;
        dossiers::Result::Ok((contact, is_answered))
    });
    Ok(read.await?)
}

fn meta(request: &PageRequest, frame: &Frame, agency: &Agency) -> PageMeta {
    let description = frame.with("find.agency.description", &[("name", &agency.name)]);
    PageMeta::of(
        request,
        frame,
        &format!("/co-quan/{}", agency.key),
        description,
    )
}

fn services(
    frame: &Frame,
    snapshot: &Snapshot,
    agency: &Agency,
    today: NaiveDate,
) -> Option<(i64, Vec<ServiceLine>)> {
    let index = snapshot.index()?;
    let query = Query {
        agency_keys: search_keys(&snapshot.catalogue.agencies, agency),
        per_page: SERVICES,
        ..Query::default()
    };
    let hits = index.search(&query);
    let lines = hits.hits.iter();
    let lines = lines.filter_map(|hit| ServiceLine::of(frame, snapshot, hit, today));
    let total = i64::try_from(hits.total).unwrap_or(i64::MAX);
    Some((total, lines.collect()))
}

impl AgencyPage {
    fn crumbs(&self) -> Vec<NavLink> {
        let mut crumbs = vec![NavLink {
            href: self.frame.path("/co-quan"),
            label: self.frame.t("frame.nav.agencies").to_owned(),
            current: None,
        }];
        crumbs.extend(self.parent());
        crumbs
    }

    fn named(&self, key: &AgencyKey) -> Option<NavLink> {
        let agency = self.snapshot.agency_by_key(key)?;
        Some(link(&self.frame, agency))
    }

    fn parent(&self) -> Option<NavLink> {
        self.named(self.agency.parent.as_ref()?)
    }

    fn kind(&self) -> String {
        self.frame
            .words
            .under("find.agency.kind", self.agency.kind.word())
    }

    /// The official code, and whether it is unsure; a key of our own is never shown as one.
    fn code(&self) -> Option<(String, bool)> {
        let known = self.agency.code_on(self.today)?;
        Some((known.code.to_string(), is_unsure(known.status)))
    }

    /// Whether a line of the page carries the mark that its foot explains.
    fn has_unsure(&self) -> bool {
        let lines = self.services.iter().flat_map(|(_, lines)| lines);
        let mut stated = lines.flat_map(|line| line.term.iter().chain(&line.fee));
        self.code().is_some_and(|(_, is_unsure)| is_unsure) || stated.any(|stated| stated.is_unsure)
    }

    fn has_ended(&self) -> bool {
        !self.agency.validity.holds_on(self.today)
    }

    fn ended_on(&self) -> String {
        let until = self.agency.validity.until;
        until.map_or_else(String::new, |date| self.frame.words.date(&date))
    }

    fn successors(&self) -> Vec<NavLink> {
        let successors = self.agency.successors.iter();
        successors.filter_map(|key| self.named(key)).collect()
    }

    fn predecessors(&self) -> Vec<NavLink> {
        let directory = &self.snapshot.catalogue.agencies;
        let predecessors = directory.predecessors(&self.agency.key);
        predecessors.map(|one| link(&self.frame, one)).collect()
    }

    /// What had this unit code before 2025-07, where that was another unit.
    fn formerly(&self) -> Option<(String, Vec<NavLink>)> {
        let unit = self.agency.unit.as_ref()?;
        if self.agency.kind != AgencyKind::Commune {
            return None;
        }
        let (old, agencies) = of_the_past(&self.snapshot, unit)?;
        let elsewhere = agencies.iter().any(|one| one.key != self.agency.key);
        let links = agencies.iter().map(|one| link(&self.frame, one));
        elsewhere.then(|| (name_of(old), links.collect()))
    }

    /// The offices that stand under it: departments of a province, the police of a commune.
    fn offices(&self) -> Vec<NavLink> {
        self.below(|kind| kind != AgencyKind::Commune)
    }

    /// The communes by the first letter of their own name, each said without the words that all share.
    fn communes(&self) -> Vec<Letter> {
        let units = &self.snapshot.catalogue.units;
        let all = self.snapshot.catalogue.agencies.agencies().iter();
        let mut communes: Vec<(&Commune, &Agency)> = all
            .filter(|one| one.parent.as_ref() == Some(&self.agency.key))
            .filter(|one| one.kind == AgencyKind::Commune && one.validity.holds_on(self.today))
            .filter_map(|one| Some((units.commune(one.unit.as_ref()?)?, one)))
            .collect();
        communes.sort_by_cached_key(|(commune, _)| sort_key(commune.proper_name()));
        let mut letters: Vec<Letter> = Vec::new();
        for (commune, agency) in communes {
            let letter: String = commune.proper_name().chars().take(1).collect();
            let link = NavLink {
                label: commune.name_for_lists(),
                ..link(&self.frame, agency)
            };
            match letters.last_mut() {
                Some(last) if last.letter == letter => last.communes.push(link),
                _ => letters.push(Letter {
                    letter,
                    communes: vec![link],
                }),
            }
        }
        letters
    }

    fn commune_count(&self) -> usize {
        self.communes()
            .iter()
            .map(|letter| letter.communes.len())
            .sum()
    }

    fn below(&self, wanted: impl Fn(AgencyKind) -> bool) -> Vec<NavLink> {
        let all = self.snapshot.catalogue.agencies.agencies().iter();
        let mut below: Vec<&Agency> = all
            .filter(|one| one.parent.as_ref() == Some(&self.agency.key))
            .filter(|one| wanted(one.kind) && one.validity.holds_on(self.today))
            .collect();
        below.sort_by_cached_key(|one| sort_key(&one.name));
        below
            .into_iter()
            .map(|one| link(&self.frame, one))
            .collect()
    }

    fn all_services(&self) -> String {
        self.frame
            .path(&format!("/dich-vu?co-quan={}", self.agency.key))
    }
}
