//! Files that came with a form, on their way to the application or supplement they are for.

use crate::dossiers::{self, NewPaper, attach, detach};
use crate::kernel::{AccountId, DossierId};
use crate::web::{FileFault, Ground, PageError, ReceivedFile, TakenFile, Words};

/// Keeps one file that was taken. False when there are as many papers as there may be.
///
/// # Errors
/// Faults of storage; `Conflict` when papers are not awaited any more.
pub async fn keep(
    ground: &Ground,
    account: AccountId,
    id: DossierId,
    component: &str,
    name: &str,
    taken: &TakenFile,
) -> Result<bool, PageError> {
    let paper = NewPaper {
        component: component.to_owned(),
        file_name: name.to_owned(),
        file: taken.file.clone(),
        media: taken.media,
    };
    let (moment, digest) = (ground.moment(), paper.file.digest.clone());
    let kept = ground
        .storage
        .writing(move |tx| attach(tx, &moment, account, id, &paper))
        .await;
    let attachment = match kept {
        Ok(attachment) => attachment,
        Err(dossiers::Error::Invalid { .. }) => return Ok(false),
        Err(other) => return Err(other.into()),
    };
    if ground.files.has(&digest).await? {
        return Ok(true);
    }
    // The same content had just been swept as nobody's: a paper without its bytes is worse than
    // one that must be sent again.
    let moment = ground.moment();
    ground
        .storage
        .writing(move |tx| detach(tx, &moment, account, id, attachment.id))
        .await?;
    Err(PageError::Unavailable)
}

/// What to say about a file that was not taken.
pub fn file_fault(
    words: Words,
    ground: &Ground,
    received: &ReceivedFile,
    fault: FileFault,
) -> String {
    let most = words.file_size(&u64::try_from(ground.largest_file).unwrap_or(0));
    words.with(
        &format!("apply.file_fault.{}", fault.key()),
        &[("name", &received.name), ("most", &most)],
    )
}
