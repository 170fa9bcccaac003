//! Sending one letter of the outbox.

use lettre::Message;
use lettre::message::header::ContentType;

use super::store;
use super::transport::{Post, PostError, mailbox};
use crate::kernel::{Clock, LetterId};
use crate::storage::{Error, Storage};

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
    post.send(compose(sender, &letter)?).await?;
    let now = clock.now();
    storage
        .writing(move |tx| store::mark_sent(tx, id, now))
        .await?;
    Ok(())
}

fn compose(sender: &str, letter: &store::Stored) -> Result<Message, PostError> {
    let from = mailbox(sender)?;
    let message_id = format!("<{}@{}>", letter.key.replace('/', "."), from.email.domain());
    Message::builder()
        .from(from)
        .to(mailbox(&letter.recipient)?)
        .subject(&letter.subject)
        .message_id(Some(message_id))
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())
        .map_err(|error| PostError::Refused(error.to_string()))
}
