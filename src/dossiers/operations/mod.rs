//! What can be done to a draft, and to a dossier beside the acts, one verb a file: who may, load,
//! decide, record, enqueue. Pages, jobs and commands all call these.

mod attach;
mod claim;
mod discard_draft;
mod feed_agency;
mod follow_procedure;
mod keep_results;
mod save_draft;
mod start_draft;
mod submit;
mod take_offered;
mod track;

pub(super) use attach::presentable;
pub use attach::{NewPaper, attach, detach};
pub use discard_draft::{DRAFTS_KEPT_DAYS, discard_draft, sweep_drafts};
pub use feed_agency::FeedAgency;
pub use follow_procedure::{follow_procedure, is_behind};
pub use keep_results::KeepResults;
pub use save_draft::{DraftChange, save_draft};
pub use start_draft::{NewDraft, start_draft};
pub use submit::{Filing, NewFee, Submitted, submit};
pub use take_offered::{Offered, take_offered};
pub use track::{PublicLine, TrackingQuestion, track};
