//! Who a session's account is at this moment: read anew at each request, so that what was taken
//! away is gone at once.

use super::store;
use crate::kernel::{AccountId, AgencyId, Instant, Viewer};
use crate::storage::{Conn, Result};
use crate::web::{Recognise, Recognised};

/// Says what an agency is called. The agencies room answers; it is given when the portal is put
/// together.
pub trait OfficeNames: Send + Sync {
    /// The name of an agency that is known.
    fn office_name(&self, agency: AgencyId) -> Option<String>;
}

/// Answers the gate's question from the accounts.
pub struct AccountsRecognise<N> {
    offices: N,
}

impl<N: OfficeNames> AccountsRecognise<N> {
    /// Names offices as `offices` does.
    pub const fn new(offices: N) -> Self {
        Self { offices }
    }
}

impl<N: OfficeNames> Recognise for AccountsRecognise<N> {
    fn recognise(
        &self,
        conn: &mut Conn,
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
        let office = viewer
            .memberships
            .first()
            .map(|membership| membership.agency);
        let office = office.and_then(|agency| self.offices.office_name(agency));
        Ok(Some(Recognised { viewer, office }))
    }
}
