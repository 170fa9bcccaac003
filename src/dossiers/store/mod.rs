//! All SQL of the dossiers room.

mod attachments;
mod codes;
mod dossiers;
mod drafts;
mod events;
mod fees;
mod lists;
mod results;
mod supplements;

pub(super) use attachments::*;
pub(super) use codes::*;
pub(super) use dossiers::*;
pub(super) use drafts::*;
pub(super) use events::*;
pub(super) use fees::*;
pub(super) use lists::*;
pub(super) use results::*;
pub(super) use supplements::*;
