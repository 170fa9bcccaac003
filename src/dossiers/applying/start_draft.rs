//! Beginning an application.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::answering::is_answered;
use super::applicant::may_apply;
use super::draft::Draft;
use crate::accounts::{self, Limited, RateLimit};
use crate::catalogue::ProcedureCode;
use crate::context::Context;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{AccountId, AgencyId, DossierId, uuid_of};
use crate::storage::Tx;

/// What a new draft is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft {
    /// Comes with the page on which the applicant began: pressing twice begins once, and another
    /// agency chosen on the same page begins another draft.
    pub start_key: Uuid,
    pub procedure: ProcedureCode,
    /// The form that was chosen, where the procedure has several.
    pub form: Option<String>,
    /// The agency that will handle it.
    pub agency: AgencyId,
}

/// The most drafts that an account may have. Those that nobody works on are removed in the end.
const MOST_DRAFTS: i64 = 100;
/// An office that files for others begins one a minute, all day.
const PACE: RateLimit = RateLimit {
    of: Limited::Drafts,
    burst: 60 * A_DRAFT,
    per_hour: 60 * A_DRAFT,
};
/// In thousandths, so that less than a minute drains as well.
const A_DRAFT: i64 = 1_000;

/// Begins a draft of the viewer, or finds the one that the same page began before for the same
/// agency.
///
/// # Errors
/// `NotTaken` where the portal does not take the procedure, `NobodyAnswers` where nobody receives what
/// is filed with the agency, `NotTheirs` where the viewer's kind of
/// account may not apply for it, `TooManyDrafts` and `TooFast` where it has as many, or has begun as
/// many lately, as it may.
pub fn start_draft(tx: &mut Tx<'_>, cx: &Context, new: &NewDraft) -> Result<DossierId> {
    let viewer = cx.viewer().ok_or(Error::NotFound)?;
    let procedure = cx.catalogue.procedure(&new.procedure);
    let form = new.form.as_deref().unwrap_or_default();
    let service = cx.catalogue.service_with(&new.procedure, form);
    let (Some(procedure), Some(service)) = (procedure, service) else {
        return Err(Error::NotTaken);
    };
    may_apply(viewer.kind, procedure)?;
    let draft = Draft::begin(
        &cx.moment,
        &cx.catalogue,
        service,
        viewer.account,
        new.agency,
    )?;
    let start_key = key_for(new.start_key, new.agency, form);
    if let Some(begun) = store::draft_started(tx, viewer.account, start_key)? {
        return Ok(begun);
    }
    if !is_answered(tx, &cx.catalogue, new.agency, cx.now())? {
        return Err(Error::NobodyAnswers);
    }
    admit_draft(tx, cx, viewer.account)?;
    if store::draft_insert_if_new(tx, &draft, start_key)? {
        return Ok(draft.id);
    }
    store::draft_started(tx, viewer.account, start_key)?.ok_or(Error::NotFound)
}

/// Counts a draft that is about to be begun.
///
/// # Errors
/// `TooManyDrafts` and `TooFast`.
pub(super) fn admit_draft(tx: &mut Tx<'_>, cx: &Context, account: AccountId) -> Result<()> {
    if store::draft_count(tx, account)? >= MOST_DRAFTS {
        return Err(Error::TooManyDrafts { most: MOST_DRAFTS });
    }
    let spent = accounts::spend(tx, account, PACE, A_DRAFT, cx.now())?;
    spent.map_err(|wait| Error::TooFast {
        seconds: wait.seconds,
    })
}

/// A page that is gone back to still has its key, but may now name another place or form.
fn key_for(page: Uuid, agency: AgencyId, form: &str) -> Uuid {
    let key = Sha256::new().chain_update(page).chain_update(agency.uuid());
    uuid_of(key.chain_update(form))
}
