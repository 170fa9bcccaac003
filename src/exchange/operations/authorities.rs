//! About which agencies' filings a partner decides: those of its codes, all or none.

use crate::context::Context;
use crate::exchange::{Partner, store};
use crate::kernel::AgencyId;
use crate::storage::{self, Tx};

/// From now on its word decides. An agency that has several partners is decided for by the last.
pub(super) fn begin(tx: &mut Tx<'_>, cx: &Context, partner: &Partner) -> storage::Result<()> {
    let decided = store::agencies_decided_by(tx, partner.id, cx.now())?;
    for agency in agencies(cx, partner) {
        if !decided.contains(&agency) {
            store::authority_begin(tx, partner.id, agency, cx.now())?;
        }
    }
    Ok(())
}

/// From now on it decides about nothing.
pub(super) fn end(tx: &mut Tx<'_>, cx: &Context, partner: &Partner) -> storage::Result<()> {
    for agency in store::agencies_decided_by(tx, partner.id, cx.now())? {
        store::authority_end(tx, partner.id, agency, cx.now())?;
    }
    Ok(())
}

/// A partner that decides does so about the agencies of all its codes, and of those alone.
pub(super) fn follow_codes(
    tx: &mut Tx<'_>,
    cx: &Context,
    partner: &Partner,
) -> storage::Result<()> {
    let decided = store::agencies_decided_by(tx, partner.id, cx.now())?;
    if decided.is_empty() {
        return Ok(());
    }
    let own = agencies(cx, partner);
    for agency in decided.iter().filter(|agency| !own.contains(agency)) {
        store::authority_end(tx, partner.id, *agency, cx.now())?;
    }
    for agency in own.iter().filter(|agency| !decided.contains(agency)) {
        store::authority_begin(tx, partner.id, *agency, cx.now())?;
    }
    Ok(())
}

fn agencies(cx: &Context, partner: &Partner) -> Vec<AgencyId> {
    let further = partner.further_codes.iter();
    let further = further.map(|code| cx.catalogue.agency_id_of_code(code));
    std::iter::once(partner.agency).chain(further).collect()
}
