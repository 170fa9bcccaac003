//! `/dich-vu/{code}`: all that a person needs to know before they apply, and how sure it is.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;
use askama::Template;
use chrono::NaiveDate;

use crate::agencies::Province;
use crate::catalogue::{
    Derived, Details, Level4Refusal, LifeEvent, Method, NotOnline, NoteSubject, Origin,
    PlaceNeeded, Procedure, ProcedureCode, ProcedureKind, ProcedureReference, ProcedureStatus,
    Remark, ResultDelivery, Service, Snapshot,
};
use crate::kernel::{Viewer, is_cut, sort_key};
use crate::portal::meta::PageMeta;
use crate::portal::paths;
use crate::speech::Words;
use crate::web::{Frame, NavLink, PageError, PageRequest, PageResult, public_page};

use super::fee_lines::{self, Costs};
use super::papers::{self, PaperCase};
use super::wording::{self, HandledBy, Named};

/// The national database of procedures, where texts that were cut are found whole.
const NATIONAL_DATABASE: &str = "https://csdl.dichvucong.gov.vn";
/// The acts of filing here, in order, by the keys of their words.
const STEPS_HERE: [&str; 4] = ["prepare", "fill", "submit", "receive"];

#[derive(Template)]
#[template(path = "portal/services/service.html")]
struct ServicePage {
    frame: Frame,
    meta: PageMeta,
    snapshot: Arc<Snapshot>,
    procedure: Procedure,
    name: Named,
    today: NaiveDate,
}

/// The terms of one way to apply.
struct TermLine {
    method: String,
    terms: String,
}

pub(super) async fn page(request: PageRequest, typed: Path<String>) -> PageResult {
    let frame = request.frame();
    let reference: ProcedureReference = typed.parse().map_err(|_| PageError::NotFound)?;
    let snapshot = request.cx.catalogue.clone();
    let procedure = snapshot
        .procedure(&reference.code)
        .filter(|procedure| is_for(procedure, request.cx.viewer()))
        .cloned()
        .ok_or(PageError::NotFound)?;
    if typed.as_str() != procedure.code.as_str() {
        return Ok(moved(&frame, &procedure.code));
    }
    let today = request.now().vietnam_date();
    let name = wording::name_in(frame.words, &snapshot, &procedure);
    let mut page = ServicePage {
        meta: PageMeta::of(
            &request,
            &frame,
            &paths::service(&procedure.code),
            String::new(),
        ),
        frame,
        snapshot,
        procedure,
        name,
        today,
    };
    page.meta.description = page.description();
    public_page(&request.http, &page)
}

/// Procedures between agencies are for clerks alone.
fn is_for(procedure: &Procedure, viewer: Option<&Viewer>) -> bool {
    procedure.kind != ProcedureKind::Internal || viewer.is_some_and(Viewer::is_clerk)
}

/// Every spelling of a code leads to the one address of the service.
fn moved(frame: &Frame, code: &ProcedureCode) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((LOCATION, frame.path(&paths::service(code))))
        .finish()
}

impl ServicePage {
    fn words(&self) -> Words {
        self.frame.words
    }

    fn details(&self) -> Option<&Details> {
        self.procedure.details.as_ref()
    }

    fn service(&self) -> Option<&Service> {
        self.snapshot.service(&self.procedure.code)
    }

    fn derived(&self) -> Derived {
        let offer = self.snapshot.offer(&self.procedure.code);
        offer.map_or_else(Derived::not_filed, |offer| offer.level.clone())
    }

    /// The page in a sentence, for search engines.
    fn description(&self) -> String {
        let parts: [(&str, &dyn std::fmt::Display); 4] = [
            ("name", &self.name.text),
            ("level", &self.level()),
            ("term", &self.short_term()),
            ("fee", &self.short_fee()),
        ];
        self.frame.with("find.service.description", &parts)
    }

    /// Nothing is known of it but its name.
    fn is_name_only(&self) -> bool {
        self.details().is_none() && self.service().is_none()
    }

    /// The first life event to which it belongs by name.
    fn life_event(&self) -> Option<&LifeEvent> {
        let mut events = self.snapshot.catalogue.life_events.iter();
        events.find(|event| event.place(&self.procedure.code).is_some())
    }

    fn crumbs(&self) -> Vec<NavLink> {
        let up = |href: &str, label: &str| NavLink {
            href: self.frame.path(href),
            label: label.to_owned(),
            current: None,
        };
        let event = self.life_event().map(|event| {
            let name = event.name_in(self.words().locale());
            up(&paths::life_event(&event.slug), name)
        });
        std::iter::once(up("/dich-vu", self.frame.t("frame.nav.services")))
            .chain(event)
            .collect()
    }

    fn level(&self) -> String {
        wording::level(self.words(), self.derived().level)
    }

    fn level_tone(&self) -> &'static str {
        wording::level_tone(self.derived().level).class()
    }

    /// What is said where the name promises more than this portal holds.
    fn promises_more(&self) -> Option<String> {
        wording::promises_more(self.words(), &self.procedure.name, self.derived().level)
    }

    /// What keeps a service that is filed here from being wholly online.
    fn short_of_full(&self) -> Vec<String> {
        if self.service().is_none() {
            return Vec::new();
        }
        let missing = self.derived().missing_for_full;
        let words = self.words();
        missing
            .into_iter()
            .filter_map(|refusal| {
                let key = match refusal {
                    Level4Refusal::NotFiledOnline => return None,
                    Level4Refusal::NoOwnForm => "no_own_form",
                    Level4Refusal::PaperComponents => "paper_components",
                    Level4Refusal::NoOnlinePayment => "no_online_payment",
                    Level4Refusal::UnknownFee => "unknown_fee",
                };
                Some(words.under("find.short_of_full", key))
            })
            .collect()
    }

    /// Why it is not filed here; empty where it is.
    fn why_not(&self) -> Vec<String> {
        let offer = self.snapshot.offer(&self.procedure.code);
        let reasons = offer.and_then(|offer| offer.service.as_ref().err());
        let words = self.words();
        reasons
            .into_iter()
            .flatten()
            .map(|reason| {
                let key = match reason {
                    NotOnline::Ended => "ended",
                    NotOnline::Unlisted => "unlisted",
                    NotOnline::Internal => "internal",
                    NotOnline::NoDetails => "no_details",
                    NotOnline::NoOnlineChannel => "no_online_channel",
                    NotOnline::NoHandler => "no_handler",
                    NotOnline::NotOpenYet => "not_open_yet",
                };
                words.under("find.not_online", key)
            })
            .collect()
    }

    fn has_ended(&self) -> bool {
        matches!(self.procedure.standing, ProcedureStatus::Ended { .. })
    }

    fn is_unlisted(&self) -> bool {
        self.procedure.standing == ProcedureStatus::Unlisted
    }

    /// What took the place of a procedure that has ended.
    fn successor(&self) -> Option<NavLink> {
        let successor = self.snapshot.procedure(self.procedure.successor()?)?;
        Some(NavLink {
            href: self.frame.path(&paths::service(&successor.code)),
            label: successor.name.clone(),
            current: None,
        })
    }

    /// The address where filing begins, where this portal takes it.
    fn apply(&self) -> Option<String> {
        let service = self.service()?;
        Some(self.frame.path(&paths::start(&service.procedure)))
    }

    fn handled_by(&self) -> Vec<HandledBy> {
        wording::handled_by(self.words(), &self.snapshot, &self.procedure)
    }

    /// Where it can be filed here: the provinces that are open; none where no place is asked for.
    fn open_provinces(&self) -> Vec<&str> {
        let Some(service) = self.service() else {
            return Vec::new();
        };
        let asks_nothing = |needed| needed == PlaceNeeded::Nothing;
        if service
            .handlers
            .iter()
            .all(|handler| asks_nothing(handler.needs()))
        {
            return Vec::new();
        }
        let units = &self.snapshot.catalogue.units;
        let provinces = service.open_provinces();
        let mut open: Vec<&Province> = provinces.filter_map(|code| units.province(code)).collect();
        open.sort_by_cached_key(|province| sort_key(province.proper_name()));
        open.into_iter()
            .map(|province| province.name.as_str())
            .collect()
    }

    /// Who published it, with their page if they are known.
    fn promulgator(&self) -> Option<(String, Option<String>)> {
        let name = self.procedure.promulgator.clone()?;
        let agency = self.snapshot.catalogue.agencies.named(&name);
        let href = agency.map(|agency| self.frame.path(&format!("/co-quan/{}", agency.key)));
        Some((name, href))
    }

    /// The terms by way of applying, each way once; empty where all ways have the one term that stands
    /// above.
    fn terms(&self) -> Vec<TermLine> {
        let words = self.words();
        let channels = self.details().map_or(&[][..], |details| &details.channels);
        let ways = [
            (Method::Online, "online"),
            (Method::Direct, "direct"),
            (Method::Post, "post"),
        ];
        let lines: Vec<TermLine> = ways
            .into_iter()
            .filter_map(|(method, key)| {
                let mut of_method = channels
                    .iter()
                    .filter(|one| one.method == method)
                    .peekable();
                of_method.peek()?;
                let mut terms: Vec<String> = of_method
                    .filter_map(|channel| channel.term)
                    .map(|term| wording::term(words, term))
                    .collect();
                terms.dedup();
                if terms.is_empty() {
                    terms.push(words.t("find.unstated").to_owned());
                }
                Some(TermLine {
                    method: words.under("find.method", key),
                    terms: terms.join(" · "),
                })
            })
            .collect();
        let first = lines.first().map(|line| line.terms.clone());
        let is_said = |line: &TermLine| Some(&line.terms) == first.as_ref();
        let is_one = !self.term_varies() && lines.iter().all(is_said);
        if is_one { Vec::new() } else { lines }
    }

    fn term_varies(&self) -> bool {
        self.short_term() == self.words().t("find.term_varies")
    }

    fn terms_are_unsure(&self) -> bool {
        self.details()
            .is_some_and(|details| wording::is_unsure(details.terms_status))
    }

    /// The term of an application made here, for the first screen.
    fn short_term(&self) -> String {
        let known = self
            .details()
            .and_then(|details| wording::short_term(self.words(), details));
        known.unwrap_or_else(|| self.words().t("find.unstated").to_owned())
    }

    fn costs(&self) -> Costs {
        Costs::of(self.words(), &self.procedure, self.service(), self.today)
    }

    fn fee_is_unsure(&self) -> bool {
        fee_lines::is_unsure(self.words(), &self.procedure, self.service(), self.today)
    }

    fn fee_at_desk(&self) -> Option<String> {
        fee_lines::short_at_desk(self.words(), self.service(), self.today)
    }

    /// Nothing is known of the fee, which does not mean that there is none.
    fn fee_is_unknown(&self) -> bool {
        let costs = self.costs();
        !costs.is_free && costs.lines.is_empty() && costs.notes.is_empty()
    }

    fn short_fee(&self) -> String {
        let known = fee_lines::short(self.words(), &self.procedure, self.service(), self.today);
        let key = if self.fee_is_unknown() {
            "find.unknown"
        } else {
            "find.fee.varies"
        };
        known.unwrap_or_else(|| self.words().t(key).to_owned())
    }

    fn cases(&self) -> Vec<PaperCase> {
        papers::by_case(self.words(), &self.procedure, self.service())
    }

    /// Whether the papers are those of the service's own form, of which none is missing.
    fn papers_are_own(&self) -> bool {
        self.service().and_then(Service::own_papers).is_some()
    }

    /// The source's tables had been flattened: lines may be joined or misnumbered.
    fn papers_were_split(&self) -> bool {
        !self.papers_are_own()
            && self
                .details()
                .is_some_and(|details| details.source == Origin::FlattenedCrawl)
    }

    fn papers_may_continue(&self) -> bool {
        !self.papers_are_own() && self.details().is_some_and(Details::components_may_continue)
    }

    /// How the result can reach the applicant.
    fn deliveries(&self) -> Vec<String> {
        let ways = self
            .service()
            .map_or(&[][..], |service| &service.deliveries);
        ways.iter()
            .map(|way| {
                let key = match way {
                    ResultDelivery::Portal => "portal",
                    ResultDelivery::Desk => "desk",
                    ResultDelivery::Post => "post",
                };
                self.words().under("common.delivery", key)
            })
            .collect()
    }

    /// What the applicant receives in the end.
    fn results(&self) -> Vec<&str> {
        let results = self.details().map_or(&[][..], |details| &details.results);
        results.iter().map(|result| result.name.as_str()).collect()
    }

    /// The procedure's own steps, general knowledge; none for most.
    fn steps(&self) -> &[String] {
        self.details().map_or(&[], |details| &details.steps)
    }

    /// How a service without steps of its own is filed here: title and sentence of each step.
    fn steps_here(&self) -> Vec<(String, String)> {
        if self.service().is_none() {
            return Vec::new();
        }
        let words = self.words();
        STEPS_HERE
            .iter()
            .map(|step| {
                let title = words.under("find.step", step);
                (title, words.under("find.step_text", step))
            })
            .collect()
    }

    fn code_is_unsure(&self) -> bool {
        wording::is_unsure(self.procedure.code_status)
    }

    fn laws_are_unsure(&self) -> bool {
        self.details()
            .is_some_and(|details| wording::is_unsure(details.laws_status))
    }

    /// Remarks about one thing, and whether each is unsure.
    fn notes(&self, about: NoteSubject) -> Vec<(&Remark, bool)> {
        let notes = self.details().into_iter();
        notes
            .flat_map(|details| details.notes_about(about))
            .map(|note| (note, wording::is_unsure(note.status)))
            .collect()
    }

    fn deadline_notes(&self) -> Vec<(&Remark, bool)> {
        self.notes(NoteSubject::Deadline)
    }

    fn rule_notes(&self) -> Vec<(&Remark, bool)> {
        self.notes(NoteSubject::Rule)
    }

    /// Whether anything on the page carries the mark that its foot explains.
    fn has_unsure(&self) -> bool {
        let papers = || self.cases().into_iter().flat_map(|case| case.papers);
        let notes = || self.details().map_or(&[][..], |details| &details.notes);
        self.terms_are_unsure()
            || self.fee_is_unsure()
            || self.code_is_unsure()
            || self.laws_are_unsure()
            || self.papers_were_split()
            || !self.steps().is_empty()
            || self.costs().is_unsure()
            || papers().any(|paper| paper.is_unsure)
            || notes().iter().any(|note| wording::is_unsure(note.status))
            || self
                .details()
                .is_some_and(|details| !details.laws_unread.is_empty())
    }

    /// Whether a text on the page was cut, which its foot says once.
    fn has_cut(&self) -> bool {
        let papers = || self.cases().into_iter().flat_map(|case| case.papers);
        let cases = || self.cases().into_iter().filter_map(|case| case.name);
        let conditions = self
            .details()
            .and_then(|details| details.conditions.as_ref());
        papers().any(|paper| paper.is_cut)
            || cases().any(|name| is_cut(&name))
            || self.costs().lines.iter().any(|line| line.is_cut)
            || self.results().iter().any(|name| is_cut(name))
            || conditions.is_some_and(|text| is_cut(text))
    }

    fn national_database(&self) -> &'static str {
        NATIONAL_DATABASE
    }

    /// The fields it belongs to, each leading to its services.
    fn fields(&self) -> Vec<NavLink> {
        let fields = self.procedure.fields.iter();
        fields
            .map(|field| {
                let query = serde_urlencoded::to_string([("linh-vuc", field)]).unwrap_or_default();
                NavLink {
                    href: self.frame.path(&format!("/dich-vu?{query}")),
                    label: field.clone(),
                    current: None,
                }
            })
            .collect()
    }
}
