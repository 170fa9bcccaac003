//! A partner: an agency's own one-stop system.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::agencies::AgencyCode;
use crate::context::Context;
use crate::dossiers::State;
use crate::kernel::{AgencyId, Instant, PartnerId};

/// How a partner's client spells success (docs/partners.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SuccessCode {
    /// `"0"`, what most clients want.
    #[default]
    Zero,
    /// `"00"`, what the earliest client wants.
    DoubleZero,
}

impl SuccessCode {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::DoubleZero => "00",
        }
    }

    /// The spelling of a stored or typed text.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Zero, Self::DoubleZero]
            .into_iter()
            .find(|code| code.as_str() == text)
    }
}

/// What a partner's own codes of DongBoTrangThaiHoSo mean here (docs/partners.md): two
/// clients in the field disagree, so a code means something only where it was set for the partner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatusMap(BTreeMap<String, State>);

impl StatusMap {
    /// The meaning of a code.
    pub fn meaning(&self, code: &str) -> Option<State> {
        self.0.get(code.trim()).copied()
    }

    /// Gives a code a meaning.
    pub fn set(&mut self, code: &str, state: State) {
        self.0.insert(code.trim().to_owned(), state);
    }

    /// Takes a code's meaning away.
    pub fn forget(&mut self, code: &str) {
        self.0.remove(code.trim());
    }

    /// Every code with its meaning.
    pub fn iter(&self) -> impl Iterator<Item = (&str, State)> {
        self.0.iter().map(|(code, state)| (code.as_str(), *state))
    }
}

/// What operators may change of a partner at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerSettings {
    /// What operators call it.
    pub name: String,
    /// How it wants success spelt.
    pub success: SuccessCode,
    /// Where it listens; none if it fetches its feed.
    pub push_url: Option<Url>,
    /// Hosts from which its files are fetched, as `host` or `host:port`.
    pub file_hosts: Vec<String>,
    /// Whether those hosts may have private addresses.
    pub private_files: bool,
    /// The codes whose subtrees it owns beside its own.
    pub further_codes: Vec<AgencyCode>,
}

/// A partner as it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub id: PartnerId,
    /// The name with which it signs in.
    pub username: String,
    /// What operators call it.
    pub name: String,
    /// Its own code, whose subtree it owns; it never changes.
    pub code: AgencyCode,
    /// The agency of that code, in whose feed all is told that the partner decides about.
    pub agency: AgencyId,
    /// The codes whose subtrees it owns beside that, without repeats.
    pub further_codes: Vec<AgencyCode>,
    /// How it wants success spelt.
    pub success: SuccessCode,
    /// Where it listens; none if it fetches its feed.
    pub push_url: Option<String>,
    /// Hosts from which its files are fetched, as `host` or `host:port`.
    pub file_hosts: Vec<String>,
    /// Whether those hosts may have private addresses.
    pub private_files: bool,
    /// What its codes of DongBoTrangThaiHoSo mean.
    pub status_map: StatusMap,
    /// Since when it is shut out.
    pub suspended_at: Option<Instant>,
}

impl Partner {
    /// The partner with other settings.
    #[must_use]
    pub fn set(self, settings: &PartnerSettings) -> Self {
        Self {
            name: settings.name.clone(),
            success: settings.success,
            push_url: settings.push_url.as_ref().map(Url::to_string),
            file_hosts: settings.file_hosts.clone(),
            private_files: settings.private_files,
            further_codes: settings.further_codes.clone(),
            ..self
        }
    }

    /// The codes whose subtrees it owns, its own first.
    pub fn codes(&self) -> impl Iterator<Item = &AgencyCode> {
        std::iter::once(&self.code).chain(&self.further_codes)
    }

    /// Whether an agency is the partner's today: it stands in the subtree of one of its codes, or did
    /// its work before such an agency took over.
    pub fn owns(&self, cx: &Context, code: &AgencyCode) -> bool {
        let (agencies, today) = (&cx.catalogue.catalogue.agencies, cx.now().vietnam_date());
        self.codes().any(|own| agencies.inherits(own, code, today))
    }

    /// Whether a text is the code, in either form, of an agency that is the partner's.
    pub fn owns_named(&self, cx: &Context, code: &str) -> bool {
        code.parse().is_ok_and(|code| self.owns(cx, &code))
    }
}
