//! What a clerk does to a dossier: one file an act, with its form, its page and its two handlers.
//!
//! Each act posts the version of the dossier that the clerk saw. Of two clerks the second gets the
//! same page again (409), with who did what meanwhile and with what they had typed. Of one clerk who sends a form twice the
//! second form is answered as the first was (`repeat`).

pub(super) mod accept;
pub(super) mod decide;
pub(super) mod forward;
pub(super) mod mark_fee_paid;
pub(super) mod refuse;
mod repeat;
pub(super) mod request_payment;
pub(super) mod request_supplement;
pub(super) mod return_result;
mod act_page;
pub(super) mod stop;
