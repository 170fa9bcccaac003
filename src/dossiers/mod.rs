//! Drafts, lifecycle, deadlines, codes, attachments, events and their effects.

mod code;
mod deadline;
mod remaining;

pub use code::{DossierCode, DossierCodeError};
pub use deadline::{
    ANSWER_TERM, Course, Punctuality, SUPPLEMENT_TERM, Suspension, due_after, due_at, hand_over_by,
    punctuality,
};
pub use remaining::Remaining;
