//! What a form is filled in against: the present day, the lists, and what the state knows.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Answers, Entry, Field, Lists, Situation};
use crate::agencies::Calendar;
use crate::kernel::Assurance;

/// What validation and rendering need besides the form.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The present day in Vietnam.
    pub today: NaiveDate,
    /// The code of the procedure that the form is filled in for.
    pub procedure: Option<&'a str>,
    /// The working days of the agency the dossier goes to.
    pub calendar: &'a Calendar,
    /// Units and agencies.
    pub lists: &'a dyn Lists,
    /// What the state knows of the applicant.
    pub known: &'a Known,
    /// Code of the province the dossier goes to: where most addresses lie, so their control
    /// begins with it.
    pub province: Option<&'a str>,
}

impl Context<'_> {
    /// What conditions look at besides answers.
    pub fn situation(&self) -> Situation {
        Situation {
            today: Some(self.today),
            procedure: self.procedure.map(str::to_owned),
        }
    }
}

/// A kind of fact that a form need not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Source {
    /// The person's name; a business's is another fact.
    #[serde(rename = "account.name")]
    AccountName,
    /// The name of a business or organisation.
    #[serde(rename = "account.business_name")]
    AccountBusinessName,
    /// The personal number of 12 digits.
    #[serde(rename = "account.number")]
    AccountNumber,
    /// The day of birth.
    #[serde(rename = "account.birth_date")]
    AccountBirthDate,
    /// The year of birth, where the day is not known: the personal number tells it.
    #[serde(rename = "account.birth_year")]
    AccountBirthYear,
    /// The sex, `male` or `female`: the personal number tells it.
    #[serde(rename = "account.sex")]
    AccountSex,
    /// `person` or `business`.
    #[serde(rename = "account.kind")]
    AccountKind,
    /// The phone number.
    #[serde(rename = "account.phone")]
    AccountPhone,
    /// The e-mail address.
    #[serde(rename = "account.email")]
    AccountEmail,
    /// A business's tax code.
    #[serde(rename = "account.tax_code")]
    AccountTaxCode,
    /// Who represents a business.
    #[serde(rename = "account.representative")]
    AccountRepresentative,
    /// The agency the dossier goes to.
    #[serde(rename = "agency.name")]
    AgencyName,
}

/// A fact, as a person would type it. `Debug` hides the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact {
    pub text: String,
    /// The code of the entry, where the fact is one of a list.
    pub code: Option<String>,
    /// How firm it is.
    pub assurance: Assurance,
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fact")
            .field("assurance", &self.assurance)
            .finish_non_exhaustive()
    }
}

/// What the state knows already, so that nobody types it again.
#[derive(Debug, Clone, Default)]
pub struct Known(BTreeMap<Source, Fact>);

impl Known {
    /// Adds a fact; an empty text is no fact.
    pub fn with(mut self, source: Source, text: &str, assurance: Assurance) -> Self {
        if !text.trim().is_empty() {
            self.0.insert(
                source,
                Fact {
                    text: text.to_owned(),
                    code: None,
                    assurance,
                },
            );
        }
        self
    }

    /// Adds the agency the dossier goes to.
    pub fn with_agency(mut self, agency: &Entry) -> Self {
        let (text, code) = (agency.name.clone(), Some(agency.code.clone()));
        self.0.insert(
            Source::AgencyName,
            Fact {
                text,
                code,
                assurance: Assurance::Verified,
            },
        );
        self
    }

    /// The fact that `field` takes, where its prefill applies.
    pub(super) fn fact_for(&self, field: &Field, answers: &Answers) -> Option<&Fact> {
        let prefill = field.prefill.as_ref()?;
        let applies = prefill.when.as_ref().is_none_or(|when| when.holds(answers));
        if applies {
            self.0.get(&prefill.source)
        } else {
            None
        }
    }
}
