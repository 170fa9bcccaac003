//! Who asks, and with what right.

use super::{AccountId, AgencyId, HandlingUnitId, plain_enum};

plain_enum! {
    /// What a clerk may do in an agency.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Role {
        /// Accepts, refuses, asks for supplements, returns results, verifies accounts at the counter.
        Intake = 1 => "intake",
        /// Processes, asks for supplements and payment.
        Officer = 2 => "officer",
        /// Decides and stops.
        Approver = 3 => "approver",
        /// Marks fees as paid.
        Cashier = 4 => "cashier",
        /// Assigns dossiers and invites clerks.
        Manager = 5 => "manager",
    }
}

plain_enum! {
    /// How sure the state is that an account is who it says it is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Assurance {
        /// The person's own word.
        Declared = 1,
        /// A clerk has seen the paper, or the identity provider answers for it.
        Verified = 2,
    }
}

plain_enum! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum AccountKind {
        /// A person acting for themselves.
        Citizen = 1,
        /// A business, through its representative.
        Business = 2,
        /// A person who works for an agency.
        Clerk = 3,
    }
}

/// A right in an agency that holds at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub agency: AgencyId,
    pub role: Role,
    /// The unit the clerk belongs to, if any.
    pub unit: Option<HandlingUnitId>,
}

/// A signed-in account, as it is at this request.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub account: AccountId,
    pub kind: AccountKind,
    /// Its name in full.
    pub name: String,
    /// How sure its identity is.
    pub assurance: Assurance,
    /// Whether it runs the portal itself.
    pub is_operator: bool,
    /// Its rights in agencies.
    pub memberships: Vec<Membership>,
}

impl Viewer {
    /// Whether the viewer has `role` in `agency`.
    pub fn is(&self, role: Role, agency: AgencyId) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.agency == agency && membership.role == role)
    }

    /// Whether the viewer has any of `roles` in `agency`.
    pub fn is_any(&self, roles: &[Role], agency: AgencyId) -> bool {
        roles.iter().any(|role| self.is(*role, agency))
    }

    /// Whether the viewer works in `agency`.
    pub fn works_in(&self, agency: AgencyId) -> bool {
        let mut memberships = self.memberships.iter();
        memberships.any(|membership| membership.agency == agency)
    }

    /// Whether the viewer works for any agency.
    pub fn is_clerk(&self) -> bool {
        !self.memberships.is_empty()
    }

    /// The agencies the viewer works in, each once.
    pub fn agencies(&self) -> Vec<AgencyId> {
        let mut agencies: Vec<_> = self
            .memberships
            .iter()
            .map(|membership| membership.agency)
            .collect();
        agencies.sort_unstable();
        agencies.dedup();
        agencies
    }
}
