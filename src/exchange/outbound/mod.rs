//! What partners are told: filings, supplements and withdrawals of dossiers that their own systems
//! decide about. Pushed by jobs where the partner listens, fetched from its feed where it does not.

mod breaker;
mod deliver;
mod feed;
mod link;
mod message;
mod post;

pub use breaker::{Breaker, BreakerState};
pub use deliver::Outbound;
pub(super) use feed::feed;
pub use link::{FILE_ROUTE, serve_file};
pub use post::Client;
