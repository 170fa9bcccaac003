//! What operators do with partners, one verb a file. Each leaves a line in the journal.

mod add_partner;
mod authorities;
mod change_partner;
mod forget_messages;
mod rotate_secrets;
mod settle_quarantined;

pub use add_partner::{NewPartner, PartnerError, add_partner};
pub use change_partner::{PartnerChange, change_partner};
pub use forget_messages::forget_messages;
pub use rotate_secrets::rotate_secrets;
pub use settle_quarantined::{ALIKE_AT_ONCE, alike, discard_alike, discard_quarantined};

use super::Secret;

/// The secrets of a partner in clear. They are shown once.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// With which the partner signs in.
    pub password: Secret,
    /// With which the portal calls the partner.
    pub push: Secret,
}
