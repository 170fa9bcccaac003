//! Who and what an office is made of: names of its people and of its units.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::{HandlingUnit, UnitName};
use crate::kernel::{AccountId, AgencyId, HandlingUnitId, sort_key};
use crate::storage::schema::{accounts, handling_units};
use crate::storage::{Conn, Result, Tx};

/// The names of accounts, also of closed ones: what they did keeps their name.
pub fn names_of(conn: &mut Conn, ids: &[AccountId]) -> Result<BTreeMap<AccountId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(AccountId, String)> = accounts::table
        .filter(accounts::id.eq_any(ids.to_vec()))
        .select((accounts::id, accounts::name))
        .load(conn.engine())?;
    Ok(rows.into_iter().collect())
}

/// The units of an agency on a day, by name: to which a dossier can be handed.
pub fn units_of(conn: &mut Conn, agency: AgencyId, today: NaiveDate) -> Result<Vec<HandlingUnit>> {
    let rows: Vec<(HandlingUnitId, String)> = handling_units::table
        .filter(handling_units::agency_id.eq(agency))
        .filter(
            handling_units::valid_until
                .is_null()
                .or(handling_units::valid_until.gt(today)),
        )
        .select((handling_units::id, handling_units::name))
        .load(conn.engine())?;
    let mut units: Vec<HandlingUnit> = rows
        .into_iter()
        .map(|(id, name)| HandlingUnit { id, name })
        .collect();
    units.sort_by_cached_key(|unit| (sort_key(&unit.name), unit.id));
    Ok(units)
}

/// Makes a unit.
pub(in crate::accounts) fn insert_unit(
    tx: &mut Tx<'_>,
    id: HandlingUnitId,
    agency: AgencyId,
    name: &UnitName,
) -> Result<()> {
    diesel::insert_into(handling_units::table)
        .values((
            handling_units::id.eq(id),
            handling_units::agency_id.eq(agency),
            handling_units::name.eq(name.as_str()),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Gives a unit another name.
pub(in crate::accounts) fn set_unit_name(
    tx: &mut Tx<'_>,
    unit: HandlingUnitId,
    name: &UnitName,
) -> Result<()> {
    diesel::update(handling_units::table.find(unit))
        .set(handling_units::name.eq(name.as_str()))
        .execute(tx.engine())?;
    Ok(())
}

/// Ends a unit on a day.
pub(in crate::accounts) fn close_unit(
    tx: &mut Tx<'_>,
    unit: HandlingUnitId,
    day: NaiveDate,
) -> Result<()> {
    diesel::update(handling_units::table.find(unit))
        .set(handling_units::valid_until.eq(day))
        .execute(tx.engine())?;
    Ok(())
}

/// The names of units, also of those that are no more.
pub fn unit_names(
    conn: &mut Conn,
    ids: &[HandlingUnitId],
) -> Result<BTreeMap<HandlingUnitId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(HandlingUnitId, String)> = handling_units::table
        .filter(handling_units::id.eq_any(ids.to_vec()))
        .select((handling_units::id, handling_units::name))
        .load(conn.engine())?;
    Ok(rows.into_iter().collect())
}
