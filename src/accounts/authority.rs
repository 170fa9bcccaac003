//! Who may change what other accounts are and may do.

use crate::context::Principal;
use crate::kernel::{AgencyId, Membership, Role};

/// Managers give and end roles in their own agency; operators in all.
pub(super) fn may_manage(who: &Principal, agency: AgencyId) -> bool {
    may_manage_everywhere(who) || is(who, Role::Manager, agency)
}

/// The right to manage that does not come from a role. A role may end while a transaction waits for
/// its locks; this right cannot.
pub(super) const fn may_manage_everywhere(who: &Principal) -> bool {
    match who {
        Principal::CommandLine => true,
        Principal::Account(viewer) => viewer.is_operator,
        Principal::Visitor | Principal::System => false,
    }
}

/// Clerks at the counter look accounts up and verify them.
pub(super) fn may_verify(who: &Principal, agency: AgencyId) -> bool {
    is(who, Role::Intake, agency)
}

/// Managers take a lost second factor from the clerks of their own agency, operators from anybody.
/// That of an operator opens the whole portal: only operators take it, whoever else employs them.
pub(super) fn may_reset_factor(
    who: &Principal,
    is_operator: bool,
    held: &[Membership],
    agency: Option<AgencyId>,
) -> bool {
    let is_clerk_of = |agency| held.iter().any(|membership| membership.agency == agency);
    may_manage_everywhere(who)
        || !is_operator
            && agency.is_some_and(|agency| is(who, Role::Manager, agency) && is_clerk_of(agency))
}

fn is(who: &Principal, role: Role, agency: AgencyId) -> bool {
    matches!(who, Principal::Account(viewer) if viewer.is(role, agency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountKind, Assurance, Id, Viewer};

    fn agency(number: u128) -> AgencyId {
        Id::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn account(role: Option<Role>, is_operator: bool) -> Principal {
        let membership = |role| Membership {
            agency: agency(1),
            role,
            unit: None,
        };
        Principal::Account(Viewer {
            account: Id::from_uuid(uuid::Uuid::from_u128(9)),
            kind: AccountKind::Clerk,
            name: "A".into(),
            assurance: Assurance::Declared,
            is_operator,
            memberships: role.map(membership).into_iter().collect(),
        })
    }

    #[test]
    fn managers_manage_and_intake_verifies_where_they_work() {
        for role in Role::ALL {
            let clerk = account(Some(role), false);
            assert_eq!(may_manage(&clerk, agency(1)), role == Role::Manager);
            assert_eq!(may_verify(&clerk, agency(1)), role == Role::Intake);
            assert!(!may_manage(&clerk, agency(2)));
            assert!(!may_verify(&clerk, agency(2)));
        }
    }

    #[test]
    fn operators_and_the_command_line_manage_everywhere() {
        let operator = account(None, true);
        assert!(may_manage(&operator, agency(2)));
        assert!(may_manage(&Principal::CommandLine, agency(2)));
        assert!(!may_verify(&operator, agency(1)));
    }

    #[test]
    fn a_lost_second_factor_is_taken_by_managers_where_it_is_used_and_by_operators() {
        let held = [Membership {
            agency: agency(1),
            role: Role::Intake,
            unit: None,
        }];
        for role in Role::ALL {
            let clerk = account(Some(role), false);
            let is_manager = role == Role::Manager;
            let may = |is_operator, held, at: Option<u128>| {
                may_reset_factor(&clerk, is_operator, held, at.map(agency))
            };
            assert_eq!(may(false, &held, Some(1)), is_manager);
            assert!(!may(true, &held, Some(1)), "that of an operator");
            assert!(!may(false, &[], Some(1)), "that of a citizen");
            assert!(!may(false, &held, Some(2)) && !may(false, &held, None));
        }
        for who in [account(None, true), Principal::CommandLine] {
            assert!(may_reset_factor(&who, true, &[], None));
        }
        for who in [Principal::Visitor, Principal::System] {
            assert!(!may_reset_factor(&who, false, &held, Some(agency(1))));
        }
    }

    #[test]
    fn nobody_else_manages_or_verifies() {
        for who in [Principal::Visitor, Principal::System] {
            assert!(!may_manage(&who, agency(1)) && !may_verify(&who, agency(1)));
        }
        assert!(!may_verify(&Principal::CommandLine, agency(1)));
    }
}
