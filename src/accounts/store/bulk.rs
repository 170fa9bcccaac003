//! Many accounts at once, in the rows that the operations write. Nobody signs in with them: they
//! have no password.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::accounts::AccountRow;
use super::number_index;
use super::ownership::email_index;
use crate::accounts::{Account, AssuranceRecord};
use crate::kernel::{AccountId, AgencyId, Instant, MembershipId, Role};
use crate::storage::schema::{accounts, memberships, verified_emails, verified_numbers};
use crate::storage::{BlindIndex, Conn, Result, Tx};

#[derive(Insertable)]
#[diesel(table_name = verified_emails, treat_none_as_default_value = false)]
struct EmailRow {
    email_index: BlindIndex,
    account_id: AccountId,
}

#[derive(Insertable)]
#[diesel(table_name = verified_numbers, treat_none_as_default_value = false)]
struct NumberRow {
    number_index: BlindIndex,
    account_id: AccountId,
}

#[derive(Insertable)]
#[diesel(table_name = memberships, treat_none_as_default_value = false)]
struct MembershipRow {
    id: MembershipId,
    account_id: AccountId,
    agency_id: AgencyId,
    role: Role,
    valid_from: Instant,
}

/// A role that an account has from a moment on.
#[derive(Debug, Clone, Copy)]
pub struct Appointment {
    /// The membership's id.
    pub id: MembershipId,
    pub account: AccountId,
    pub agency: AgencyId,
    pub role: Role,
    /// Since when.
    pub from: Instant,
}

/// Inserts accounts that are new, with the mailboxes and numbers that they own. Nobody else may own
/// one of these.
pub fn accounts_insert(tx: &mut Tx<'_>, new: &[Account]) -> Result<()> {
    let keys = tx.keys();
    let rows: Result<Vec<AccountRow<'_>>> = new
        .iter()
        .map(|account| AccountRow::of(&keys, account, None))
        .collect();
    crate::insert_all!(tx, accounts::table, rows?)?;
    let emails: Vec<EmailRow> = new
        .iter()
        .filter(|account| account.email_verified_at.is_some())
        .map(|account| EmailRow {
            email_index: email_index(&keys, &account.email),
            account_id: account.id,
        })
        .collect();
    crate::insert_all!(tx, verified_emails::table, emails)?;
    let numbers: Vec<NumberRow> = new
        .iter()
        .filter(|account| account.standing != AssuranceRecord::Declared)
        .filter_map(|account| {
            Some(NumberRow {
                number_index: number_index(&keys, account.identity.number()?),
                account_id: account.id,
            })
        })
        .collect();
    crate::insert_all!(tx, verified_numbers::table, numbers)
}

/// Gives roles.
pub fn appointments_insert(tx: &mut Tx<'_>, new: &[Appointment]) -> Result<()> {
    let rows: Vec<MembershipRow> = new
        .iter()
        .map(|appointment| MembershipRow {
            id: appointment.id,
            account_id: appointment.account,
            agency_id: appointment.agency,
            role: appointment.role,
            valid_from: appointment.from,
        })
        .collect();
    crate::insert_all!(tx, memberships::table, rows)
}

/// How many accounts there are.
pub fn account_count(conn: &mut Conn) -> Result<i64> {
    Ok(accounts::table.select(count_star()).first(conn.engine())?)
}
