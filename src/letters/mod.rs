//! Mail as a mechanism: outbox, delivery state, transports. Each room writes its own letters
//! and puts them here in the transaction that causes them.

mod delivery;
mod store;
mod transport;

use crate::kernel::AccountId;

pub use delivery::{DeliveryError, Mailer, SendLetter, deliver};
pub use store::{OutboxLine, recent, write_letter};
pub use transport::{FolderPost, Post, PostError, SmtpPost, SmtpSettings};

/// A letter ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    /// What the letter is about, once: a second letter of the same key is not written.
    pub key: String,
    /// Whose letter it is, if an account's.
    pub account: Option<AccountId>,
    /// Its kind, for operators.
    pub kind: &'static str,
    /// The recipient's address.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}
