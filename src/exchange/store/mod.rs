//! All SQL of the exchange.

mod messages;
mod outbound;
mod partners;
mod quarantine;
mod ratings;
mod sessions;
mod traffic;
mod unmapped;

pub use messages::*;
pub use outbound::*;
pub use partners::*;
pub use quarantine::*;
pub use ratings::*;
pub use sessions::*;
pub use traffic::*;
pub use unmapped::*;
