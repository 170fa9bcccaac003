//! The choice of a role, and of the unit in which somebody has it.

use super::head::Head;
use crate::accounts::{self, HandlingUnit};
use crate::kernel::{HandlingUnitId, Role};
use crate::speech::Words;
use crate::web::{Choice, Fields, PageError, Posted, StaffRequest};

/// What a form about a role offers.
pub(super) struct RoleChoices {
    pub(super) roles: Vec<Choice>,
    /// Empty where the agency has no units.
    pub(super) units: Vec<Choice>,
    known: Vec<HandlingUnit>,
}

/// What was chosen.
#[derive(Default)]
pub(super) struct ChosenRole {
    pub(super) role: String,
    /// Where several may be chosen.
    pub(super) roles: Vec<String>,
    pub(super) unit: String,
}

impl RoleChoices {
    /// The roles, each with what it may do, and the units of the agency.
    pub(super) async fn of(desk: &StaffRequest, head: &Head) -> Result<Self, PageError> {
        let (agency, today) = (head.office.id, desk.cx.moment.now.vietnam_date());
        let storage = &desk.env.storage;
        let known = storage
            .reading(move |conn| accounts::units_of(conn, agency, today))
            .await?;
        let words = desk.words();
        let role = |role: Role| {
            Choice::new(role.key(), words.under("manage.role", role.key()))
                .with_hint(words.under("manage.role_help", role.key()))
        };
        let unit = |unit: &HandlingUnit| Choice::new(unit.id.to_string(), unit.name.clone());
        Ok(Self {
            roles: Role::ALL.into_iter().map(role).collect(),
            units: known.iter().map(unit).collect(),
            known,
        })
    }

    /// The role and the unit that were posted; what is not among the choices is a fault.
    pub(super) fn read(
        &self,
        words: Words,
        fields: &mut Fields<'_>,
    ) -> Option<(Role, Option<HandlingUnitId>)> {
        let role = role_of(fields.text("role"));
        if role.is_none() {
            fields.refuse_in_words("role", words.t("manage.fault.no_role"));
        }
        let unit = self.read_unit(words, fields)?;
        Some((role?, unit))
    }

    /// The same where several roles may be chosen, of which there must be one.
    pub(super) fn read_several(
        &self,
        words: Words,
        posted: &Posted,
        fields: &mut Fields<'_>,
    ) -> Option<(Vec<Role>, Option<HandlingUnitId>)> {
        let roles: Option<Vec<Role>> = posted.all("roles").map(role_of).collect();
        let roles = roles.filter(|roles| !roles.is_empty());
        if roles.is_none() {
            fields.refuse_in_words("roles", words.t("manage.fault.no_role"));
        }
        let unit = self.read_unit(words, fields)?;
        Some((roles?, unit))
    }

    /// The unit that was posted, or that none was; none where there is no such unit.
    fn read_unit(&self, words: Words, fields: &mut Fields<'_>) -> Option<Option<HandlingUnitId>> {
        let typed = fields.text("unit");
        let unit = self.known.iter().find(|unit| unit.id.to_string() == typed);
        if unit.is_none() && !typed.is_empty() {
            fields.refuse_in_words("unit", words.t("manage.fault.no_unit"));
            return None;
        }
        Some(unit.map(|unit| unit.id))
    }
}

impl ChosenRole {
    pub(super) fn posted(posted: &Posted) -> Self {
        Self {
            role: posted.text("role").to_owned(),
            roles: posted.all("roles").map(str::to_owned).collect(),
            unit: posted.text("unit").to_owned(),
        }
    }
}

/// The role of a name in a form or an address.
pub(super) fn role_of(key: &str) -> Option<Role> {
    Role::from_key(key)
}
