//! Putting the results of a decision where the applicant keeps their papers.

use crate::dossiers::error::Result;
use crate::dossiers::event::Happening;
use crate::dossiers::store::{self, ResultDocument};
use crate::kernel::{AccountId, DossierId, Moment};
use crate::storage::Tx;
use crate::vault::{self, Origin, Paper};

/// Puts the files of the decision that event `seq` records into the holder's vault, or the
/// applicant's where the holder has no account. A repeat changes nothing.
pub fn keep_results(tx: &mut Tx<'_>, moment: &Moment, id: DossierId, seq: i32) -> Result<()> {
    let Some(dossier) = store::dossier(tx, id)? else {
        return Ok(());
    };
    let happened = store::event(tx, id, seq)?.map(|recorded| recorded.event.happening);
    let (Some(owner), Some(Happening::Decided { results, .. })) =
        (dossier.holder.account.or(dossier.applicant), happened)
    else {
        return Ok(());
    };
    for result in store::results_of(tx, id)? {
        if results.contains(&result.id)
            && let Some(paper) = paper(moment, owner, id, &result)
        {
            vault::keep(tx, &paper)?;
        }
    }
    Ok(())
}

fn paper(
    moment: &Moment,
    owner: AccountId,
    dossier: DossierId,
    result: &ResultDocument,
) -> Option<Paper> {
    let file = result.file.as_ref()?;
    Some(Paper {
        id: moment.id(),
        owner,
        title: result.title.clone(),
        file_name: file.name.clone(),
        file: file.file.clone(),
        media: file.media,
        origin: Some(Origin {
            dossier,
            result: result.id,
        }),
        added_at: moment.now,
    })
}
