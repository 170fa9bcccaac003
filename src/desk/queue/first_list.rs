//! The list on which a clerk arrives: the one whose dossiers wait for their roles.

use crate::dossiers::DeskList;
use crate::kernel::{AgencyId, Role, Viewer};

/// The list for what the clerk may do in an agency.
pub(super) fn first_list(viewer: &Viewer, agency: AgencyId) -> DeskList {
    let is = |roles: &[Role]| viewer.is_any(roles, agency);
    if is(&[Role::Intake]) {
        DeskList::ToAccept
    } else if is(&[Role::Officer, Role::Approver]) || !is(&[Role::Cashier]) {
        DeskList::InWork
    } else {
        DeskList::AwaitingPayment
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::kernel::{AccountKind, Assurance, Id, Membership};

    #[test]
    fn each_role_arrives_where_its_work_lies() {
        let agency: AgencyId = Id::from_uuid(Uuid::from_u128(1));
        let viewer = |roles: &[Role]| Viewer {
            account: Id::from_uuid(Uuid::from_u128(2)),
            kind: AccountKind::Clerk,
            name: String::new(),
            assurance: Assurance::Declared,
            is_operator: false,
            memberships: roles
                .iter()
                .map(|role| Membership {
                    agency,
                    role: *role,
                    unit: None,
                })
                .collect(),
        };
        for (roles, list) in [
            (&[Role::Intake, Role::Officer][..], DeskList::ToAccept),
            (&[Role::Officer], DeskList::InWork),
            (&[Role::Approver, Role::Cashier], DeskList::InWork),
            (&[Role::Cashier], DeskList::AwaitingPayment),
            (&[Role::Manager], DeskList::InWork),
            (&[Role::Cashier, Role::Manager], DeskList::AwaitingPayment),
        ] {
            assert_eq!(first_list(&viewer(roles), agency), list, "{roles:?}");
        }
    }
}
