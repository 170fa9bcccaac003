//! Who a session's account is at this moment: read anew at each request, so that what was taken
//! away is gone at once.

use super::store;
use crate::catalogue::Snapshot;
use crate::kernel::{AccountId, Instant, Viewer};
use crate::storage::{Conn, Result};

/// An account as its requests find it.
pub struct Recognised {
    /// The account and its rights.
    pub viewer: Viewer,
    /// The name of the office at whose desk a clerk works.
    pub office: Option<String>,
}

/// The account with its rights, and the name of its office; none when it is closed or gone.
pub fn recognise(
    conn: &mut Conn,
    catalogue: &Snapshot,
    account: AccountId,
    now: Instant,
) -> Result<Option<Recognised>> {
    let Some(account) = store::account(conn, account)? else {
        return Ok(None);
    };
    let viewer = Viewer {
        account: account.id,
        kind: account.identity.kind(),
        name: account.identity.name().to_owned(),
        assurance: account.standing.assurance(),
        is_operator: account.is_operator,
        memberships: store::memberships_at(conn, account.id, now)?,
    };
    let works_at = viewer.memberships.first();
    let office = works_at.and_then(|membership| catalogue.agency(membership.agency));
    let office = office.map(|agency| agency.name.clone());
    Ok(Some(Recognised { viewer, office }))
}
