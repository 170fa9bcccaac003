//! Filing: a draft becomes a dossier of the same id, with a code, so that filing twice is a key
//! conflict and not two dossiers.

use super::applicant::may_apply;
use super::draft::{Draft, document};
use super::filing::{Filing, decide_filing};
use super::follow_procedure::is_behind;
use super::open_draft::OpenDraft;
use super::{applicant, wizard::WizardStep};
use crate::context::Context;
use crate::dossiers::code::DossierCode;
use crate::dossiers::dossier::{Authority, Dossier, Holder};
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::record::{NewEvent, record_first};
use crate::dossiers::store::{self, CodeKind};
use crate::kernel::DossierId;
use crate::storage::Tx;

/// What filing led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    pub dossier: DossierId,
    /// False when it had been filed before: the request was repeated.
    pub is_new: bool,
}

/// Files the viewer's application, as the catalogue has its procedure, form, fees and agency now.
///
/// # Errors
/// `Stale` where it is not the version `seen`, `Incomplete` where a step is not done, `NotTaken`,
/// `NotTheirs` or `Invalid` where the portal, the procedure or the agency does not admit it.
pub fn submit(tx: &mut Tx<'_>, cx: &Context, id: DossierId, seen: i32) -> Result<Submitted> {
    let viewer = cx.viewer().ok_or(Error::NotFound)?;
    let Some(draft) = store::draft_take(tx, id, viewer.account)? else {
        return filed_before(tx, cx, id);
    };
    if draft.version != seen || is_behind(&draft, &cx.catalogue) {
        return Err(Error::Stale);
    }
    let application = OpenDraft::load(tx, cx, draft)?;
    may_apply(viewer.kind, &application.procedure)?;
    application.reached(&WizardStep::Review)?;
    let filing = decide_filing(
        &cx.catalogue,
        &application.draft,
        Holder::applicant(&application.account),
        document(&application.finished()?)?,
        cx.now().vietnam_date(),
    )?;
    file_draft(tx, cx, &application.draft, &filing)
}

/// Files the viewer's draft as it was decided by the caller.
pub fn file(tx: &mut Tx<'_>, cx: &Context, id: DossierId, filing: &Filing) -> Result<Submitted> {
    match store::draft_take(tx, id, applicant(cx)?)? {
        Some(draft) => file_draft(tx, cx, &draft, filing),
        None => filed_before(tx, cx, id),
    }
}

/// Files a draft that was taken away in this transaction.
fn file_draft(tx: &mut Tx<'_>, cx: &Context, draft: &Draft, filing: &Filing) -> Result<Submitted> {
    let (id, now) = (draft.id, cx.now());
    store::agency_insert_if_new(tx, id, draft.agency, now)?;
    store::answers_insert(tx, id, &filing.answers(draft))?;
    for fee in filing.fees(&cx.moment) {
        store::fee_insert(tx, id, &fee)?;
    }
    let deciding = store::partner_deciding(tx, &filing.offices, now)?;
    if let Some(deciding) = deciding {
        store::synced_begin(tx, deciding, id, now)?;
    }
    // The number is taken last: its row stays locked until the commit.
    let day = now.vietnam_date();
    let number = store::number_take(tx, &filing.series, day)?;
    let code = DossierCode::numbered(&filing.series, day, u32::try_from(number).unwrap_or(0))
        .map_err(|error| crate::storage::Error::nonsense("code_counters", "last", error))?
        .to_string();
    let authority = deciding.map_or(Authority::Desk, |_| Authority::Partner);
    let application = filing.application(draft, authority, code)?;
    let mut dossier = Dossier::filed(application, now, cx.calendar(draft.agency));
    let event = NewEvent::by_applicant(EventKind::Submitted {}, draft.account);
    let is_new = record_first(tx, &cx.moment, &mut dossier, event)?;
    if is_new {
        store::code_insert_if_new(tx, &dossier.code, id, CodeKind::Ours)?;
    }
    Ok(Submitted {
        dossier: id,
        is_new,
    })
}

/// The dossier that an earlier request made of this draft.
fn filed_before(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<Submitted> {
    store::dossier_of_person(tx, id, applicant(cx)?)?.ok_or(Error::NotFound)?;
    Ok(Submitted {
        dossier: id,
        is_new: false,
    })
}
