//! The counter: finding the account of the person in front of the clerk, and verifying it by the
//! paper they show. Who looks up whom stands in the journal (`accounts::look_up`).

mod card;
pub(super) mod search;
pub(super) mod verify;
