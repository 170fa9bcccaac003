//! What operators do with partners, one verb a file. Each leaves a line in the journal.

mod add_partner;
mod authorities;
mod change_partner;
mod forget_messages;
mod remove_partner;
mod rotate_secrets;
mod settle_quarantined;
mod try_now;

pub use add_partner::{NewPartner, PartnerError, add_partner};
pub use change_partner::{PartnerChange, change_partner};
pub use forget_messages::forget_messages;
pub use remove_partner::remove_partner;
pub use rotate_secrets::rotate_secrets;
pub use settle_quarantined::{
    ALIKE_AT_ONCE, alike, discard_alike, discard_quarantined, replay_alike,
};
pub use try_now::try_now;

use super::Secret;

/// The secrets of a partner in clear. They are shown once.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// With which the partner signs in.
    pub password: Secret,
    /// With which the portal calls the partner.
    pub push: Secret,
}
