//! The life of a dossier: the ten states of the national portal, and where an act leads by the table
//! of acts. Where an agency works in this portal the table binds; what an agency's own system syncs
//! is recorded as it comes and only the view is derived.

use serde::{Deserialize, Serialize};

use super::acts::{Act, Target};
use crate::kernel::plain_enum;

plain_enum! {
    /// The portal's own ten state codes (docs/partners.md).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum State {
        /// Mới đăng ký.
        Submitted = 1 => "submitted",
        /// Được tiếp nhận.
        Accepted = 2 => "accepted",
        /// Không được tiếp nhận.
        Refused = 3 => "refused",
        /// Đang xử lý.
        Processing = 4 => "processing",
        /// Yêu cầu bổ sung.
        SupplementRequested = 5 => "supplement_requested",
        /// Yêu cầu thực hiện nghĩa vụ tài chính.
        PaymentRequested = 6 => "payment_requested",
        /// Công dân yêu cầu rút.
        Withdrawn = 7 => "withdrawn",
        /// Dừng xử lý.
        Stopped = 8 => "stopped",
        /// Đã xử lý xong.
        Decided = 9 => "decided",
        /// Đã trả kết quả.
        Returned = 10 => "returned",
    }
}

impl State {
    /// Nothing can happen to the dossier any more.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Refused | Self::Withdrawn | Self::Stopped | Self::Returned
        )
    }

    /// The clock has ended.
    pub const fn is_settled(self) -> bool {
        self.is_final() || matches!(self, Self::Decided)
    }
}

/// A state that a supplement request interrupts and to which the answer leads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resumable {
    /// Not accepted yet.
    Submitted,
    /// Accepted, not handed over yet.
    Accepted,
    /// With the handling unit.
    Processing,
}

impl Resumable {
    /// The state itself.
    pub const fn state(self) -> State {
        match self {
            Self::Submitted => State::Submitted,
            Self::Accepted => State::Accepted,
            Self::Processing => State::Processing,
        }
    }

    /// The resumable state that a state is, if it is one.
    pub const fn of(state: State) -> Option<Self> {
        match state {
            State::Submitted => Some(Self::Submitted),
            State::Accepted => Some(Self::Accepted),
            State::Processing => Some(Self::Processing),
            _ => None,
        }
    }
}

/// Where a dossier stands: its state, and with a supplement request what comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// In a state that remembers nothing.
    Plain(PlainState),
    /// Waiting for a supplement.
    Supplement {
        /// Where the answer leads.
        resume: Resumable,
    },
}

/// A state other than `SupplementRequested`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlainState(State);

impl Standing {
    /// The standing of a dossier that was just filed.
    pub const FILED: Self = Self::Plain(PlainState(State::Submitted));

    /// The standing that two stored columns mean; none if they contradict each other.
    pub fn new(state: State, resume: Option<State>) -> Option<Self> {
        match (state, resume) {
            (State::SupplementRequested, Some(resume)) => {
                Resumable::of(resume).map(|resume| Self::Supplement { resume })
            }
            (State::SupplementRequested, None) | (_, Some(_)) => None,
            (state, None) => Some(Self::plain(state)),
        }
    }

    /// The standing of a state that an agency's own system reports, whatever came before it;
    /// `resume` is where an awaited supplement leads back to.
    pub const fn synced(state: State, resume: Resumable) -> Self {
        match state {
            State::SupplementRequested => Self::Supplement { resume },
            state => Self::plain(state),
        }
    }

    const fn plain(state: State) -> Self {
        Self::Plain(PlainState(state))
    }

    pub const fn state(self) -> State {
        match self {
            Self::Plain(PlainState(state)) => state,
            Self::Supplement { .. } => State::SupplementRequested,
        }
    }

    /// Where a supplement leads back to.
    pub const fn resume(self) -> Option<State> {
        match self {
            Self::Plain(_) => None,
            Self::Supplement { resume } => Some(resume.state()),
        }
    }

    /// Where `act` leads from here, or that it cannot be done now.
    pub fn after(self, act: Act) -> Result<Self, NotNow> {
        let state = self.state();
        let refused = NotNow { state, act };
        let rule = act.rule();
        if !rule.from.contains(&state) {
            return Err(refused);
        }
        match (rule.to, self) {
            (Target::State(state), _) => Ok(Self::plain(state)),
            (Target::Interruption, _) => Resumable::of(state)
                .map(|resume| Self::Supplement { resume })
                .ok_or(refused),
            (Target::Resumption, Self::Supplement { resume }) => Ok(Self::plain(resume.state())),
            (Target::Resumption, Self::Plain(_)) => Err(refused),
            (Target::Unchanged, _) => Ok(self),
        }
    }
}

/// An act that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} cannot be done to a dossier that is {}", act.key(), state.key())]
pub struct NotNow {
    /// Where the dossier stands.
    pub state: State,
    /// What was tried.
    pub act: Act,
}

#[cfg(test)]
mod tests;
