//! Who may change what other accounts are and may do.

use crate::kernel::{AccountId, AgencyId, Role, Viewer};

/// Who carries out an act on another account.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// Somebody at the portal's own machine.
    CommandLine,
    /// A signed-in account.
    Person(&'a Viewer),
}

impl Actor<'_> {
    /// The account to be named in the journal.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::CommandLine => None,
            Self::Person(viewer) => Some(viewer.account),
        }
    }

    /// Managers give and end roles in their own agency; operators in all.
    pub(super) fn may_manage(self, agency: AgencyId) -> bool {
        let is_manager = |viewer: &Viewer| viewer.is(Role::Manager, agency);
        self.may_manage_everywhere() || matches!(self, Self::Person(viewer) if is_manager(viewer))
    }

    /// Not because of a role, which somebody may have ended meanwhile.
    pub(super) const fn may_manage_everywhere(self) -> bool {
        match self {
            Self::CommandLine => true,
            Self::Person(viewer) => viewer.is_operator,
        }
    }
}

/// Clerks at the counter look accounts up and verify them.
pub(super) fn may_verify(viewer: &Viewer, agency: AgencyId) -> bool {
    viewer.is(Role::Intake, agency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountKind, Assurance, Id, Membership};

    fn agency(number: u128) -> AgencyId {
        Id::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn viewer(role: Option<Role>, is_operator: bool) -> Viewer {
        let membership = |role| Membership {
            agency: agency(1),
            role,
            unit: None,
        };
        Viewer {
            account: Id::from_uuid(uuid::Uuid::from_u128(9)),
            kind: AccountKind::Clerk,
            name: "A".into(),
            assurance: Assurance::Declared,
            is_operator,
            memberships: role.map(membership).into_iter().collect(),
        }
    }

    #[test]
    fn managers_manage_and_intake_verifies_where_they_work() {
        for role in Role::ALL {
            let clerk = viewer(Some(role), false);
            assert_eq!(
                Actor::Person(&clerk).may_manage(agency(1)),
                role == Role::Manager
            );
            assert_eq!(may_verify(&clerk, agency(1)), role == Role::Intake);
            assert!(!Actor::Person(&clerk).may_manage(agency(2)));
            assert!(!may_verify(&clerk, agency(2)));
        }
    }

    #[test]
    fn operators_and_the_command_line_manage_everywhere() {
        let operator = viewer(None, true);
        assert!(Actor::Person(&operator).may_manage(agency(2)));
        assert!(Actor::CommandLine.may_manage(agency(2)));
        assert!(!may_verify(&operator, agency(1)));
    }
}
