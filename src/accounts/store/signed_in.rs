//! What each request reads of the account that sends it.

use diesel::prelude::*;

use crate::kernel::{AccountId, AccountKind, Assurance};
use crate::storage::schema::accounts;
use crate::storage::{Conn, Result};

/// What each request asks of the account that sends it: nothing that is sealed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct SignedInAccount {
    pub id: AccountId,
    pub kind: AccountKind,
    pub name: String,
    pub assurance: Assurance,
    pub is_operator: bool,
}

/// The account as its requests find it, unless it is closed.
pub(in crate::accounts) fn signed_in_account(
    conn: &mut Conn,
    id: AccountId,
) -> Result<Option<SignedInAccount>> {
    let standing = accounts::table
        .find(id)
        .filter(accounts::closed_at.is_null())
        .select(SignedInAccount::as_select());
    Ok(standing.first(conn.engine()).optional()?)
}
