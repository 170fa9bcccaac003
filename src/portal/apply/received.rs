//! Files that came with a form, on their way to the application or supplement they are for.

use std::fmt::Display;

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::Payload;

use crate::accounts::{self, Limited, RateLimit};
use crate::context::Environment;
use crate::dossiers::{self, Attached, NewPaper, PaperRoom, attach, detach, room_for_papers};
use crate::kernel::AttachmentId;
use crate::portal::person_request::PersonRequest;
use crate::speech::Words;
use crate::web::{FileError, PageError, ReceivedFile, TakenFile, Upload, UploadRoom, Wanted};

/// What an account may send in a day, and at once, is so many times what its drafts may hold.
const TIMES_THE_ROOM: i64 = 4;
const HOURS_OF_A_DAY: i64 = 24;
/// A form without files is shorter, and counts nowhere.
const WITHOUT_FILES: i64 = 64 * 1024;

/// Reads a form whose files are papers of a draft or supplement of the viewer. What there is no room
/// for is not stored; the rest of the form is read all the same.
///
/// # Errors
/// Those of [`Upload::read`], and of the operations.
pub async fn receive_papers(
    request: &PersonRequest,
    payload: Payload,
    takes: &dyn Fn(&str) -> bool,
) -> Result<Upload, PageError> {
    let id = request.id;
    let left = request.read(move |conn, cx| room_for_papers(conn, cx, id));
    let PaperRoom { papers, unfiled } = left.await?;
    let room = UploadRoom {
        files: papers,
        bytes: request.env.uploads.unfiled.saturating_sub(unfiled),
        is_to_wait: !may_send(request).await?,
    };
    let wanted = Wanted {
        takes,
        room,
        with_password: false,
    };
    Upload::read(request, payload, wanted).await
}

/// Counts what is announced against what the account may send. Who announces nothing is counted for
/// the largest file.
async fn may_send(request: &PersonRequest) -> Result<bool, PageError> {
    let announced = request.http.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<i64>().ok());
    let cost = announced.unwrap_or(request.env.largest_file);
    if cost <= WITHOUT_FILES {
        return Ok(true);
    }
    let account = request.viewer()?.account;
    let burst = request.env.uploads.unfiled.saturating_mul(TIMES_THE_ROOM);
    let limit = RateLimit {
        of: Limited::UploadedBytes,
        burst,
        per_hour: burst / HOURS_OF_A_DAY,
    };
    let spent = request.write(move |tx, cx| accounts::spend(tx, account, limit, cost, cx.now()));
    Ok(spent.await?.is_ok())
}

/// Keeps one file that was taken; gives back what to say when it was not kept: there are as many
/// papers as there may be, or the same content was sent under another name.
///
/// # Errors
/// Faults of storage; `Conflict` when papers are not awaited any more.
pub async fn keep(
    request: &PersonRequest,
    component: &str,
    name: &str,
    taken: &TakenFile,
) -> Result<Option<String>, PageError> {
    let paper = NewPaper {
        component: component.to_owned(),
        file_name: name.to_owned(),
        file: taken.file.clone(),
        media: taken.media,
    };
    let kept = request.change(move |tx, cx, id| attach(tx, cx, id, &paper));
    let words = request.words();
    match kept.await {
        Ok(Attached::Added(_) | Attached::Again(_)) => Ok(None),
        Ok(Attached::Same(known)) => {
            let args: [(&str, &dyn Display); 2] = [("name", &name), ("known", &known.file_name)];
            Ok(Some(words.with("apply.papers.same", &args)))
        }
        Err(dossiers::Error::Invalid { .. }) => {
            Ok(Some(words.t("apply.papers.too_many").to_owned()))
        }
        Err(other) => Err(other.into()),
    }
}

/// Takes a paper away again, as long as it is not filed. What is gone already is what was wanted.
///
/// # Errors
/// [`PageError::BadRequest`] for what is no id of a paper; `Conflict` when papers are not awaited any
/// more.
pub async fn take_away(request: &PersonRequest, paper: &str) -> Result<(), PageError> {
    let paper: AttachmentId = paper.parse().map_err(|_| PageError::BadRequest)?;
    let gone = request.change(move |tx, cx, id| detach(tx, cx, id, paper));
    match gone.await {
        Ok(()) | Err(dossiers::Error::NotFound) => Ok(()),
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
    let size = |bytes: i64| words.file_size(&u64::try_from(bytes).unwrap_or(0));
    let (most, room) = (size(env.largest_file), size(env.uploads.unfiled));
    words.with(
        &format!("apply.file_fault.{}", fault.key()),
        &[("name", &received.name), ("most", &most), ("room", &room)],
    )
}
