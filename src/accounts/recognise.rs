//! Who a session's account is at this moment: read anew at each request, so that what was taken
//! away is gone at once.

use std::sync::Arc;

use super::store;
use crate::catalogue::CatalogueCache;
use crate::kernel::{AccountId, Instant, Viewer};
use crate::storage::{Conn, Result};
use crate::web::{Recognise, Recognised};

/// Answers the gate's question from the accounts; the catalogue knows what an office is called.
pub struct AccountsRecognise(pub Arc<CatalogueCache>);

impl Recognise for AccountsRecognise {
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
        let office = viewer.memberships.first().and_then(|membership| {
            let catalogue = self.0.current();
            let agency = catalogue.agency(membership.agency);
            agency.map(|agency| agency.name.clone())
        });
        Ok(Some(Recognised { viewer, office }))
    }
}
