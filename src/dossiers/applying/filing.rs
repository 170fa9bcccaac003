//! What is filed of a complete application: holder, term, fees, series, summary and form. Pure, so
//! that the generator of dossiers files by the same rules.

use chrono::NaiveDate;
use serde_json::Value;

use super::draft::{Draft, form_of, revision_of};
use crate::catalogue::{
    FeeDue, FeeKnowledge, FeeRule, Method, Procedure, ResultDelivery, Service, Snapshot,
};
use crate::dossiers::dossier::{Authority, Fee, FiledUnder, Holder};
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::Source;
use crate::dossiers::papers::PaperList;
use crate::dossiers::steps::Application;
use crate::dossiers::store::FiledAnswers;
use crate::forms::FormDefinition;
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
        fees: fees(service, today),
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

/// The fees that fall due in every case. One that depends on a condition is asked for by the
/// officer who finds that it holds. Of a procedure that is known to cost something, but not how much,
/// the clerk finds the amount.
fn fees(service: &Service, today: NaiveDate) -> Vec<NewFee> {
    let rules = service
        .fees
        .iter()
        .filter(|rule| rule.condition.is_none() && rule.applies(Method::Online, today));
    let known: Vec<NewFee> = rules.map(fee).collect();
    if known.is_empty() && !service.own_form && service.fee_knowledge == FeeKnowledge::Charged {
        // Kept with the dossier, which is an official document in Vietnamese.
        let label = Words::new(Locale::Vi).t("apply.fee.by_law");
        return vec![NewFee {
            label: label.to_owned(),
            amount: None,
            due: FeeDue::AtReturn,
        }];
    }
    known
}

fn fee(rule: &FeeRule) -> NewFee {
    NewFee {
        label: rule.name.clone(),
        amount: rule.amount,
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
