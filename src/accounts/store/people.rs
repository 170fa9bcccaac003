//! The people of an agency, each with what they may do there.

use diesel::prelude::*;

use super::EMAIL;
use crate::accounts::{OfficeRole, Person};
use crate::kernel::{AccountId, AgencyId, EmailAddress, HandlingUnitId, Instant, Role};
use crate::storage::schema::{accounts, handling_units, memberships, second_factors};
use crate::storage::{Conn, Error, Result, Sealed};

type Row = (
    AccountId,
    String,
    Sealed<String>,
    Option<Instant>,
    Option<AccountId>,
    Role,
    Instant,
    Option<HandlingUnitId>,
    Option<String>,
);

/// Everybody who has a role in an agency at `now`, by name.
pub fn people_of(conn: &mut Conn, agency: AgencyId, now: Instant) -> Result<Vec<Person>> {
    let rows: Vec<Row> = memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .left_join(second_factors::table.on(second_factors::account_id.eq(accounts::id)))
        .left_join(handling_units::table.on(memberships::unit_id.eq(handling_units::id.nullable())))
        .filter(memberships::agency_id.eq(agency))
        .filter(memberships::valid_from.le(now))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        )
        .filter(accounts::closed_at.is_null())
        .order((
            accounts::name_key,
            accounts::id,
            memberships::role,
            memberships::id,
        ))
        .select((
            accounts::id,
            accounts::name,
            accounts::email,
            accounts::email_verified_at,
            second_factors::account_id.nullable(),
            memberships::role,
            memberships::valid_from,
            memberships::unit_id,
            handling_units::name.nullable(),
        ))
        .load(conn.engine())?;
    let keys = conn.keys();
    let mut people: Vec<Person> = Vec::new();
    for (account, name, email, verified_at, factor_of, role, since, unit, unit_name) in rows {
        let role = OfficeRole {
            role,
            since,
            unit,
            unit_name,
        };
        match people.last_mut() {
            Some(person) if person.account == account => person.roles.push(role),
            _ => people.push(Person {
                account,
                name,
                email: address(&email.open(&keys, EMAIL)?)?,
                has_come: verified_at.is_some(),
                has_second_factor: factor_of.is_some(),
                roles: vec![role],
            }),
        }
    }
    Ok(people)
}

/// Whom the agency has invited to this address and who has not come yet. Nobody owns a mailbox
/// before its link is followed, so there is no index to ask: of the agency's people only those who
/// are waited for are unsealed.
pub(in crate::accounts) fn invited_to(
    conn: &mut Conn,
    agency: AgencyId,
    email: &EmailAddress,
    now: Instant,
) -> Result<Option<AccountId>> {
    let members = memberships::table
        .filter(memberships::agency_id.eq(agency))
        .filter(memberships::valid_from.le(now))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        )
        .select(memberships::account_id);
    let waiting: Vec<(AccountId, Sealed<String>)> = accounts::table
        .filter(accounts::id.eq_any(members))
        .filter(accounts::email_verified_at.is_null())
        .filter(accounts::closed_at.is_null())
        .order((accounts::name_key, accounts::id))
        .select((accounts::id, accounts::email))
        .load(conn.engine())?;
    let keys = conn.keys();
    for (account, sealed) in waiting {
        if address(&sealed.open(&keys, EMAIL)?)? == *email {
            return Ok(Some(account));
        }
    }
    Ok(None)
}

fn address(text: &str) -> Result<EmailAddress> {
    // The value is personal; that it is not what was written says enough.
    text.parse()
        .map_err(|_| Error::nonsense("accounts", "email", "unreadable"))
}
