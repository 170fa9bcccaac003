//! Whether the agency and the portal say the same of every dossier.

use std::fmt;

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::courier::{Courier, Returned};
use super::dossier::Dossier;
use super::store::StoreError;

/// How many dossiers are read from the store at a time.
const PAGE: i64 = 500;

/// What came of the comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Dossiers of which both say the same.
    pub same: u64,
    /// Dossiers that the portal does not know.
    pub unknown: u64,
    /// Dossiers of which the portal says something else.
    pub different: u64,
}

impl Comparison {
    /// Whether both sides agree on every dossier.
    pub const fn is_agreement(&self) -> bool {
        self.unknown == 0 && self.different == 0
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (same, unknown, different) = (self.same, self.unknown, self.different);
        write!(
            f,
            "{same} agree, {unknown} unknown to the portal, {different} differ"
        )
    }
}

/// The comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum CompareError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the portal: {0}")]
    Portal(String),
}

/// Asks the portal for every dossier, and prints those of which it says something else.
pub(super) async fn compare(courier: &Courier) -> Result<Comparison, CompareError> {
    let mut found = Comparison::default();
    let mut after = String::new();
    loop {
        let from = after.clone();
        let dossiers = courier
            .office
            .reading(move |_, tx| tx.page(&from, PAGE))
            .await?;
        let Some(last) = dossiers.last() else {
            return Ok(found);
        };
        after.clone_from(&last.code);
        let parallel = usize::from(courier.office.settings.parallel);
        let mut answers = stream::iter(dossiers)
            .map(|dossier| async move {
                let said = courier.look_up(&dossier.code).await;
                (dossier, said)
            })
            .buffer_unordered(parallel);
        while let Some((dossier, said)) = answers.next().await {
            found.add(&dossier, said.map_err(portal_failed)?.as_ref());
        }
    }
}

impl Comparison {
    fn add(&mut self, dossier: &Dossier, said: Option<&Value>) {
        let own = dossier.state.code().to_string();
        let Some(said) = said else {
            self.unknown += 1;
            println!("{}: {own} here, unknown to the portal", dossier.code);
            return;
        };
        let theirs = said.get("TrangThaiHoSo").map(plain).unwrap_or_default();
        if theirs == own {
            self.same += 1;
        } else {
            self.different += 1;
            println!("{}: {own} here, {theirs} at the portal", dossier.code);
        }
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn portal_failed(returned: Returned) -> CompareError {
    match returned {
        Returned::Closed(why) | Returned::Refused(why) => CompareError::Portal(why),
    }
}
