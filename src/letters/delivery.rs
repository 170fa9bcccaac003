//! Sending one letter of the outbox.

use std::sync::Arc;
use std::time::Duration;

use lettre::Message;
use lettre::message::header::ContentType;
use serde::{Deserialize, Serialize};

use super::store;
use super::transport::{Post, PostError, mailbox};
use crate::jobs::{Failed, Job, Outcome, Queue, Run};
use crate::kernel::{Clock, JobId, LetterId};
use crate::storage::{Error, Storage};

/// Delivers a letter that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendLetter {
    pub letter: LetterId,
}

impl Job for SendLetter {
    const KIND: &'static str = "send_letter";
    const QUEUE: Queue = Queue::Own;
    const LIMIT: Duration = Duration::from_secs(60);
}

/// What the sending of letters needs.
#[derive(Clone)]
pub struct Mailer {
    /// Where the outbox is.
    pub storage: Storage,
    /// How letters leave.
    pub post: Arc<dyn Post>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// The sender that letters bear.
    pub sender: String,
}

impl Run for SendLetter {
    type Needs = Mailer;

    async fn run(self, needs: &Mailer, _: JobId) -> Outcome {
        let (post, clock) = (needs.post.as_ref(), needs.clock.as_ref());
        deliver(&needs.storage, post, clock, &needs.sender, self.letter)
            .await
            .map_err(|error| Failed::new(error.to_string()))
    }
}

/// A letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The post did not take it.
    #[error(transparent)]
    Post(#[from] PostError),
    /// The outbox could not be read or written.
    #[error(transparent)]
    Storage(#[from] Error),
}

/// Sends the letter unless it is sent already. A crash between sending and recording sends it
/// again with the same Message-ID, by which mail programs recognise it (RFC 5322, 3.6.4).
pub async fn deliver(
    storage: &Storage,
    post: &dyn Post,
    clock: &dyn Clock,
    sender: &str,
    id: LetterId,
) -> Result<(), DeliveryError> {
    let Some(letter) = storage.reading(move |conn| store::letter(conn, id)).await? else {
        return Ok(());
    };
    if letter.is_sent {
        return Ok(());
    }
    post.send(compose(sender, id, &letter)?).await?;
    let now = clock.now();
    storage
        .writing(move |tx| store::mark_sent(tx, id, now))
        .await?;
    Ok(())
}

/// The Message-ID tells nothing but which letter it is: the key counts what happened to a dossier, and
/// not all of that is its applicant's to know.
fn compose(sender: &str, id: LetterId, letter: &store::Stored) -> Result<Message, PostError> {
    let from = mailbox(sender)?;
    let message_id = format!("<{id}@{}>", from.email.domain());
    Message::builder()
        .from(from)
        .to(mailbox(&letter.recipient)?)
        .subject(&letter.subject)
        .message_id(Some(message_id))
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())
        .map_err(|error| PostError::Refused(error.to_string()))
}
