//! What the law defines: a procedure, as one published revision of it.

use serde::{Deserialize, Serialize};

use crate::kernel::FactStatus;

use super::{Audience, Details, ProcedureCode};

/// Whose procedure it is, as the national database classes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureKind {
    /// The same in the whole country (STANDARD).
    #[default]
    National,
    /// Of one province (SPECIFIC).
    Provincial,
    /// Between agencies, for clerks alone (STANDARD_INTERNAL).
    Internal,
}

/// Whether the procedure is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProcedureStatus {
    /// In the national catalogue of 2026-07.
    #[default]
    InForce,
    /// Known from earlier data only, and no longer in the national catalogue of 2026-07; nothing
    /// says whether it was repealed.
    Unlisted,
    /// No longer in force.
    Ended {
        /// The procedure that took its place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        successor: Option<ProcedureCode>,
    },
}

/// Who may use a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Công dân Việt Nam.
    Citizen,
    /// Người Việt Nam định cư ở nước ngoài.
    OverseasVietnamese,
    /// Người nước ngoài.
    Foreigner,
    /// Doanh nghiệp.
    Business,
    /// Doanh nghiệp có vốn đầu tư nước ngoài.
    ForeignInvestedBusiness,
    /// Hợp tác xã.
    Cooperative,
    /// Tổ chức, not counting businesses and cooperatives.
    Organisation,
    /// Tổ chức nước ngoài.
    ForeignOrganisation,
    /// Cán bộ, công chức, viên chức.
    Official,
    /// Đảng viên and tổ chức Đảng.
    Party,
}

impl Subject {
    /// Whether people or businesses and organisations browse for it.
    pub const fn audience(self) -> Audience {
        match self {
            Self::Citizen
            | Self::OverseasVietnamese
            | Self::Foreigner
            | Self::Official
            | Self::Party => Audience::Citizen,
            Self::Business
            | Self::ForeignInvestedBusiness
            | Self::Cooperative
            | Self::Organisation
            | Self::ForeignOrganisation => Audience::Business,
        }
    }
}

/// One revision of a procedure: the document that is stored, and a line of the built-in data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    pub code: ProcedureCode,
    /// Its name, in Vietnamese as published.
    pub name: String,
    /// Who published it, in the words of the source; none where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promulgator: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: ProcedureKind,
    /// Whether it is in force.
    #[serde(default, skip_serializing_if = "is_default")]
    pub standing: ProcedureStatus,
    /// How sure it is that this code belongs to this name.
    #[serde(default, skip_serializing_if = "FactStatus::is_default")]
    pub code_status: FactStatus,
    /// The fields of administration it belongs to, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Who carries it out, in the words of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Who may use it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    /// Papers, deadlines, fees and the rest, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

impl Procedure {
    /// Whether it is in force.
    pub fn is_living(&self) -> bool {
        self.standing == ProcedureStatus::InForce
    }

    /// The procedure to use instead, where this one has ended and one took its place.
    pub fn successor(&self) -> Option<&ProcedureCode> {
        match &self.standing {
            ProcedureStatus::Ended { successor } => successor.as_ref(),
            ProcedureStatus::InForce | ProcedureStatus::Unlisted => None,
        }
    }

    /// Who carries it out: the executing units of the catalogue, else the agency of the details.
    pub fn executing_units(&self) -> impl Iterator<Item = &str> {
        let fallback = self
            .details
            .as_ref()
            .and_then(|details| details.agency.as_deref());
        let fallback = fallback.filter(|_| self.units.is_empty());
        self.units.iter().map(String::as_str).chain(fallback)
    }

    /// Those who browse for it; both when the source names nobody.
    pub fn audiences(&self) -> Vec<Audience> {
        let named = |audience| {
            self.subjects
                .iter()
                .any(|subject| subject.audience() == audience)
        };
        let all = [Audience::Citizen, Audience::Business];
        all.into_iter()
            .filter(|audience| self.subjects.is_empty() || named(*audience))
            .collect()
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
