//! What is filed of a complete application: holder, term, fees, series, summary and form. Pure, so
//! that the generator of dossiers files by the same rules.

use chrono::NaiveDate;
use serde_json::Value;

use super::draft::{Draft, form_of, revision_of};
use crate::agencies::UnitCode;
use crate::catalogue::{
    FeeDue, FeeKnowledge, FeeRule, FeeStanding, Method, Procedure, ResultDelivery, Service,
    Snapshot,
};
use crate::dossiers::dossier::{Authority, Fee, FiledUnder, Holder};
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::Source;
use crate::dossiers::papers::PaperList;
use crate::dossiers::steps::Application;
use crate::dossiers::store::FiledAnswers;
use crate::forms::{Answers, FormDefinition};
use crate::kernel::{AgencyId, Dong, Term, TimeAndChance};
use crate::speech::{Locale, Words};

/// What is decided of an application at the moment of filing.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The agency and those above it, nearest first: the nearest that has a partner set decides.
    pub offices: Vec<AgencyId>,
    /// The agency's code, or its nearest ancestor's: the series from which the dossier is numbered.
    pub series: String,
    /// The procedure's name.
    pub procedure: String,
    /// The legal term, if there is exactly one.
    pub term: Option<Term>,
    /// The fees that are known to fall due.
    pub fees: Vec<NewFee>,
    /// The key of the form that the answers hold for.
    pub form: String,
    pub form_revision: i32,
    /// The answers, validated.
    pub answers: Value,
    /// Whose dossier it is.
    pub holder: Holder,
    /// What it asks for, in a line.
    pub summary: String,
}

/// A fee that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFee {
    pub label: String,
    /// How much, if that is known.
    pub amount: Option<Dong>,
    /// When it must be paid.
    pub due: FeeDue,
}

/// Decides what is filed of a draft on `today` with this document of finished answers.
///
/// # Errors
/// `NotTaken` where the portal does not take it any more; `Invalid` for `agency`, where neither the
/// agency nor one above it has a code under which the dossier could be numbered.
pub fn decide_filing(
    catalogue: &Snapshot,
    draft: &Draft,
    holder: Holder,
    answers: Value,
    today: NaiveDate,
) -> Result<Filing> {
    let service = draft.service(catalogue)?;
    let procedure = catalogue.procedure(&service.procedure);
    let agency = catalogue.agency(draft.agency);
    let (Some(procedure), Some(agency)) = (procedure, agency) else {
        return Err(Error::NotTaken);
    };
    let agencies = &catalogue.catalogue.agencies;
    let series = agencies.numbering_code(agency, today);
    let series = series.ok_or(Error::invalid("agency", Problem::NoCode))?;
    let form = form_of(catalogue, service)?;
    Ok(Filing {
        offices: agencies.chain(agency).map(|one| one.key.id()).collect(),
        series: series.to_string(),
        procedure: procedure.name.clone(),
        term: term(procedure),
        fees: fees(&FeesOf {
            service,
            today,
            province: agencies.province_of(agency),
            answers: &declared(service, form, &answers),
            words: Words::new(Locale::Vi),
        }),
        form: form.key.clone(),
        form_revision: revision_of(form),
        answers,
        holder,
        summary: summary(draft, service, procedure, form),
    })
}

/// The legal term, if exactly one holds for what is filed online.
fn term(procedure: &Procedure) -> Option<Term> {
    let details = procedure.details.as_ref()?;
    details.legal_term(Method::Online).only()
}

/// The answers that decide about fees; none where no fee depends on them.
fn declared(service: &Service, form: &FormDefinition, answers: &Value) -> Answers {
    let depends =
        |fee: &FeeRule| fee.when.is_some() || fee.overdue.is_some() || fee.times.is_some();
    if !service.fees.iter().any(depends) {
        return Answers::default();
    }
    Answers::from_document(answers.clone(), form).unwrap_or_default()
}

/// By what the fees of an application are decided.
struct FeesOf<'a> {
    service: &'a Service,
    today: NaiveDate,
    /// The province of its agency.
    province: Option<&'a UnitCode>,
    answers: &'a Answers,
    /// What is kept with the dossier, which is an official document in Vietnamese.
    words: Words,
}

/// The fees that fall due. One whose condition the answers do not decide is asked for by the
/// officer who finds that it holds. Of a procedure that is known to cost something, but not how much,
/// the clerk finds the amount.
fn fees(of: &FeesOf<'_>) -> Vec<NewFee> {
    let service = of.service;
    let is_due = |rule: &&FeeRule| {
        let standing = rule.standing(Method::Online, of.today, of.province, of.answers);
        standing == FeeStanding::Due && rule.amount != Some(Dong::ZERO)
    };
    let rules = service.fees.iter().filter(is_due);
    let known: Vec<NewFee> = rules.map(|rule| fee(rule, of)).collect();
    if known.is_empty() && !service.own_form && service.fee_knowledge == FeeKnowledge::Charged {
        let label = of.words.t("apply.fee.by_law");
        return vec![NewFee {
            label: label.to_owned(),
            amount: None,
            due: FeeDue::AtReturn,
        }];
    }
    known
}

/// A fee that falls due. One of which nobody has counted how often it is asked says how much it is each
/// time.
fn fee(rule: &FeeRule, of: &FeesOf<'_>) -> NewFee {
    let amount = rule.amount_for(of.answers);
    let each = rule.amount.zip(rule.per.as_ref());
    let label = match each.filter(|_| amount.is_none()) {
        Some((each, per)) => {
            let parts: [(&str, &dyn std::fmt::Display); 3] = [
                ("name", &rule.name),
                ("amount", &of.words.dong(&each)),
                ("per", per),
            ];
            of.words.with("apply.fee.each", &parts)
        }
        None => rule.name.clone(),
    };
    NewFee {
        label,
        amount,
        due: rule.due,
    }
}

/// What it asks for, in a line that names nobody: it is kept in clear for the clerk's list.
fn summary(
    draft: &Draft,
    service: &Service,
    procedure: &Procedure,
    form: &FormDefinition,
) -> String {
    let papers = draft
        .case
        .as_ref()
        .map(|key| (key, PaperList::of(service, procedure)));
    let case = papers.as_ref().and_then(|(key, papers)| papers.case(key));
    case.map_or_else(|| form.title.vi.clone(), |case| case.name.clone())
}

impl Filing {
    /// The dossier's fees, none of them paid.
    pub fn fees(&self, moment: &TimeAndChance) -> Vec<Fee> {
        let unpaid = |fee: &NewFee| Fee {
            id: moment.id(),
            label: fee.label.clone(),
            amount: fee.amount,
            due: fee.due,
            paid_at: None,
            marked_by: None,
        };
        self.fees.iter().map(unpaid).collect()
    }

    /// The answers of the dossier.
    pub fn answers(&self, draft: &Draft) -> FiledAnswers {
        FiledAnswers {
            form: self.form.clone(),
            revision: self.form_revision,
            case: draft.case.clone(),
            answers: self.answers.clone(),
        }
    }

    /// The application under its code.
    ///
    /// # Errors
    /// `Invalid` for `delivery`, where it is not said how the result should come.
    pub fn application(
        &self,
        draft: &Draft,
        authority: Authority,
        code: String,
    ) -> Result<Application> {
        let delivery = draft.delivery;
        let is_sent = delivery == Some(ResultDelivery::Post);
        let mut due = self.fees.iter().map(|fee| fee.due);
        Ok(Application {
            id: draft.id,
            code,
            agency: draft.agency,
            authority,
            source: Source::Portal,
            procedure: FiledUnder {
                code: draft.procedure.clone(),
                revision: Some(draft.revision),
                name: self.procedure.clone(),
                term: self.term,
            },
            applicant: Some(draft.account),
            holder: self.holder.clone(),
            summary: self.summary.clone(),
            delivery: delivery.ok_or(Error::invalid("delivery", Problem::Missing))?,
            address: draft.address.clone().filter(|_| is_sent),
            pays_first: due.any(|due| due == FeeDue::BeforeAcceptance),
        })
    }
}
