//! A form that came too late: its session had ended, or its page was older than the session. What was
//! typed is not taken, but kept and shown again, so that nobody types it twice.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::kernel::Instant;
use crate::storage::{KeyRing, SealedBytes};

/// The field that carries a kept form through the pages of signing in.
pub const KEPT: &str = "_kept";
/// How long it can be opened: signing in takes no longer, and the page may stay open on a shared
/// computer.
const KEPT_FOR: Duration = Duration::hours(1);
const CONTEXT: &str = "web.kept_form";
/// The largest form that is kept, sealed and written as text: it has to fit into a form itself.
const LARGEST: usize = 700 * 1024;

/// What was typed, and where it goes. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// The path and query of the form, in the language of its page.
    pub action: String,
    pub pairs: Vec<(String, String)>,
    until: Instant,
}

impl fmt::Debug for KeptForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptForm({} fields)", self.pairs.len())
    }
}

impl KeptForm {
    /// Keeps a form; passwords and codes are typed again.
    pub fn new(action: String, pairs: Vec<(String, String)>, now: Instant) -> Self {
        Self {
            action,
            pairs: without_secrets(pairs),
            until: now + KEPT_FOR,
        }
    }

    /// The form as a field of another carries it; none where it is too large.
    pub fn seal(&self, keys: &KeyRing) -> Option<String> {
        let plain = serde_json::to_vec(self).ok()?;
        let sealed = SealedBytes::seal(keys, CONTEXT, &plain).ok()?;
        let text = URL_SAFE_NO_PAD.encode(sealed.as_bytes());
        (text.len() <= LARGEST).then_some(text)
    }

    /// The form that a field carries; none where it is not ours, or too old.
    pub fn open(keys: &KeyRing, text: &str, now: Instant) -> Option<Self> {
        let sealed = SealedBytes::of_bytes(URL_SAFE_NO_PAD.decode(text).ok()?);
        let plain = sealed.open(keys, CONTEXT).ok()?;
        let form: Self = serde_json::from_slice(&plain).ok()?;
        (now <= form.until).then_some(form)
    }
}

/// The fields without those that are secret, and without what belonged to the page.
pub(super) fn without_secrets(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let is_kept = |name: &str| {
        !name.contains("password") && !matches!(name, "_csrf" | "_confirm" | "code" | KEPT)
    };
    pairs
        .into_iter()
        .filter(|(name, _)| is_kept(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kernel::{Chance, SeededChance};
    use crate::storage::SealingKey;

    fn ring() -> KeyRing {
        let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(3));
        let key = SealingKey::generate(1, chance.as_ref());
        KeyRing::new(std::slice::from_ref(&key), &key, chance).unwrap()
    }

    #[test]
    fn a_form_is_opened_for_an_hour_and_holds_no_secret() {
        let keys = ring();
        let now: Instant = "2026-11-30T01:00:00Z".parse().unwrap();
        let pair = |name: &str| (name.to_owned(), "x".to_owned());
        let pairs = ["reason", "password", "new_password", "code", "_confirm"].map(pair);
        let form = KeptForm::new("/ho-so/1/rut".to_owned(), pairs.to_vec(), now);
        assert_eq!(form.pairs, [pair("reason")]);
        let text = form.seal(&keys).unwrap();
        let later = |minutes| now + Duration::minutes(minutes);
        assert_eq!(KeptForm::open(&keys, &text, later(60)), Some(form));
        assert_eq!(KeptForm::open(&keys, &text, later(61)), None);
        let cut = text.get(1..).unwrap();
        for wrong in ["", "x", cut, "é"] {
            assert_eq!(KeptForm::open(&keys, wrong, now), None, "{wrong}");
        }
    }
}
