//! Why a clerk cannot do an act now. The operations decide; this says the same beforehand, so that
//! no page offers what would be refused.

use actix_web::http::StatusCode;

use crate::dossiers::{Act, Authority, Dossier, Error, Fee, FeeDue, State, may_act};
use crate::kernel::{Role, Viewer};
use crate::web::Words;

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum ActBlocked {
    /// The clerk's own dossier.
    OwnDossier,
    /// The agency's own system decides.
    Elsewhere,
    /// Another role does it.
    OtherRole(Act),
    /// The state does not allow it.
    NotNow(State),
    /// A fee that comes first is not paid.
    Unpaid,
}

impl ActBlocked {
    /// What stands in the way of `act`, if anything does.
    pub(in crate::desk) fn before(
        viewer: &Viewer,
        dossier: &Dossier,
        fees: &[Fee],
        act: Act,
    ) -> Option<Self> {
        if let Err(error) = may_act(viewer, dossier, act) {
            return Self::of(&error, dossier, act);
        }
        if dossier.standing.after(act).is_err() {
            return Some(Self::NotNow(dossier.state()));
        }
        let owes = |moment| fees.iter().any(|fee| fee.is_owed_by(moment));
        paid_before(act)
            .filter(|moment| owes(*moment))
            .map(|_| Self::Unpaid)
    }

    /// The hurdle that an operation has met; none for what is no hurdle but a fault of the form, a
    /// change meanwhile, or a failure.
    pub(in crate::desk) fn of(error: &Error, dossier: &Dossier, act: Act) -> Option<Self> {
        match error {
            Error::OwnDossier => Some(Self::OwnDossier),
            Error::NotAllowed if dossier.authority == Authority::Partner => Some(Self::Elsewhere),
            Error::NotAllowed => Some(Self::OtherRole(act)),
            Error::NotNow(not_now) => Some(Self::NotNow(not_now.state)),
            Error::Unpaid => Some(Self::Unpaid),
            Error::NotFound
            | Error::Stale
            | Error::NotTaken
            | Error::NotTheirs(_)
            | Error::Incomplete { .. }
            | Error::Invalid { .. }
            | Error::Storage(_) => None,
        }
    }

    /// Whether it is not for this clerk, however the dossier goes on.
    pub(in crate::desk) const fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::OwnDossier | Self::Elsewhere | Self::OtherRole(_)
        )
    }

    /// How a page that says so is answered.
    pub(in crate::desk) const fn status(self) -> StatusCode {
        if self.is_of_person() {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::CONFLICT
        }
    }

    /// What the page says.
    pub(in crate::desk) fn text(self, words: Words) -> String {
        match self {
            Self::OwnDossier => words.t("desk.hurdle.own_dossier").to_owned(),
            Self::Elsewhere => words.t("desk.hurdle.elsewhere").to_owned(),
            Self::Unpaid => words.t("desk.hurdle.unpaid").to_owned(),
            Self::OtherRole(act) => {
                let roles = roles_text(words, act.roles());
                words.with("desk.hurdle.other_role", &[("roles", &roles)])
            }
            Self::NotNow(state) => {
                let state = words.under("common.state", state.key());
                words.with("desk.hurdle.not_now", &[("state", &state)])
            }
        }
    }
}

/// The moment up to which every fee must be paid before the act.
const fn paid_before(act: Act) -> Option<FeeDue> {
    match act {
        Act::Accept => Some(FeeDue::BeforeAcceptance),
        Act::Decide => Some(FeeDue::BeforeDecision),
        Act::Return => Some(FeeDue::AtReturn),
        _ => None,
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
