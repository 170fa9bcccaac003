//! Fees of dossiers.

use diesel::prelude::*;

use crate::catalogue::FeeDue;
use crate::dossiers::dossier::Fee;
use crate::kernel::{AccountId, Dong, DossierId, FeeId, Instant};
use crate::storage::schema::dossier_fees;
use crate::storage::{Conn, Error, Result, Tx};

/// The fees of a dossier, in the order in which they arose.
pub fn fees_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<Fee>> {
    let rows: Vec<FeeRow> = dossier_fees::table
        .filter(dossier_fees::dossier_id.eq(dossier))
        .order(dossier_fees::id)
        .select(FeeRow::as_select())
        .load(conn.engine())?;
    rows.into_iter().map(FeeRow::into_fee).collect()
}

/// A fee as it is stored.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = dossier_fees, treat_none_as_default_value = false)]
pub(super) struct FeeRow {
    dossier_id: DossierId,
    id: FeeId,
    label: String,
    amount: Option<i64>,
    moment: FeeDue,
    paid_at: Option<Instant>,
    marked_by: Option<AccountId>,
}

impl FeeRow {
    pub(super) fn of(dossier: DossierId, fee: &Fee) -> Self {
        Self {
            dossier_id: dossier,
            id: fee.id,
            label: fee.label.clone(),
            amount: fee.amount.map(Dong::amount),
            moment: fee.due,
            paid_at: fee.paid_at,
            marked_by: fee.marked_by,
        }
    }

    fn into_fee(self) -> Result<Fee> {
        let amount = self.amount.map(|amount| {
            Dong::new(amount).map_err(|_| Error::nonsense("dossier_fees", "amount", amount))
        });
        Ok(Fee {
            id: self.id,
            label: self.label,
            amount: amount.transpose()?,
            due: self.moment,
            paid_at: self.paid_at,
            marked_by: self.marked_by,
        })
    }
}

/// Adds a fee.
pub fn fee_insert(tx: &mut Tx<'_>, dossier: DossierId, fee: &Fee) -> Result<()> {
    diesel::insert_into(dossier_fees::table)
        .values(FeeRow::of(dossier, fee))
        .execute(tx.engine())?;
    Ok(())
}

/// Asks for a fee that is known already. False when it was paid or is not this dossier's.
pub fn fee_ask(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    fee: FeeId,
    label: &str,
    amount: Dong,
    due: FeeDue,
) -> Result<bool> {
    let unpaid = dossier_fees::table
        .find((dossier, fee))
        .filter(dossier_fees::paid_at.is_null());
    let changed = diesel::update(unpaid)
        .set((
            dossier_fees::label.eq(label),
            dossier_fees::amount.eq(Some(amount.amount())),
            dossier_fees::moment.eq(due),
        ))
        .execute(tx.engine())?;
    Ok(changed > 0)
}

/// Marks a fee as paid. False when it was paid already or is not this dossier's.
pub fn fee_mark_paid(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    fee: FeeId,
    amount: Dong,
    cashier: Option<AccountId>,
    now: Instant,
) -> Result<bool> {
    let unpaid = dossier_fees::table
        .find((dossier, fee))
        .filter(dossier_fees::paid_at.is_null());
    let changed = diesel::update(unpaid)
        .set((
            dossier_fees::amount.eq(Some(amount.amount())),
            dossier_fees::paid_at.eq(Some(now)),
            dossier_fees::marked_by.eq(cashier),
        ))
        .execute(tx.engine())?;
    Ok(changed > 0)
}
