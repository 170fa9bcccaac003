//! A person of an agency, as its managers see them.

use crate::kernel::{AccountId, EmailAddress, HandlingUnitId, Instant, Role};

/// Somebody who works for an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub account: AccountId,
    pub name: String,
    /// Where their letters go.
    pub email: EmailAddress,
    /// Whether they have followed the link of their invitation, or of a letter before it.
    pub has_come: bool,
    pub has_second_factor: bool,
    /// What they may do; never nothing.
    pub roles: Vec<OfficeRole>,
}

/// A role in an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeRole {
    pub role: Role,
    pub since: Instant,
    /// In which unit, if in one.
    pub unit: Option<HandlingUnitId>,
    /// The unit's name.
    pub unit_name: Option<String>,
}

/// Whether `account` is the only manager among `people`: without them nobody there could give a
/// role any more.
pub fn is_only_manager(people: &[Person], account: AccountId) -> bool {
    let mut managers = people.iter().filter(|person| {
        let mut roles = person.roles.iter();
        roles.any(|held| held.role == Role::Manager)
    });
    managers
        .next()
        .is_some_and(|first| first.account == account)
        && managers.next().is_none()
}
