//! Who a session's account is at this moment: read anew at each request, so that what was taken
//! away is gone at once.

use chrono::NaiveDate;

use super::factor_demand::demand;
use super::store::SignedInAccount;
use super::{FactorDemand, store};
use crate::catalogue::Snapshot;
use crate::kernel::{AccountId, Instant, Membership, Viewer};
use crate::storage::{Conn, Result};

/// An account as its requests find it.
pub struct Recognised {
    /// The account and its rights.
    pub viewer: Viewer,
    /// The name of the office at whose desk a clerk works, where it is the only one.
    pub office: Option<String>,
}

/// The account with its rights, and the name of its office.
pub fn recognise(
    catalogue: &Snapshot,
    account: SignedInAccount,
    memberships: Vec<Membership>,
) -> Recognised {
    let viewer = Viewer {
        account: account.id,
        kind: account.kind,
        name: account.name,
        assurance: account.assurance,
        is_operator: account.is_operator,
        memberships,
    };
    // Of several only the pages of one name it.
    let office = match viewer.agencies().as_slice() {
        [only] => catalogue.agency(*only),
        _ => None,
    };
    let office = office.map(|agency| agency.name.clone());
    Recognised { viewer, office }
}

/// Who the account is at a time, as the gate would meet it; none when it is closed or gone.
pub fn viewer_at(
    conn: &mut Conn,
    catalogue: &Snapshot,
    account: AccountId,
    now: Instant,
) -> Result<Option<Viewer>> {
    let Some(account) = store::signed_in_account(conn, account)? else {
        return Ok(None);
    };
    let memberships = store::memberships_at(conn, account.id, now)?;
    Ok(Some(recognise(catalogue, account, memberships).viewer))
}

/// What is demanded of the account whose session began at `session_began`. `from` is the day from
/// which staff needs a second factor; where there is none, nobody does.
pub fn factor_demand(
    conn: &mut Conn,
    viewer: &Viewer,
    from: Option<NaiveDate>,
    session_began: Instant,
    now: Instant,
) -> Result<FactorDemand> {
    let is_staff = viewer.is_clerk() || viewer.is_operator;
    let Some(from) = from.filter(|_| is_staff) else {
        return Ok(FactorDemand::Nothing);
    };
    if store::has_second_factor(conn, viewer.account)? {
        return Ok(FactorDemand::Nothing);
    }
    let since = store::staff_since(conn, viewer.account, now)?;
    Ok(since.map_or(FactorDemand::Nothing, |since| {
        demand(from, since, session_began)
    }))
}
