//! What the catalogue says of an application at the moment of filing. Pure.

use super::applicant;
use super::application::Application;
use crate::catalogue::{FeeKnowledge, FeeRule, Method};
use crate::dossiers::{FeeDue, Filing, NewFee};
use crate::forms::Answers;
use crate::kernel::Term;
use crate::web::Words;

/// The filing of a complete application; none where its agency has no code, neither of its own
/// nor from above, under which a dossier could be numbered.
pub fn filing(application: &Application, answers: &Answers, words: Words) -> Option<Filing> {
    let today = application.now.vietnam_date();
    let agencies = &application.catalogue.catalogue.agencies;
    let series = agencies.numbering_code(&application.agency, today)?;
    Some(Filing {
        offices: agencies
            .chain(&application.agency)
            .map(|agency| agency.key.id())
            .collect(),
        series: series.to_string(),
        procedure: application.procedure.name.clone(),
        term: term(application),
        fees: fees(application, words),
        answers: answers.to_document().ok()?,
        holder: applicant::holder(&application.account),
        summary: summary(application),
    })
}

/// The legal term, if exactly one holds for what is filed online.
pub fn term(application: &Application) -> Option<Term> {
    let details = application.procedure.details.as_ref()?;
    details.legal_term(Method::Online).only()
}

/// The fees that fall due in every case. One that depends on a condition is asked for by the
/// officer who finds that it holds. Of a procedure that is known to cost something, but not how much, the
/// clerk finds the amount.
fn fees(application: &Application, words: Words) -> Vec<NewFee> {
    let today = application.now.vietnam_date();
    let service = &application.service;
    let rules = service
        .fees
        .iter()
        .filter(|rule| rule.condition.is_none() && rule.applies(Method::Online, today));
    let known: Vec<NewFee> = rules.map(fee).collect();
    if known.is_empty() && !service.own_form && service.fee_knowledge == FeeKnowledge::Charged {
        return vec![NewFee {
            label: words.t("apply.fee.by_law").to_owned(),
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
fn summary(application: &Application) -> String {
    let case = application.draft.case.as_deref();
    case.and_then(|key| application.papers.case(key))
        .map_or_else(
            || application.form.title.vi.clone(),
            |case| case.name.clone(),
        )
}
