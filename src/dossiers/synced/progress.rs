//! One row of progress (CapNhatTienDoHoSoMC, docs/partners.md).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::dossiers::lifecycle::State;
use crate::kernel::{Instant, visible};

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
    /// The same letter by letter as it was sent.
    pub sent_content: String,
    /// Who did it, in which position and department, as far as it was said.
    pub by: Vec<String>,
}

impl Progress {
    /// What makes the row the same when it comes again: when, which state, what was done. A row whose
    /// code has no meaning here is not the one that moves the dossier, however alike they are.
    pub fn key(&self, at: Instant) -> String {
        self.key_with(at, &self.content)
    }

    /// The keys under which earlier versions of the portal recorded the row: they cleaned less of its
    /// content, or nothing, and it may have come in decomposed letters then.
    pub fn earlier_keys(&self, at: Instant) -> impl Iterator<Item = String> {
        let sent = &self.sent_content;
        let spellings = [sent.clone(), visible(sent), sent.nfd().collect()];
        let others = spellings.into_iter().filter(|one| *one != self.content);
        others.map(move |content| self.key_with(at, &content))
    }

    fn key_with(&self, at: Instant, content: &str) -> String {
        let digest = Sha256::new()
            .chain_update(at.to_string())
            .chain_update([0])
            .chain_update(&self.sent_state)
            .chain_update([0])
            .chain_update(content)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clean;

    fn row(sent: &str) -> Progress {
        Progress {
            code: "H99-260105-0001".to_owned(),
            at: None,
            state: None,
            sent_state: "4".to_owned(),
            content: clean(sent),
            sent_content: sent.to_owned(),
            by: Vec::new(),
        }
    }

    #[test]
    fn a_row_that_was_recorded_before_its_letters_were_cleaned_is_known_again() {
        let at: Instant = "2026-01-09T09:00:00Z".parse().unwrap();
        let composed = "Chuyển\u{a0}Ðội thuế";
        let decomposed: String = composed.nfd().collect();
        let recorded = |content: &str| row("").key_with(at, content);
        for sent in [composed, &decomposed] {
            let keys: Vec<String> = row(sent).earlier_keys(at).collect();
            for before in [sent, &decomposed, composed] {
                assert!(keys.contains(&recorded(before)), "{sent:?} {before:?}");
            }
            assert_eq!(row(sent).key(at), recorded("Chuyển Đội thuế"));
            assert_eq!(row(sent).key(at), row("Chuyển Đội thuế").key(at));
        }
        // Another row stays another.
        let other = row("Chuyển Đội thuế khác");
        let mut keys = other.earlier_keys(at).chain([other.key(at)]);
        assert!(!keys.any(|key| key == recorded(composed) || key == recorded("Chuyển Đội thuế")));
    }
}
