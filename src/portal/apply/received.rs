//! Files that came with a form, on their way to the application or supplement they are for.

use crate::context::Environment;
use crate::dossiers::{self, NewPaper, attach};
use crate::portal::person_request::PersonRequest;
use crate::speech::Words;
use crate::web::{FileError, PageError, ReceivedFile, TakenFile};

/// Keeps one file that was taken. False when there are as many papers as there may be.
///
/// # Errors
/// Faults of storage; `Conflict` when papers are not awaited any more.
pub async fn keep(
    request: &PersonRequest,
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
    let kept = request.change(move |tx, cx, id| attach(tx, cx, id, &paper));
    match kept.await {
        Ok(_) => Ok(true),
        Err(dossiers::Error::Invalid { .. }) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// What to say about a file that was not taken.
pub fn file_fault(
    words: Words,
    env: &Environment,
    received: &ReceivedFile,
    fault: FileError,
) -> String {
    let most = words.file_size(&u64::try_from(env.largest_file).unwrap_or(0));
    words.with(
        &format!("apply.file_fault.{}", fault.key()),
        &[("name", &received.name), ("most", &most)],
    )
}
