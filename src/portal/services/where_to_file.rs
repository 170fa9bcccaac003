//! `/dich-vu/{code}/noi-nop`: where a procedure is filed at a place. An agency takes it here if anybody
//! answers there; else the page says which desk to go to, as far as its managers have said where it is.

use std::sync::Arc;

use actix_web::web::Path;
use askama::Template;

use super::wording::{Named, name_in};
use crate::agencies::{self, Agency, DeskContact, Sector, UnitCode};
use crate::catalogue::{
    ChosenPlace, Handler, PlaceNeeded, Procedure, ProcedureCode, ProcedureKind, Service, Snapshot,
};
use crate::dossiers;
use crate::kernel::{Instant, sort_key};
use crate::portal::paths;
use crate::storage::Conn;
use crate::web::{Choice, Faults, Frame, NavLink, PageError, PageRequest, PageResult, fresh_page};

/// An agency at the place.
struct OfficeView {
    name: String,
    href: String,
    /// Where applying begins, if it is answered.
    apply: Option<String>,
    contact: DeskContact,
}

#[derive(Template)]
#[template(path = "portal/services/where_to_file.html")]
struct WherePage {
    frame: Frame,
    code: String,
    name: Named,
    /// Whether it can be filed through the portal at all.
    is_taken: bool,
    asks_province: bool,
    provinces: Vec<Choice>,
    province: String,
    communes: Vec<Choice>,
    commune: String,
    offices: Vec<OfficeView>,
    /// The public service centre of a province that lacks an agency of the kind.
    centre: Option<OfficeView>,
    /// A place was chosen, and no agency of it is known.
    is_lacking: bool,
    faults: Faults,
}

impl WherePage {
    fn crumbs(&self) -> Vec<NavLink> {
        vec![
            self.frame
                .link(&paths::service(&self.code), &self.name.text),
        ]
    }

    fn own_path(&self) -> String {
        self.frame.path(&paths::where_to_file(&self.code))
    }
}

/// What was chosen, and what there is of it.
struct Found {
    agencies: Vec<(Handler, Agency)>,
    is_lacking: bool,
    centre: Option<Agency>,
}

pub(super) async fn page(request: PageRequest, code: Path<String>) -> PageResult {
    let code: ProcedureCode = code.parse().map_err(|_| PageError::NotFound)?;
    let snapshot = Arc::clone(&request.cx.catalogue);
    let procedure = snapshot.procedure(&code).ok_or(PageError::NotFound)?;
    if procedure.kind == ProcedureKind::Internal {
        return Err(PageError::NotFound);
    }
    let service = snapshot.service(&code);
    let asked = |control| request.query(control).unwrap_or_default();
    let (tinh, xa) = (asked("tinh"), asked("xa"));
    let province = service.and_then(|service| dossiers::province(service, &snapshot, &tinh));
    let commune: Option<UnitCode> = xa.parse().ok();
    let place = ChosenPlace {
        province,
        commune: commune.as_ref(),
    };
    let today = request.now().vietnam_date();
    let found = service.map(|service| found(service, &snapshot, place, today));
    let offices = offices(&request, &code, &tinh, &xa, found.as_ref()).await?;
    let page = where_page(&request, procedure, service, place, found, offices);
    fresh_page(&request.http, &page)
}

fn found(
    service: &Service,
    snapshot: &Snapshot,
    place: ChosenPlace<'_>,
    today: chrono::NaiveDate,
) -> Found {
    let directory = &snapshot.catalogue.agencies;
    let is_ready = |handler: &Handler| match handler.needs() {
        PlaceNeeded::Nothing => true,
        PlaceNeeded::Province => place.province.is_some(),
        PlaceNeeded::Commune => place.province.is_some() && place.commune.is_some(),
    };
    let mut agencies = Vec::new();
    let mut is_lacking = false;
    for handler in service.handlers.iter().filter(|handler| is_ready(handler)) {
        match service.agency_at(handler, place, directory, today) {
            Ok(agency) => agencies.push((handler.clone(), agency.clone())),
            Err(_) => is_lacking = true,
        }
    }
    let centre = place
        .province
        .filter(|_| is_lacking && agencies.is_empty())
        .and_then(|province| directory.department(province, Sector::OneStop, today));
    Found {
        is_lacking: is_lacking && agencies.is_empty(),
        centre: centre.cloned(),
        agencies,
    }
}

/// The agencies found, and behind them the centre, with what is known of their desks.
async fn offices(
    request: &PageRequest,
    code: &ProcedureCode,
    tinh: &str,
    xa: &str,
    found: Option<&Found>,
) -> Result<Vec<OfficeView>, PageError> {
    let Some(found) = found else {
        return Ok(Vec::new());
    };
    let named = found.agencies.iter();
    let all: Vec<(Option<String>, Agency)> = named
        .map(|(handler, agency)| (Some(handler.to_string()), agency.clone()))
        .chain(found.centre.iter().map(|agency| (None, agency.clone())))
        .collect();
    let (snapshot, now) = (Arc::clone(&request.cx.catalogue), request.now());
    let read = request.read(move |conn, _| {
        let all = all.into_iter();
        all.map(|(handler, agency)| at_desk(conn, &snapshot, handler, agency, now))
            .collect::<dossiers::Result<Vec<_>>>()
    });
    let frame = request.frame();
    let view = |(handler, agency, contact): (Option<String>, Agency, DeskContact)| OfficeView {
        href: frame.path(&format!("/co-quan/{}", agency.key)),
        apply: handler.map(|handler| {
            let place = [("tinh", tinh), ("xa", xa), ("co-quan", handler.as_str())];
            let query = serde_urlencoded::to_string(place).unwrap_or_default();
            frame.path(&format!("{}?{query}", paths::start(code)))
        }),
        name: agency.name,
        contact,
    };
    Ok(read.await?.into_iter().map(view).collect())
}

/// The agency with what it says of its desk; the handler stays only where it is answered.
fn at_desk(
    conn: &mut Conn,
    snapshot: &Snapshot,
    handler: Option<String>,
    agency: Agency,
    now: Instant,
) -> dossiers::Result<(Option<String>, Agency, DeskContact)> {
    let contact = agencies::desk_contact(conn, agency.id())?;
    let is_answered = dossiers::is_answered(conn, snapshot, agency.id(), now)?;
    Ok((handler.filter(|_| is_answered), agency, contact))
}

fn where_page(
    request: &PageRequest,
    procedure: &Procedure,
    service: Option<&Service>,
    place: ChosenPlace<'_>,
    found: Option<Found>,
    mut offices: Vec<OfficeView>,
) -> WherePage {
    let (frame, snapshot) = (request.frame(), &request.cx.catalogue);
    let units = &snapshot.catalogue.units;
    let needs = |needed| {
        let handlers = service.map_or(&[][..], |service| &service.handlers);
        handlers.iter().any(|handler| handler.needs() >= needed)
    };
    let there = units.provinces().iter();
    let there = there.filter(|one| service.is_some_and(|it| it.territory.includes(&one.code)));
    let provinces = there.map(|one| Choice::named(one.code.as_str(), one.proper_name()));
    let communes = place.province.filter(|_| needs(PlaceNeeded::Commune));
    let communes = communes
        .into_iter()
        .flat_map(|code| units.communes_of(code));
    let communes = communes.map(|one| Choice::named(one.code.as_str(), one.name_for_lists()));
    let has_centre = found.as_ref().is_some_and(|found| found.centre.is_some());
    WherePage {
        code: procedure.code.to_string(),
        name: name_in(frame.words, snapshot, procedure),
        is_taken: service.is_some(),
        asks_province: needs(PlaceNeeded::Province),
        provinces: sorted(provinces.collect()),
        province: place.province.map_or_else(String::new, UnitCode::to_string),
        communes: sorted(communes.collect()),
        commune: place.commune.map_or_else(String::new, UnitCode::to_string),
        centre: if has_centre { offices.pop() } else { None },
        offices,
        is_lacking: found.is_some_and(|found| found.is_lacking),
        faults: Faults::default(),
        frame,
    }
}

fn sorted(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort_by_cached_key(|choice| sort_key(&choice.label));
    choices
}
