//! All SQL of the dossiers room.

mod answers;
mod attachments;
mod bulk;
mod codes;
mod counts;
mod dossiers;
mod drafts;
mod events;
mod feed;
mod fees;
mod found;
mod lists;
mod new_dossier;
mod queue;
mod results;
mod supplements;

pub use answers::*;
pub use attachments::*;
pub use bulk::*;
pub use codes::*;
pub use counts::*;
pub use dossiers::*;
pub use drafts::*;
pub use events::*;
pub use feed::*;
pub use fees::*;
pub use found::*;
pub use lists::*;
pub use new_dossier::*;
pub use queue::*;
pub use results::*;
pub use supplements::*;
