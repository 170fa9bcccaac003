//! Why somebody cannot do an act now: what operations refuse, and what pages therefore do not offer.

use super::case_file::CaseFile;
use super::{Act, DoneBy};
use crate::dossiers::dossier::{Authority, Dossier};
use crate::dossiers::lifecycle::NotNow;
use crate::kernel::Viewer;

/// What stands in the way of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActBlocked {
    /// A clerk never handles a dossier of their own.
    #[error("a clerk never handles a dossier of their own")]
    OwnDossier,
    /// The agency's own system decides.
    #[error("the agency's own system decides")]
    Elsewhere,
    /// The viewer's roles do not allow it.
    #[error("the viewer's roles do not allow it")]
    OtherRole(Act),
    /// The state does not allow it.
    #[error(transparent)]
    NotNow(NotNow),
    /// A fee that comes first is not paid.
    #[error("a fee that comes first is not paid")]
    Unpaid,
}

impl ActBlocked {
    /// Whether it is not for this person, however the dossier goes on.
    pub const fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::OwnDossier | Self::Elsewhere | Self::OtherRole(_)
        )
    }
}

/// Whether a clerk's roles allow `act` on a dossier, whatever its state.
///
/// # Errors
/// What of the clerk or the agency stands in the way.
pub fn may_act(viewer: &Viewer, dossier: &Dossier, act: Act) -> Result<(), ActBlocked> {
    if dossier.belongs_to(viewer.account) {
        return Err(ActBlocked::OwnDossier);
    }
    if dossier.authority != Authority::Desk {
        return Err(ActBlocked::Elsewhere);
    }
    match act.rule().by {
        DoneBy::Clerk(side, roles) if viewer.is_any(roles, dossier.agency_of(side)) => Ok(()),
        DoneBy::Clerk(..) | DoneBy::Applicant | DoneBy::Clock => Err(ActBlocked::OtherRole(act)),
    }
}

/// Whether a clerk can do `act` now, as [`super::carry_out`] would find.
///
/// # Errors
/// What stands in the way.
pub fn can_do(viewer: &Viewer, case: &CaseFile, act: Act) -> Result<(), ActBlocked> {
    may_act(viewer, &case.dossier, act)?;
    let standing = case.dossier.standing.after(act);
    standing.map_err(ActBlocked::NotNow)?;
    match act.rule().paid_before {
        Some(due) if case.owes(due) => Err(ActBlocked::Unpaid),
        _ => Ok(()),
    }
}
