//! Jobs that dossiers ask for and the exchange does: it knows the partners' machines.

use serde::{Deserialize, Serialize};

use crate::jobs::{Job, Queue};
use crate::kernel::{AttachmentId, DossierId, PartnerId};

/// Tells the partner whose system decides about a dossier of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushToPartner {
    pub partner: PartnerId,
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
}

impl Job for PushToPartner {
    const KIND: &'static str = "push_to_partner";
    const QUEUE: Queue = Queue::Partner;
}

/// Fetches a file that a partner offers by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchPartnerFile {
    pub partner: PartnerId,
    pub dossier: DossierId,
    /// The file's row.
    pub file: AttachmentId,
}

impl Job for FetchPartnerFile {
    const KIND: &'static str = "fetch_partner_file";
    const QUEUE: Queue = Queue::Partner;
}
