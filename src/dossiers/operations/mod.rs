//! What else is done to drafts' papers, to results and to what partners offer, one verb a file.
//! Applying and the acts have directories of their own.

mod attach;
mod claim;
mod feed_agency;
mod keep_results;
mod room_for_papers;
mod take_offered;
mod track;

pub(in crate::dossiers) use attach::MOST_PAPERS;
pub use attach::{Attached, NewPaper, attach, detach};
pub use feed_agency::FeedAgency;
pub use keep_results::KeepResults;
pub use room_for_papers::{PaperRoom, room_for_papers};
pub use take_offered::{Offered, take_offered};
pub use track::{PublicLine, TrackingQuestion, track};
