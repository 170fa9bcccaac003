//! Dealing positions of an agency's feed after commit: a cursor over a sequence or a UUID would
//! lose what commits late.

use serde::{Deserialize, Serialize};

use crate::context::Background;
use crate::dossiers::store;
use crate::jobs::{Job, Outcome, Run};
use crate::kernel::{AgencyId, DossierId, JobId};

/// Deals the agency's feed a position for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedAgency {
    /// The agency whose feed it is.
    pub agency: AgencyId,
    pub dossier: DossierId,
    /// The event.
    pub seq: i32,
}

impl Job for FeedAgency {
    const KIND: &'static str = "feed_agency";
}

impl Run for FeedAgency {
    type Needs = Background;

    /// The job's lane sees to it that one agency's positions are dealt one at a time; a repeat finds
    /// the event there.
    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        needs
            .write(move |tx, _| {
                store::feed_append_if_new(tx, self.agency, self.dossier, self.seq).map(drop)
            })
            .await
    }
}
