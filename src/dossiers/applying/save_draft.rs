//! Saving a step of an application other than a section of its form.

use super::draft::Draft;
use super::locked_draft;
use crate::catalogue::ResultDelivery;
use crate::context::Context;
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::papers::PaperList;
use crate::dossiers::store;
use crate::kernel::DossierId;
use crate::storage::Tx;

/// The longest address for the post, in characters.
pub const LONGEST_ADDRESS: usize = 300;

/// What a step changes; each step saves only its own part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftChange {
    /// The case of the procedure that the papers are for.
    Case(Option<String>),
    /// How the result should come, and for the post where to.
    ResultDelivery(ResultDelivery, Option<String>),
    /// The same as it was left, unread, by somebody who went to another page.
    TypedDelivery(Option<ResultDelivery>, String),
}

/// Saves a step. The draft is its owner's alone, so the last save of the same step wins.
pub fn save_draft(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: DossierId,
    change: &DraftChange,
) -> Result<Draft> {
    let draft = locked_draft(tx, cx, id)?;
    apply(tx, cx, draft, change.clone())
}

/// Chooses the case of the procedure, which decides on the papers that are asked for.
///
/// # Errors
/// `Invalid` for `case`, where the procedure has no such case.
pub fn choose_case(tx: &mut Tx<'_>, cx: &Context, id: DossierId, case: &str) -> Result<Draft> {
    let draft = locked_draft(tx, cx, id)?;
    let service = draft.service(&cx.catalogue)?;
    let procedure = cx.catalogue.procedure(&service.procedure);
    let procedure = procedure.ok_or(Error::NotTaken)?;
    if PaperList::of(service, procedure).case(case).is_none() {
        return Err(Error::invalid("case", Problem::UnknownChoice));
    }
    apply(tx, cx, draft, DraftChange::Case(Some(case.to_owned())))
}

/// Chooses how the result should come; only the post needs an address.
///
/// # Errors
/// `Invalid` for `way`, where the service has no such way, or for `address`.
pub fn choose_delivery(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: DossierId,
    way: Option<ResultDelivery>,
    address: &str,
) -> Result<Draft> {
    let draft = locked_draft(tx, cx, id)?;
    let deliveries = &draft.service(&cx.catalogue)?.deliveries;
    let way = way
        .filter(|way| deliveries.contains(way))
        .ok_or(Error::invalid("way", Problem::UnknownChoice))?;
    if way == ResultDelivery::Post && address.is_empty() {
        return Err(Error::invalid("address", Problem::Missing));
    }
    if address.chars().count() > LONGEST_ADDRESS {
        return Err(Error::invalid("address", Problem::TooLong));
    }
    let address = (way == ResultDelivery::Post).then(|| address.to_owned());
    apply(tx, cx, draft, DraftChange::ResultDelivery(way, address))
}

/// Keeps what was typed about the result by an applicant who goes to another page before it is
/// right. The step is not done by it, unless it is right.
///
/// # Errors
/// `NotFound` where the viewer has no such draft.
pub fn keep_delivery(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: DossierId,
    way: Option<ResultDelivery>,
    address: &str,
) -> Result<Draft> {
    let draft = locked_draft(tx, cx, id)?;
    let deliveries = &draft.service(&cx.catalogue)?.deliveries;
    let way = way.filter(|way| deliveries.contains(way));
    let most = LONGEST_ADDRESS.saturating_mul(10);
    let address = address.chars().take(most).collect();
    apply(tx, cx, draft, DraftChange::TypedDelivery(way, address))
}

fn apply(tx: &mut Tx<'_>, cx: &Context, mut draft: Draft, change: DraftChange) -> Result<Draft> {
    match change {
        DraftChange::Case(case) => draft.case = case,
        DraftChange::ResultDelivery(delivery, address) => {
            draft.delivery = Some(delivery);
            draft.address = address;
        }
        DraftChange::TypedDelivery(delivery, address) => {
            draft.delivery = delivery.or(draft.delivery);
            draft.address = Some(address).filter(|address| !address.is_empty());
        }
    }
    draft.updated_at = cx.now();
    store::draft_update(tx, &mut draft)?;
    Ok(draft)
}
