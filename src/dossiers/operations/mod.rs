//! What can be done to a draft or a dossier, one verb a file: who may, load, decide, record,
//! enqueue. Pages, jobs and commands all call these.

mod accept;
mod answer_supplement;
mod attach;
mod clerk;
mod decide;
mod discard_draft;
mod end_supplement_term;
mod feed_agency;
mod follow_procedure;
mod hand_over;
mod keep_results;
mod mark_fee_paid;
mod refuse;
mod request_payment;
mod request_supplement;
mod return_result;
mod save_draft;
mod start_draft;
mod stop;
mod submit;
mod track;
mod withdraw;

pub use accept::{Acceptance, accept};
pub use answer_supplement::answer_supplement;
pub use attach::{NewPaper, attach, detach};
pub use clerk::{At, may_act};
pub use decide::{Decision, decide};
pub use discard_draft::{DRAFTS_KEPT_DAYS, discard_draft, sweep_drafts};
pub use end_supplement_term::end_supplement_term;
pub use feed_agency::feed_agency;
pub use follow_procedure::{follow_procedure, is_behind};
pub use hand_over::{Handing, hand_over};
pub use keep_results::keep_results;
pub use mark_fee_paid::mark_fee_paid;
pub use refuse::refuse;
pub use request_payment::request_payment;
pub use request_supplement::request_supplement;
pub use return_result::return_result;
pub use save_draft::{DraftChange, save_draft};
pub use start_draft::{NewDraft, start_draft};
pub use stop::stop;
pub use submit::{Filing, NewFee, Submitted, submit};
pub use track::{PublicLine, TrackingQuestion, track};
pub use withdraw::withdraw;
