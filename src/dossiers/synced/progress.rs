//! One row of progress (CapNhatTienDoHoSoMC, docs/partners.md).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::dossiers::lifecycle::State;
use crate::kernel::Instant;

/// How much of the digest the key keeps: enough that two rows of one dossier never meet.
const KEY_BYTES: usize = 16;

/// What happened to a dossier in its agency's own system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The dossier's code.
    pub code: String,
    /// When it happened; none where the sender does not say, and then the row cannot be placed among
    /// the others: it tells nothing.
    pub at: Option<Instant>,
    /// The state that is reported; none where the sender's code has no meaning here.
    pub state: Option<State>,
    /// The state as it was sent.
    pub sent_state: String,
    /// What was done.
    pub content: String,
    /// Who did it, in which position and department, as far as it was said.
    pub by: Vec<String>,
}

impl Progress {
    /// What makes the row the same when it comes again: when, which state, what was done. A row whose
    /// code has no meaning here is not the one that moves the dossier, however alike they are.
    pub fn key(&self, at: Instant) -> String {
        let digest = Sha256::new()
            .chain_update(at.to_string())
            .chain_update([0])
            .chain_update(&self.sent_state)
            .chain_update([0])
            .chain_update(&self.content)
            .finalize();
        let kept = digest.get(..KEY_BYTES).unwrap_or(&digest);
        let kind = match self.state {
            Some(_) => "progress",
            None => "note",
        };
        format!("{kind}/{}", URL_SAFE_NO_PAD.encode(kept))
    }

    /// The text of the time-line: what was done, and on a line of its own by whom.
    pub fn text(&self) -> String {
        if self.by.is_empty() {
            return self.content.clone();
        }
        format!("{}\n{}", self.content, self.by.join(", "))
    }
}
