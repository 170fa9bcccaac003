//! What an operation is called with, beside its transaction and its input: time and chance, who
//! asks, the catalogue at one version, and the portal's address. Built once a request, job or
//! command, so that all that it reads and writes belongs together.

mod background;
mod environment;

use std::sync::Arc;

use url::Url;

use crate::agencies::Calendar;
use crate::catalogue::{CatalogueCache, Snapshot};
use crate::kernel::{AccountId, AgencyId, Id, Instant, TimeAndChance, Viewer};

pub use background::Background;
pub use environment::{Environment, UploadLimits};

/// Who asks for an operation.
#[derive(Debug, Clone)]
pub enum Principal {
    /// A signed-in account, as it is at this request.
    Account(Viewer),
    /// Somebody who is not signed in.
    Visitor,
    /// Somebody at the portal's own machine.
    CommandLine,
    /// The portal itself: a job, or the clock.
    System,
}

/// The context of an operation.
#[derive(Clone)]
pub struct Context {
    /// The time of everything that is written, and where identifiers and secrets come from.
    pub moment: TimeAndChance,
    /// Who asks.
    pub principal: Principal,
    pub catalogue: Arc<Snapshot>,
    base_url: Arc<Url>,
}

impl Context {
    /// The context of a request, job or command at this moment.
    pub fn new(env: &Environment, catalogue: &CatalogueCache, principal: Principal) -> Self {
        let base_url = Arc::clone(&env.base_url);
        Self::of(env.moment(), principal, catalogue.current(), base_url)
    }

    /// A context put together from its parts, for acts of the past.
    pub const fn of(
        moment: TimeAndChance,
        principal: Principal,
        catalogue: Arc<Snapshot>,
        base_url: Arc<Url>,
    ) -> Self {
        Self {
            moment,
            principal,
            catalogue,
            base_url,
        }
    }

    /// The same at another time.
    #[must_use]
    pub fn at(&self, moment: TimeAndChance) -> Self {
        Self {
            moment,
            ..self.clone()
        }
    }

    /// The same for somebody else.
    #[must_use]
    pub fn asked_by(&self, principal: Principal) -> Self {
        Self {
            principal,
            ..self.clone()
        }
    }

    /// The time of everything that is written.
    pub const fn now(&self) -> Instant {
        self.moment.now
    }

    /// A new identifier.
    pub fn id<K>(&self) -> Id<K> {
        self.moment.id()
    }

    /// The signed-in account that asks, with its rights.
    pub const fn viewer(&self) -> Option<&Viewer> {
        match &self.principal {
            Principal::Account(viewer) => Some(viewer),
            Principal::Visitor | Principal::CommandLine | Principal::System => None,
        }
    }

    /// The account to be named in journal and history; none for whoever has no account.
    pub fn account(&self) -> Option<AccountId> {
        self.viewer().map(|viewer| viewer.account)
    }

    /// The calendar by which an agency works.
    pub fn calendar(&self, agency: AgencyId) -> &Calendar {
        self.catalogue.calendar(agency)
    }

    /// Whether people reach the portal by https, and so nothing that it sends may travel in clear.
    pub fn is_reached_by_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// An address of the portal in full, for links in letters.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}
