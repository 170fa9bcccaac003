//! `/dich-vu/{code}`: all that a person needs to know before they apply, and how sure it is.

mod filing;
mod marks;

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;
use askama::Template;
use chrono::NaiveDate;

use crate::catalogue::{
    Derived, Details, LifeEvent, Method, NoteSubject, Origin, Procedure, ProcedureCode,
    ProcedureKind, ProcedureReference, ProcedureStatus, Remark, Service, Snapshot,
};
use crate::kernel::Viewer;
use crate::portal::meta::PageMeta;
use crate::portal::paths;
use crate::speech::Words;
use crate::web::{Frame, NavLink, PageError, PageRequest, PageResult, public_page};

use super::fee_lines::{self, Costs};
use super::papers::{self, PaperCase};
use super::wording::{self, HandledBy, Named};

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

    fn handled_by(&self) -> Vec<HandledBy> {
        wording::handled_by(self.words(), &self.snapshot, &self.procedure)
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

    /// Whether there is more to say about terms than the one above.
    fn tells_terms(&self) -> bool {
        !self.terms().is_empty()
            || !self.terms_by_case().is_empty()
            || !self.deadline_notes().is_empty()
    }

    fn term_varies(&self) -> bool {
        self.short_term() == self.words().t("find.term_varies")
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

    /// Terms of single cases, which the entry of the service has beside those of the procedure, and whether
    /// each is unsure.
    fn terms_by_case(&self) -> Vec<(String, Option<&str>, bool)> {
        let rules = self.service().map_or(&[][..], |service| &service.terms);
        let mut lines = Vec::new();
        for rule in rules {
            let term = wording::term(self.words(), rule.term);
            let is_unsure = wording::is_unsure(rule.status);
            lines.push((term, rule.condition.as_deref(), is_unsure));
        }
        lines
    }

    /// The procedure that is applied for in the stead of this one, while both are listed.
    fn applied_instead(&self) -> Option<NavLink> {
        let entries = &self.snapshot.catalogue.services.definitions;
        let successor = entries.get(&self.procedure.code)?.successor.as_ref()?;
        let successor = self.snapshot.procedure(successor)?;
        Some(NavLink {
            href: self.frame.path(&paths::service(&successor.code)),
            label: successor.name.clone(),
            current: None,
        })
    }

    /// Where the form was read, if it has one of its own, and whether its fields are unsure.
    fn form_source(&self) -> Option<(&str, bool)> {
        let entries = &self.snapshot.catalogue.services.definitions;
        let entry = entries.get(&self.procedure.code)?;
        entry.form.as_ref()?;
        Some((&entry.source, wording::is_unsure(entry.status)))
    }

    /// What the applicant receives in the end.
    fn results(&self) -> Vec<&str> {
        let outcomes = self.service().map_or(&[][..], |service| &service.outcomes);
        if !outcomes.is_empty() {
            return outcomes.iter().map(|one| one.name.as_str()).collect();
        }
        let results = self.details().map_or(&[][..], |details| &details.results);
        results.iter().map(|result| result.name.as_str()).collect()
    }

    /// The procedure's own steps, general knowledge; none for most.
    fn steps(&self) -> &[String] {
        self.details().map_or(&[], |details| &details.steps)
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
