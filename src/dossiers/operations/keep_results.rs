//! Putting the results of a dossier where the applicant keeps their papers.

use serde::{Deserialize, Serialize};

use crate::context::{Background, Context};
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::Result;
use crate::dossiers::file_name::result_name;
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::{self, ResultDocument};
use crate::jobs::{Job, Outcome, Run};
use crate::kernel::{AccountId, DossierId, JobId};
use crate::storage::Tx;
use crate::vault::{self, Origin, Paper, telling_title};

/// Puts the results of a decision into the holder's vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepResults {
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
}

impl Job for KeepResults {
    const KIND: &'static str = "keep_results";
}

impl Run for KeepResults {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        needs
            .write(move |tx, cx| keep_results(tx, cx, self.dossier))
            .await
    }
}

/// Puts the files of the results that were handed over into the holder's vault, or the
/// applicant's where the holder has no account. A repeat changes nothing.
fn keep_results(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<()> {
    let Some(dossier) = store::dossier(tx, id)? else {
        return Ok(());
    };
    let owner = dossier.holder.account.or(dossier.applicant);
    let (Some(owner), State::Returned) = (owner, dossier.state()) else {
        return Ok(());
    };
    for result in store::results_of(tx, id)? {
        if let Some(paper) = paper(cx, owner, &dossier, &result) {
            vault::keep(tx, &paper)?;
        }
    }
    Ok(())
}

fn paper(
    cx: &Context,
    owner: AccountId,
    dossier: &Dossier,
    result: &ResultDocument,
) -> Option<Paper> {
    let file = result.file.as_ref()?;
    let title = telling_title(&result.title).unwrap_or(&dossier.procedure.name);
    Some(Paper {
        id: cx.id(),
        owner,
        title: title.to_owned(),
        file_name: result_name(dossier, result, file.media),
        file: file.file.clone(),
        media: file.media,
        origin: Some(Origin {
            dossier: dossier.id,
            result: result.id,
        }),
        added_at: cx.now(),
    })
}
