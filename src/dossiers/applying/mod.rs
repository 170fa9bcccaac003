//! Applying: who may, at which agency, by which steps, and what is filed. Pages, the demonstration,
//! the generator and machines decide nothing of it themselves; addresses and words of the steps
//! belong to the pages.

mod answering;
mod applicant;
mod discard_draft;
mod draft;
mod filing;
mod follow_procedure;
mod open_draft;
mod place;
mod save_draft;
mod save_section;
mod start_again;
mod start_draft;
mod submit;
mod wizard;

pub use answering::is_answered;
pub use applicant::{NotTheirs, may_apply};
pub use discard_draft::{DRAFTS_KEPT_DAYS, discard_draft, sweep_drafts};
pub use draft::Draft;
pub use filing::{Filing, NewFee, decide_filing};
pub use follow_procedure::{follow_procedure, is_behind};
pub use open_draft::{OpenDraft, open_draft};
pub use place::{Office, Unresolved, needs_province, offices, province, resolve};
pub use save_draft::{
    DraftChange, LONGEST_ADDRESS, choose_case, choose_delivery, keep_delivery, save_draft,
};
pub use save_section::{PostedSection, SavedSection, answer_draft, save_section};
pub use start_again::{may_start_again, start_again};
pub use start_draft::{NewDraft, start_draft};
pub use submit::{Submitted, file, submit};
pub use wizard::{WizardStep, WizardSteps};

use super::error::{Error, Result};
use super::store;
use crate::context::Context;
use crate::kernel::{AccountId, DossierId};
use crate::storage::Tx;

/// Who asks: drafts are their owner's alone.
fn applicant(cx: &Context) -> Result<AccountId> {
    cx.account().ok_or(Error::NotFound)
}

/// The applicant's draft, locked, so that of two changes at once the second sees the first.
fn locked_draft(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<Draft> {
    store::draft_locked(tx, id, applicant(cx)?)?.ok_or(Error::NotFound)
}
