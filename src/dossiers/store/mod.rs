//! All SQL of the dossiers room.

mod attachments;
mod codes;
mod counts;
mod dossiers;
mod drafts;
mod events;
mod fees;
mod lists;
mod results;
mod supplements;

pub use attachments::*;
pub use codes::*;
pub use counts::*;
pub use dossiers::*;
pub use drafts::*;
pub use events::*;
pub use fees::*;
pub use lists::*;
pub use results::*;
pub use supplements::*;
