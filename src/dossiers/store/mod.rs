//! All SQL of the dossiers room.

mod attachments;
mod codes;
mod dossiers;
mod drafts;
mod events;
mod feed;
mod fees;
mod lists;
mod results;
mod supplements;

pub use attachments::*;
pub use codes::*;
pub use dossiers::*;
pub use drafts::*;
pub use events::*;
pub use feed::*;
pub use fees::*;
pub use lists::*;
pub use results::*;
pub use supplements::*;
