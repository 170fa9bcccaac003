//! Where an application begins: the place is chosen, and with it the agency. Without script it
//! takes two steps: the province, then the agency and its commune.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;
use askama::Template;
use uuid::Uuid;

use super::begun::{self, DraftView};
use super::former::{self, FIND, FORMER};
use super::leaving::LANGUAGE;

use crate::agencies::UnitCode;
use crate::catalogue::{
    ChosenPlace, Handler, NotOnline, PlaceNeeded, Procedure, ProcedureCode, ProcedureKind, Service,
    Snapshot,
};
use crate::context::Context;
use crate::dossiers::{self, NewDraft, Office, Unresolved, may_apply, start_draft};
use crate::kernel::{Id, Viewer, sort_key};
use crate::portal::paths;
use crate::speech::Locale;
use crate::web::{
    Choice, Faults, Frame, NavLink, PageError, PageRequest, PageResult, Posted, page as answer,
    page_with_faults,
};

/// What was chosen so far; the names are those of the controls.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    tinh: String,
    pub(super) xa: String,
    co_quan: String,
    /// What the commune is called, also formerly.
    cu: String,
    /// The form, where the procedure has several.
    mau: String,
}

impl Chosen {
    /// What each control says.
    fn by(value: impl Fn(&str) -> String) -> Self {
        Self {
            tinh: value("tinh"),
            xa: value("xa"),
            co_quan: value("co-quan"),
            cu: value(FORMER),
            mau: value("mau"),
        }
    }

    /// Whether a commune is looked for by what it is called.
    fn is_search(&self, pressed: bool) -> bool {
        !self.cu.trim().is_empty() && (pressed || self.xa.is_empty())
    }
}

#[derive(Template)]
#[template(path = "portal/apply/start.html")]
struct StartPage {
    frame: Frame,
    code: String,
    procedure: String,
    /// What the viewer has begun for this procedure already.
    drafts: Vec<DraftView>,
    stage: Stage,
    faults: Faults,
}

/// What the page asks for now.
pub(super) enum Stage {
    /// It cannot be filed here: why.
    Closed(Vec<String>),
    /// The province first.
    Province {
        provinces: Vec<Choice>,
        chosen: Chosen,
        /// The places that may be meant by the name that was typed.
        places: Vec<NavLink>,
        /// The forms to choose among; empty where there is one alone.
        forms: Vec<Choice>,
        /// The key of the draft that begins with the answer; none where more is to be chosen.
        once: Option<String>,
    },
    /// The agency there.
    Office(OfficeForm),
}

/// The form that begins the draft.
pub(super) struct OfficeForm {
    /// The province that was chosen, by code and name.
    pub(super) province: Option<(String, String)>,
    /// The agencies to choose among; empty where there is one alone.
    offices: Vec<Choice>,
    /// The only agency, where it is known already.
    only: Option<String>,
    pub(super) communes: Vec<Choice>,
    /// The forms to choose among; empty where there is one alone.
    forms: Vec<Choice>,
    pub(super) chosen: Chosen,
    once: String,
}

impl StartPage {
    fn service_path(&self) -> String {
        self.frame.path(&paths::service(&self.code))
    }

    /// This page in the other language, without what was chosen.
    fn other_path(&self) -> String {
        let other = self.frame.words.locale().other();
        other.path(&paths::start(&self.code))
    }

    fn own_path(&self) -> String {
        self.frame.path(&paths::start(&self.code))
    }
}

/// The procedure of the page, and how it is taken.
struct Subject {
    catalogue: Arc<Snapshot>,
    procedure: Procedure,
    service: Result<Service, Vec<NotOnline>>,
}

impl Subject {
    fn offer_former(&self, stage: &mut Stage, frame: &Frame, asked: &str) -> Option<Faults> {
        let code = self.procedure.code.to_string();
        former::offer(stage, (frame, &self.catalogue, &code), asked)
    }
}

fn subject(request: &PageRequest, code: &str) -> Result<Subject, PageError> {
    let code: ProcedureCode = code.parse().map_err(|_| PageError::NotFound)?;
    let catalogue = Arc::clone(&request.cx.catalogue);
    let procedure = catalogue
        .procedure(&code)
        .cloned()
        .ok_or(PageError::NotFound)?;
    if procedure.kind == ProcedureKind::Internal && !request.viewer()?.is_clerk() {
        return Err(PageError::NotFound);
    }
    let offer = catalogue.offer(&code).ok_or(PageError::NotFound)?;
    let service = offer.service.clone();
    Ok(Subject {
        catalogue,
        procedure,
        service,
    })
}

pub(super) async fn page(request: PageRequest, path: Path<String>) -> PageResult {
    let subject = subject(&request, &path)?;
    let frame = request.frame();
    let service = match takes(&subject, request.viewer()?, &frame) {
        Ok(service) => service,
        Err(reasons) => {
            let stage = Stage::Closed(reasons);
            return answer(&start_page(frame, &subject, stage, Faults::default()));
        }
    };
    let chosen = Chosen::by(|control| request.query(control).unwrap_or_default());
    let is_search = chosen.is_search(request.query(FIND).is_some());
    let asked = chosen.cu.clone();
    let was_asked = request.query("tinh").is_some() && request.query(LANGUAGE).is_none();
    let mut stage = stage(&subject, service, &request.cx, &frame, chosen);
    let drafts = begun::drafts(&request, &subject.procedure.code).await?;
    if is_search && let Some(faults) = subject.offer_former(&mut stage, &frame, &asked) {
        let page = start_page(frame, &subject, stage, faults);
        return page_with_faults(&StartPage { drafts, ..page });
    }
    if was_asked && matches!(stage, Stage::Province { .. }) {
        let faults = Faults::one("tinh", frame.t("apply.start.choose_province"));
        let page = start_page(frame, &subject, stage, faults);
        return page_with_faults(&StartPage { drafts, ..page });
    }
    let page = start_page(frame, &subject, stage, Faults::default());
    answer(&StartPage { drafts, ..page })
}

pub(super) async fn begin(request: PageRequest, path: Path<String>, posted: Posted) -> PageResult {
    let subject = subject(&request, &path)?;
    let frame = request.frame();
    let service = match takes(&subject, request.viewer()?, &frame) {
        Ok(service) => service,
        Err(reasons) => {
            let stage = Stage::Closed(reasons);
            return page_with_faults(&start_page(frame, &subject, stage, Faults::default()));
        }
    };
    let chosen = Chosen::by(|control| posted.text(control).to_owned());
    if posted.has(LANGUAGE) {
        return Ok(in_other_language(&frame, &subject, &chosen));
    }
    if chosen.is_search(posted.has(FIND)) {
        let mut stage = stage(&subject, service, &request.cx, &frame, chosen.clone());
        if let Some(faults) = subject.offer_former(&mut stage, &frame, &chosen.cu) {
            return page_with_faults(&start_page(frame, &subject, stage, faults));
        }
    }
    let today = request.now().vietnam_date();
    let commune: Option<UnitCode> = chosen.xa.parse().ok();
    let place = ChosenPlace {
        province: dossiers::province(service, &subject.catalogue, &chosen.tinh),
        commune: commune.as_ref(),
    };
    if dossiers::needs_province(service) && place.province.is_none() {
        let faults = Faults::one("tinh", frame.t("apply.start.choose_province"));
        let stage = stage(&subject, service, &request.cx, &frame, chosen);
        return page_with_faults(&start_page(frame, &subject, stage, faults));
    }
    let forms = forms(&subject, service, &frame);
    let form = forms.iter().find(|form| form.value == chosen.mau);
    if form.is_none() && !forms.is_empty() {
        let faults = Faults::one("mau", frame.t("apply.start.choose_form"));
        let stage = stage(&subject, service, &request.cx, &frame, chosen);
        return page_with_faults(&start_page(frame, &subject, stage, faults));
    }
    let form = form.map(|form| form.value.clone());
    match dossiers::resolve(service, &chosen.co_quan, place, &subject.catalogue, today) {
        Ok(agency) => {
            let key: Uuid = posted
                .text("_once")
                .parse()
                .map_err(|_| PageError::BadRequest)?;
            let new = NewDraft {
                start_key: key,
                procedure: service.procedure.clone(),
                form,
                agency: agency.id(),
            };
            let begun = request.write(move |tx, cx| start_draft(tx, cx, &new));
            match begun.await {
                Ok(begun) => Ok(request.to(&paths::below(begun, "to-khai"))),
                Err(dossiers::Error::NobodyAnswers) => {
                    let place = [
                        ("tinh", chosen.tinh.as_str()),
                        ("xa", chosen.xa.as_str()),
                        ("co-quan", chosen.co_quan.as_str()),
                    ];
                    let query = serde_urlencoded::to_string(place).unwrap_or_default();
                    let desk = paths::where_to_file(&subject.procedure.code);
                    Ok(request.to(&format!("{desk}?{query}")))
                }
                Err(dossiers::Error::TooManyDrafts { most }) => {
                    let most = most.to_string();
                    let why = frame.with("apply.start.too_many_drafts", &[("most", &most)]);
                    let stage = Stage::Closed(vec![why]);
                    page_with_faults(&start_page(frame, &subject, stage, Faults::default()))
                }
                Err(other) => Err(other.into()),
            }
        }
        Err(unresolved) => {
            let mut faults = Faults::default();
            let (field, message) = unresolved_fault(unresolved);
            faults.add(field, frame.t(message));
            let stage = stage(&subject, service, &request.cx, &frame, chosen);
            page_with_faults(&start_page(frame, &subject, stage, faults))
        }
    }
}

/// The page in the other language, with what was chosen.
fn in_other_language(frame: &Frame, subject: &Subject, chosen: &Chosen) -> HttpResponse {
    let pairs = [
        ("tinh", chosen.tinh.as_str()),
        ("xa", chosen.xa.as_str()),
        ("co-quan", chosen.co_quan.as_str()),
        (FORMER, chosen.cu.as_str()),
        ("mau", chosen.mau.as_str()),
        (LANGUAGE, "1"),
    ];
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let other = frame.words.locale().other();
    let path = other.path(&paths::start(&subject.procedure.code));
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("{path}?{query}")))
        .finish()
}

const fn unresolved_fault(unresolved: Unresolved) -> (&'static str, &'static str) {
    match unresolved {
        Unresolved::Office => ("co-quan", "apply.start.choose_office"),
        Unresolved::Commune => ("xa", "apply.start.choose_commune"),
        Unresolved::NoAgency => ("co-quan", "apply.start.no_agency"),
        Unresolved::NoCode => ("co-quan", "apply.start.no_code"),
    }
}

fn start_page(frame: Frame, subject: &Subject, stage: Stage, faults: Faults) -> StartPage {
    StartPage {
        frame,
        code: subject.procedure.code.to_string(),
        procedure: subject.procedure.name.clone(),
        drafts: Vec::new(),
        stage,
        faults,
    }
}

/// The service, if the viewer may file it here; else every reason why not, in words.
fn takes<'a>(
    subject: &'a Subject,
    viewer: &Viewer,
    frame: &Frame,
) -> Result<&'a Service, Vec<String>> {
    let service = subject.service.as_ref().map_err(|reasons| {
        let words = reasons
            .iter()
            .map(|reason| frame.t(not_online(*reason)).to_owned());
        words.collect::<Vec<_>>()
    })?;
    may_apply(viewer.kind, &subject.procedure)
        .map_err(|why| vec![frame.words.under("apply.not_yours", why.key())])?;
    Ok(service)
}

const fn not_online(reason: NotOnline) -> &'static str {
    match reason {
        NotOnline::Ended => "apply.not_online.ended",
        NotOnline::Unlisted => "apply.not_online.unlisted",
        NotOnline::Internal => "apply.not_online.internal",
        NotOnline::NoDetails => "apply.not_online.no_details",
        NotOnline::NoOnlineChannel => "apply.not_online.no_online_channel",
        NotOnline::NoHandler => "apply.not_online.no_handler",
    }
}

fn stage(
    subject: &Subject,
    service: &Service,
    cx: &Context,
    frame: &Frame,
    chosen: Chosen,
) -> Stage {
    let units = &subject.catalogue.catalogue.units;
    let province = dossiers::province(service, &subject.catalogue, &chosen.tinh);
    if dossiers::needs_province(service) && province.is_none() {
        let there = units.provinces().iter();
        let there = there.filter(|one| service.territory.includes(&one.code));
        let mut provinces: Vec<Choice> = there
            .map(|one| Choice::named(one.code.as_str(), one.proper_name()))
            .collect();
        provinces.sort_by_cached_key(|choice| sort_key(&choice.label));
        return Stage::Province {
            provinces,
            forms: forms(subject, service, frame),
            chosen,
            places: Vec::new(),
            once: begins_at_once(service).then(|| cx.id::<()>().to_string()),
        };
    }
    let offices = dossiers::offices(
        service,
        province,
        &subject.catalogue,
        cx.now().vietnam_date(),
    );
    if offices.is_empty() {
        return Stage::Closed(vec![frame.t("apply.start.no_agency").to_owned()]);
    }
    let needs_commune = offices.iter().any(|office| office.agency.is_none());
    let communes = province.filter(|_| needs_commune).into_iter();
    let mut communes: Vec<Choice> = communes
        .flat_map(|code| units.communes_of(code))
        .map(|commune| Choice::named(commune.code.as_str(), commune.name_for_lists()))
        .collect();
    communes.sort_by_cached_key(|choice| sort_key(&choice.label));
    let key: Id<()> = cx.id();
    Stage::Office(OfficeForm {
        province: province
            .and_then(|code| units.province(code))
            .map(|one| (one.code.as_str().to_owned(), one.name.clone())),
        only: only(&offices),
        offices: choices(&offices, frame),
        communes,
        forms: forms(subject, service, frame),
        chosen,
        once: key.to_string(),
    })
}

/// The forms to choose among; none where there is one alone.
fn forms(subject: &Subject, service: &Service, frame: &Frame) -> Vec<Choice> {
    let variants = subject.catalogue.variants(&service.procedure);
    if variants.is_empty() {
        return Vec::new();
    }
    let all = std::iter::once(service).chain(variants);
    let told = all.filter_map(|one| Some((&one.form, one.case.as_ref()?)));
    told.map(|(form, case)| {
        let words = match frame.words.locale() {
            Locale::Vi => &case.vi,
            Locale::En => &case.en,
        };
        Choice::new(form.clone(), words)
    })
    .collect()
}

/// Whether the province alone decides which agency it is.
fn begins_at_once(service: &Service) -> bool {
    match service.handlers.as_slice() {
        [only] => only.needs() == PlaceNeeded::Province,
        _ => false,
    }
}

fn only(offices: &[Office<'_>]) -> Option<String> {
    match offices {
        [office] => office.agency.map(|agency| agency.name.clone()),
        _ => None,
    }
}

/// The agencies to choose among; those of communes by their kind.
fn choices(offices: &[Office<'_>], frame: &Frame) -> Vec<Choice> {
    if offices.len() < 2 {
        return Vec::new();
    }
    let choice = |office: &Office<'_>| {
        let key = office.handler.to_string();
        let choice = match office.agency {
            Some(agency) => Choice::named(key, &agency.name),
            None if *office.handler == Handler::CommunePolice => {
                Choice::new(key, frame.t("apply.start.commune_police"))
            }
            None => Choice::new(key, frame.t("apply.start.commune")),
        };
        if office.handler.needs() == PlaceNeeded::Commune {
            choice.with_hint(frame.t("apply.start.with_commune"))
        } else {
            choice
        }
    };
    offices.iter().map(choice).collect()
}
