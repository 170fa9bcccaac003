//! What a page says of what stands in the way of an act.

use actix_web::http::StatusCode;

use crate::dossiers::ActBlocked;
use crate::kernel::Role;
use crate::speech::Words;

/// How a page that says so is answered.
pub(in crate::desk) const fn status_of(blocked: ActBlocked) -> StatusCode {
    if blocked.is_of_person() {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::CONFLICT
    }
}

/// What the page says.
pub(in crate::desk) fn blocked_text(words: Words, blocked: ActBlocked) -> String {
    match blocked {
        ActBlocked::OwnDossier => words.t("desk.blocked.own_dossier").to_owned(),
        ActBlocked::Elsewhere => words.t("desk.blocked.elsewhere").to_owned(),
        ActBlocked::Unpaid => words.t("desk.blocked.unpaid").to_owned(),
        ActBlocked::OtherRole(act) => {
            let roles = roles_text(words, act.roles());
            words.with("desk.blocked.other_role", &[("roles", &roles)])
        }
        ActBlocked::NotNow(not_now) => {
            let state = words.under("common.state", not_now.state.key());
            words.with("desk.blocked.not_now", &[("state", &state)])
        }
    }
}

/// The names of roles, one after the other.
pub(in crate::desk) fn roles_text(words: Words, roles: &[Role]) -> String {
    let names: Vec<String> = roles
        .iter()
        .map(|role| words.under("desk.role", role.key()))
        .collect();
    names.join(", ")
}
