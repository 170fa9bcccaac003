//! The entry of a service: what is known of how a procedure is taken, beside what the procedure says
//! itself. Entries stand in `catalogue/services`, a file for each form.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FeeKnowledge, FeeRule, Handler, Method, OnlineLevel, ProcedureCode};
use crate::forms::Condition;
use crate::kernel::{Dong, FactStatus, Term, plain_enum};

use super::service::{ResultDelivery, ResultForm};

/// A line of a file of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryLine {
    /// The file, below the catalogue's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for EntryLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

plain_enum! {
    /// A database of the state that makes a paper unnecessary where it can be looked up there.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Register {
        Population => "population",
        Residence => "residence",
        CivilStatus => "civil_status",
        BirthCertificates => "birth_certificates",
        DeathNotices => "death_notices",
        Insurance => "insurance",
        Business => "business",
        Land => "land",
        Customs => "customs",
        Tax => "tax",
        Immigration => "immigration",
        CriminalRecord => "criminal_record",
        SocialAssistance => "social_assistance",
        Disability => "disability",
        Merit => "merit",
    }
}

/// What is done with a paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// It is handed in, here as a file.
    #[default]
    Submit,
    /// It is shown at the desk, and not uploaded.
    Show,
}

/// Which papers go with a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperSource {
    /// Those of the entry; where it names none, the form is all.
    #[default]
    Entry,
    /// Those of the procedure, by its cases.
    Procedure,
}

const fn is_zero(number: &u8) -> bool {
    *number == 0
}

/// A paper that goes with a service's own form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceComponent {
    /// Its key within the file.
    pub key: String,
    /// For which services of the file it is asked; empty: for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<ProcedureCode>,
    /// Its name, in Vietnamese.
    pub name: String,
    /// When it is needed, in words; none: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// When it is asked for, as the answers to the form decide; none: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Whether it belongs to a rare case that the form does not ask about: pages show it apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rare: bool,
    /// Whether an application without it cannot be filed, where it is asked for.
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub kind: PaperKind,
    /// How many originals.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub original: u8,
    /// How many copies.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub copy: u8,
    /// The databases of which any makes it unnecessary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced_by: Vec<Register>,
    /// Whether a file is enough; otherwise the paper must be brought as well.
    pub electronic: bool,
    /// How sure it is that it is asked for.
    #[serde(default, skip_serializing_if = "FactStatus::is_default")]
    pub status: FactStatus,
    /// Where it stands in its file.
    #[serde(skip)]
    pub line: usize,
}

impl ServiceComponent {
    /// Whether nothing must be brought on paper: what is only shown is not asked for once it can be
    /// looked up.
    pub fn is_electronic(&self) -> bool {
        self.electronic || self.kind == PaperKind::Show && !self.replaced_by.is_empty()
    }
}

/// A term beside those of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    /// For which services of the file; empty: for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<ProcedureCode>,
    pub term: Term,
    /// For applications made by these methods; empty: by any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filed: Vec<Method>,
    /// In which case, in words; none: in every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// How sure it is.
    #[serde(default)]
    pub status: FactStatus,
    /// Where it was read.
    pub source: String,
    /// Where it stands in its file.
    #[serde(skip)]
    pub line: usize,
}

/// What an applicant receives in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Of which services of the file; empty: of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<ProcedureCode>,
    /// Its name, in Vietnamese.
    pub name: String,
    /// Its code in the national catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// In which case, in words; none: in every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// How sure it is.
    #[serde(default)]
    pub status: FactStatus,
    /// Where it stands in its file.
    #[serde(skip)]
    pub line: usize,
}

/// The entry of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDefinition {
    pub procedure: ProcedureCode,
    /// Its name in English, for pages in English.
    pub name_en: Option<String>,
    /// The key of its form under `catalogue/forms`; none: the general application form.
    pub form: Option<String>,
    /// Who handles it, instead of what the executing units say.
    pub handlers: Option<Vec<Handler>>,
    /// The level asked for; what pages show is derived.
    pub level: OnlineLevel,
    /// What the result is made of.
    pub result: ResultForm,
    /// How it can reach the applicant.
    pub deliveries: Vec<ResultDelivery>,
    /// Whether it is known to cost nothing in any case.
    pub free: bool,
    /// The procedure that is applied for in its stead, while the national catalogue lists both.
    pub successor: Option<ProcedureCode>,
    /// How sure the fields of its form are.
    pub status: FactStatus,
    /// Where its form was read.
    pub source: String,
    pub papers: PaperSource,
    /// Words by which a paper of the procedure is known for the form itself, or for a remark.
    pub not_papers: Vec<String>,
    pub components: Vec<ServiceComponent>,
    /// What it costs.
    pub fees: Vec<FeeRule>,
    pub terms: Vec<TermRule>,
    pub outcomes: Vec<Outcome>,
    /// Whether its form is one of several of its procedure, and not the first.
    pub is_variant: bool,
    /// For whom its form is, where the procedure has several: the applicant chooses.
    pub case: Option<FormCase>,
    /// Where it stands.
    pub at: EntryLine,
}

/// For whom a form is, where a procedure has several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormCase {
    pub vi: String,
    pub en: String,
}

impl ServiceDefinition {
    /// What is known of its fee. That it costs nothing is known only where `free` says so: an amount
    /// of 0 in a rule is as sure as the rule.
    pub fn fee_knowledge(&self) -> FeeKnowledge {
        let costs = |fee: &FeeRule| fee.amount != Some(Dong::ZERO);
        if self.fees.iter().any(costs) {
            FeeKnowledge::Charged
        } else if self.free {
            FeeKnowledge::Free
        } else {
            FeeKnowledge::Unknown
        }
    }

    /// A line of its file.
    pub fn line(&self, line: usize) -> EntryLine {
        EntryLine {
            file: self.at.file.clone(),
            line,
        }
    }
}
