//! How sure the state is that an account is who it says it is.
//!
//! An account begins declared: it files and sees what it filed. A verified one owns its number:
//! it alone is matched with dossiers that agencies send.

use crate::kernel::{AccountId, Assurance, Instant};

/// How sure the state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssuranceRecord {
    /// The person's own word.
    Declared,
    /// Somebody has seen the paper.
    Verified {
        at: Instant,
        /// The clerk; nobody when it was done from the command line.
        by: Option<AccountId>,
    },
}

impl AssuranceRecord {
    /// The level without its history.
    pub const fn assurance(self) -> Assurance {
        match self {
            Self::Declared => Assurance::Declared,
            Self::Verified { .. } => Assurance::Verified,
        }
    }
}
