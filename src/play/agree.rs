//! Compares what the played agency and the portal say of every dossier.

use crate::kernel::print_line;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::courier::{Courier, Returned};
use super::dossier::Dossier;
use super::office::Office;
use super::store::{Attachment, Custody, StoreError};

/// How many dossiers are read from the store at a time.
const PAGE: i64 = 500;
/// How often the portal is asked for a dossier until it answers, and how long is waited between.
const ASKED: usize = 5;
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What came of the comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Dossiers of which both say the same.
    pub same: u64,
    /// Dossiers that the portal does not know.
    pub unknown: u64,
    /// Dossiers of which the portal says something else.
    pub different: u64,
    /// Attachments that are here as they were fetched.
    pub attachments: u64,
    /// Attachments whose links the portal pushed and that are not.
    pub missing: u64,
}

impl Comparison {
    /// Whether both sides agree on every dossier, and all that was enclosed is here.
    pub const fn is_agreement(&self) -> bool {
        self.unknown == 0 && self.different == 0 && self.missing == 0
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (same, unknown, different) = (self.same, self.unknown, self.different);
        let (attachments, missing) = (self.attachments, self.missing);
        write!(
            f,
            "{same} agree, {unknown} unknown to the portal, {different} differ; \
             {attachments} attachments here, {missing} missing"
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

/// Asks the portal, and asks again when it did not answer: a connection that broke off says nothing
/// about the dossier.
async fn asked_patiently(courier: &Courier, code: &str) -> Result<Option<Value>, Returned> {
    for _ in 1..ASKED {
        match courier.look_up(code).await {
            Err(Returned::Closed(_)) => tokio::time::sleep(ASK_AGAIN_AFTER).await,
            said => return said,
        }
    }
    courier.look_up(code).await
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
        found.count_attachments(&courier.office, &dossiers).await?;
        let parallel = usize::from(courier.office.settings.parallel);
        let mut answers = stream::iter(dossiers)
            .map(|dossier| async move {
                let said = asked_patiently(courier, &dossier.code).await;
                (dossier, said)
            })
            .buffer_unordered(parallel);
        while let Some((dossier, said)) = answers.next().await {
            found.add(&dossier, said.map_err(portal_failed)?.as_ref());
        }
    }
}

impl Comparison {
    /// Counts what was enclosed with the dossiers, and prints what is not here. Only the agency knows
    /// what it fetched; that it is whole, the length in the portal's answer said.
    async fn count_attachments(
        &mut self,
        office: &Arc<Office>,
        dossiers: &[Dossier],
    ) -> Result<(), StoreError> {
        let filed = dossiers.iter().filter_map(|one| one.portal_code.clone());
        let filed: Vec<String> = filed.collect();
        let lacking = move |office: &Office, attachment: &Attachment| match attachment.custody {
            Custody::Here if office.enclosures.holds(attachment) => None,
            Custody::Here => Some("is not in the folder as it was fetched"),
            Custody::Awaited => Some("is still to be fetched"),
            Custody::Gone => Some("is gone from the portal"),
            Custody::Declined => Some("was declined"),
        };
        let looked_at = office
            .reading(move |office, tx| {
                let attachments = tx.attachments_of(&filed)?.into_iter();
                let looked_at = attachments.map(|one| (lacking(office, &one), one));
                Ok(looked_at.collect::<Vec<_>>())
            })
            .await?;
        for (
            lacking,
            Attachment {
                portal_code, id, ..
            },
        ) in looked_at
        {
            if let Some(lacking) = lacking {
                self.missing += 1;
                let _ = print_line(format_args!("{portal_code}: attachment {id} {lacking}"));
            } else {
                self.attachments += 1;
            }
        }
        Ok(())
    }

    fn add(&mut self, dossier: &Dossier, said: Option<&Value>) {
        let own = dossier.state.code().to_string();
        let Some(said) = said else {
            self.unknown += 1;
            let _ = print_line(format_args!(
                "{}: {own} here, unknown to the portal",
                dossier.code
            ));
            return;
        };
        let theirs = said.get("TrangThaiHoSo").map(plain).unwrap_or_default();
        if theirs == own {
            self.same += 1;
        } else {
            self.different += 1;
            let _ = print_line(format_args!(
                "{}: {own} here, {theirs} at the portal",
                dossier.code
            ));
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
