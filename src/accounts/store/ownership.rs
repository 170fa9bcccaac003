//! Which verified account owns a number or a mailbox. Accounts may declare any number until they
//! are verified, so what is owned stands in tables of its own, one row for each number or mailbox.

use diesel::prelude::*;

use super::{EMAIL, number_index};
use crate::accounts::SignInName;
use crate::kernel::{AccountId, EmailAddress};
use crate::storage::schema::{accounts, verified_emails, verified_numbers};
use crate::storage::{BlindIndex, Conn, KeyRing, Result, Tx};

/// The verified account that owns a personal number or tax code, in the form that `expose` gives.
/// Dossiers that agencies send are matched with it alone.
pub fn owner_of_number(conn: &mut Conn, number: &str) -> Result<Option<AccountId>> {
    let index = number_index(&conn.keys(), number);
    Ok(verified_numbers::table
        .inner_join(accounts::table.on(accounts::id.eq(verified_numbers::account_id)))
        .filter(verified_numbers::number_index.eq(index))
        .filter(accounts::closed_at.is_null())
        .select(verified_numbers::account_id)
        .first(conn.engine())
        .optional()?)
}

/// The account whose mailbox this is.
pub(in crate::accounts) fn owner_of_email(
    conn: &mut Conn,
    email: &EmailAddress,
) -> Result<Option<AccountId>> {
    let index = email_index(&conn.keys(), email);
    Ok(verified_emails::table
        .find(index)
        .select(verified_emails::account_id)
        .first(conn.engine())
        .optional()?)
}

/// The account that signs in under this name.
pub(in crate::accounts) fn owner_of_name(
    conn: &mut Conn,
    name: &SignInName,
) -> Result<Option<AccountId>> {
    match name {
        SignInName::Email(email) => owner_of_email(conn, email),
        SignInName::Number(number) => owner_of_number(conn, number),
        SignInName::Nobody(_) => Ok(None),
    }
}

/// Gives a number to an account; false when another owns it.
pub(in crate::accounts) fn claim_number(
    tx: &mut Tx<'_>,
    number: &str,
    account: AccountId,
) -> Result<bool> {
    let row = (
        verified_numbers::number_index.eq(number_index(&tx.keys(), number)),
        verified_numbers::account_id.eq(account),
    );
    crate::insert_if_new!(tx, verified_numbers::table, row.clone())
}

/// Gives a mailbox to an account; false when another owns it.
pub(in crate::accounts) fn claim_email(
    tx: &mut Tx<'_>,
    email: &EmailAddress,
    account: AccountId,
) -> Result<bool> {
    let row = (
        verified_emails::email_index.eq(email_index(&tx.keys(), email)),
        verified_emails::account_id.eq(account),
    );
    let is_new = crate::insert_if_new!(tx, verified_emails::table, row.clone())?;
    Ok(is_new || owner_of_email(tx, email)? == Some(account))
}

/// Takes the account's mailbox from it, before it takes another.
pub(in crate::accounts) fn release_email(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let own = verified_emails::table.filter(verified_emails::account_id.eq(account));
    diesel::delete(own).execute(tx.engine())?;
    Ok(())
}

pub(super) fn email_index(keys: &KeyRing, email: &EmailAddress) -> BlindIndex {
    keys.blind(EMAIL, email.lookup_key().as_bytes())
}
