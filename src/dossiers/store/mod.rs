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
mod lists;
mod new_dossier;
mod offers;
mod results;
mod supplements;
mod synced;
mod synced_write;

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
pub use lists::*;
pub use new_dossier::*;
pub use offers::*;
pub use results::*;
pub use supplements::*;
pub use synced::*;
pub use synced_write::*;
