//! All SQL of the dossiers room.

mod answers;
mod attachments;
mod bulk;
mod codes;
mod counts;
mod dossier_row;
mod dossiers;
mod drafts;
mod events;
mod feed;
mod fees;
mod found;
mod lists;
mod new_dossier;
mod offers;
mod queue;
mod results;
mod supplements;
mod synced;
mod synced_details;
mod synced_write;

pub use answers::*;
pub use attachments::*;
pub use bulk::*;
pub use codes::*;
pub use counts::*;
pub use dossier_row::lookup_index;
pub use dossiers::*;
pub use drafts::*;
pub use events::*;
pub use feed::*;
pub use fees::*;
pub use found::*;
pub use lists::*;
pub use new_dossier::*;
pub use offers::*;
pub use queue::*;
pub use results::*;
pub use supplements::*;
pub use synced::*;
pub use synced_details::told_by_agency;
pub use synced_write::*;

use crate::catalogue::{FeeDue, ResultDelivery};
use crate::dossiers::dossier::{Authority, DeskList, HolderKind};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::State;
use crate::dossiers::synced::{Channel, OfferKind, OnlinePayment};
use crate::storage::{FileReference, number_column};

number_column!(
    State,
    Source,
    Authority,
    HolderKind,
    DeskList,
    CodeKind,
    Channel,
    OnlinePayment,
    OfferKind,
    offers::OfferState,
    FeeDue,
    ResultDelivery,
);

/// Columns that name files.
pub const FILE_REFERENCES: &[FileReference] = &[
    FileReference {
        table: "attachments",
        column: "digest",
    },
    FileReference {
        table: "dossier_results",
        column: "digest",
    },
];
