//! Which pushes are being answered: what is enclosed with a dossier is not fetched before the portal
//! has its answer, so that neither waits for the other. Kept in memory: whoever was being answered by
//! a process that is gone has no answer to wait for.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The portal's codes of the dossiers, once for each push.
#[derive(Default)]
pub(super) struct Answering(Mutex<Vec<String>>);

/// One push that is being answered, until this is dropped.
pub(super) struct AnsweringGuard<'a> {
    among: &'a Answering,
    portal_code: String,
}

impl Answering {
    /// An answer begins.
    pub(super) fn begin(&self, portal_code: &str) -> AnsweringGuard<'_> {
        self.codes().push(portal_code.to_owned());
        AnsweringGuard {
            among: self,
            portal_code: portal_code.to_owned(),
        }
    }

    /// Whether a push of the dossier is being answered.
    pub(super) fn is_about(&self, portal_code: &str) -> bool {
        self.codes().iter().any(|code| code == portal_code)
    }

    fn codes(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AnsweringGuard<'_> {
    fn drop(&mut self) {
        let mut codes = self.among.codes();
        if let Some(place) = codes.iter().position(|code| *code == self.portal_code) {
            codes.swap_remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dossier_is_answered_until_its_last_push_is() {
        let answering = Answering::default();
        let first = answering.begin("P-1");
        let repeat = answering.begin("P-1");
        drop(first);
        assert!(answering.is_about("P-1") && !answering.is_about("P-2"));
        drop(repeat);
        assert!(!answering.is_about("P-1"));
    }
}
