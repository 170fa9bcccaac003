//! The rows of memberships: which account has which role in which agency or unit, from when until
//! when.

use diesel::prelude::*;

use crate::accounts::Grant;
use crate::kernel::{
    AccountId, AgencyId, HandlingUnitId, Instant, Membership, MembershipId, Role, TimeAndChance,
};
use crate::storage::schema::{accounts, handling_units, memberships};
use crate::storage::{Conn, Engine, Result, Tx};

/// Gives a role from now on. False when the unit is not one of the agency's.
pub(in crate::accounts) fn add_membership(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    new: Grant,
) -> Result<bool> {
    if let Some(unit) = new.unit
        && !is_unit_of(tx, unit, new.agency)?
    {
        return Ok(false);
    }
    let id: MembershipId = moment.id();
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::account_id.eq(new.account),
            memberships::agency_id.eq(new.agency),
            memberships::role.eq(new.role),
            memberships::unit_id.eq(new.unit),
            memberships::valid_from.eq(moment.now),
        ))
        .execute(tx.engine())?;
    Ok(true)
}

fn is_unit_of(conn: &mut Conn, unit: HandlingUnitId, agency: AgencyId) -> Result<bool> {
    let found: i64 = handling_units::table
        .find(unit)
        .filter(handling_units::agency_id.eq(agency))
        .count()
        .get_result(conn.engine())?;
    Ok(found > 0)
}

/// Ends a role now. False when the account does not have it.
pub(in crate::accounts) fn close_membership(
    tx: &mut Tx<'_>,
    account: AccountId,
    agency: AgencyId,
    role: Role,
    now: Instant,
) -> Result<bool> {
    let held = memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::agency_id.eq(agency))
        .filter(memberships::role.eq(role))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        );
    let ended = diesel::update(held)
        .set(memberships::valid_until.eq(now))
        .execute(tx.engine())?;
    Ok(ended > 0)
}

/// Who manages an agency beyond `until`. Their rows stay locked until the commit. They are locked in
/// the order of their ids, so that two transactions cannot deadlock.
pub(in crate::accounts) fn managers_for_update(
    tx: &mut Tx<'_>,
    agency: AgencyId,
    until: Instant,
) -> Result<Vec<AccountId>> {
    let open = accounts::table
        .filter(accounts::closed_at.is_null())
        .select(accounts::id);
    let held = memberships::table
        .filter(memberships::agency_id.eq(agency))
        .filter(memberships::role.eq(Role::Manager))
        .filter(memberships::valid_from.le(until))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(until)),
        )
        .filter(memberships::account_id.eq_any(open))
        .order(memberships::id)
        .select(memberships::account_id);
    Ok(match tx.engine() {
        Engine::Pg(c) => held.for_update().load(c)?,
        // There is one writer at a time.
        Engine::Lite(c) => held.load(c)?,
    })
}

/// The roles that an account has at `now`.
pub(in crate::accounts) fn memberships_at(
    conn: &mut Conn,
    account: AccountId,
    now: Instant,
) -> Result<Vec<Membership>> {
    let rows: Vec<(AgencyId, Role, Option<HandlingUnitId>)> = memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::valid_from.le(now))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        )
        .order(memberships::id)
        .select((
            memberships::agency_id,
            memberships::role,
            memberships::unit_id,
        ))
        .load(conn.engine())?;
    let held = rows.into_iter();
    Ok(held
        .map(|(agency, role, unit)| Membership { agency, role, unit })
        .collect())
}

/// The accounts that have `role` in `agency` at `now`, with their names, in the order of those:
/// to whom a dossier can be handed.
pub fn members_of(
    conn: &mut Conn,
    agency: AgencyId,
    role: Role,
    now: Instant,
) -> Result<Vec<(AccountId, String)>> {
    Ok(memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::agency_id.eq(agency))
        .filter(memberships::role.eq(role))
        .filter(memberships::valid_from.le(now))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        )
        .filter(accounts::closed_at.is_null())
        .order((accounts::name_key, accounts::id))
        .select((accounts::id, accounts::name))
        .load(conn.engine())?)
}

/// Whether anybody receives dossiers for the agency at `now`.
pub fn has_intake(conn: &mut Conn, agency: AgencyId, now: Instant) -> Result<bool> {
    let receiving = memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::agency_id.eq(agency))
        .filter(memberships::role.eq(Role::Intake))
        .filter(memberships::valid_from.le(now))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        )
        .filter(accounts::closed_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(receiving)).get_result(conn.engine())?)
}
