//! What can be done to a dossier, one verb a file: who may, load, decide, record,
//! enqueue. Pages, jobs and commands all call these.

mod accept;
mod answer_supplement;
mod attach;
mod claim;
mod clerk;
mod decide;
mod end_supplement_term;
mod feed_agency;
mod forward;
mod keep_results;
mod mark_fee_paid;
mod refuse;
mod request_payment;
mod request_supplement;
mod return_result;
mod stop;
mod take_offered;
mod track;
mod withdraw;

pub use accept::{Acceptance, accept};
pub use answer_supplement::answer_supplement;
pub use attach::{NewPaper, attach, detach};
pub use claim::claim;
pub use clerk::{At, may_act};
pub use decide::{Decision, decide};
pub use end_supplement_term::end_supplement_term;
pub use feed_agency::feed_agency;
pub use forward::{Forwarding, forward};
pub use keep_results::keep_results;
pub use mark_fee_paid::mark_fee_paid;
pub use refuse::refuse;
pub use request_payment::request_payment;
pub use request_supplement::request_supplement;
pub use return_result::return_result;
pub use stop::stop;
pub use take_offered::{Offered, take_offered};
pub use track::{PublicLine, TrackingQuestion, track};
pub use withdraw::withdraw;
