//! Letters as a mechanism: the outbox, the folder, a real SMTP conversation.

mod outbox;
mod smtp;
mod written;
