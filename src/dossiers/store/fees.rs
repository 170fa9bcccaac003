//! Fees of dossiers.

use diesel::prelude::*;

use crate::dossiers::dossier::{Fee, FeeMoment};
use crate::kernel::{AccountId, Dong, DossierId, FeeId, Instant};
use crate::storage::schema::dossier_fees;
use crate::storage::{Conn, Error, Result, Tx};

type Row = (FeeId, String, Option<i64>, i16, Option<Instant>);

/// The fees of a dossier, in the order in which they arose.
pub fn fees_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<Fee>> {
    dossier_fees::table
        .filter(dossier_fees::dossier_id.eq(dossier))
        .order(dossier_fees::id)
        .select((
            dossier_fees::id,
            dossier_fees::label,
            dossier_fees::amount,
            dossier_fees::moment,
            dossier_fees::paid_at,
        ))
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(|(id, label, amount, moment, paid_at)| {
            let nonsense = |column, number: i64| Error::nonsense("dossier_fees", column, number);
            let amount = amount
                .map(|amount| Dong::new(amount).map_err(|_| nonsense("amount", amount)))
                .transpose()?;
            let moment = FeeMoment::from_number(moment)
                .ok_or_else(|| nonsense("moment", i64::from(moment)))?;
            Ok(Fee {
                id,
                label,
                amount,
                moment,
                paid_at,
            })
        })
        .collect()
}

/// Adds a fee.
pub fn fee_insert(tx: &mut Tx<'_>, dossier: DossierId, fee: &Fee) -> Result<()> {
    diesel::insert_into(dossier_fees::table)
        .values((
            dossier_fees::dossier_id.eq(dossier),
            dossier_fees::id.eq(fee.id),
            dossier_fees::label.eq(&fee.label),
            dossier_fees::amount.eq(fee.amount.map(Dong::amount)),
            dossier_fees::moment.eq(fee.moment as i16),
            dossier_fees::paid_at.eq(fee.paid_at),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Marks a fee as paid. False when it was paid already or is not this dossier's.
pub fn fee_mark_paid(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    fee: FeeId,
    amount: Dong,
    cashier: AccountId,
    now: Instant,
) -> Result<bool> {
    let unpaid = dossier_fees::table
        .find((dossier, fee))
        .filter(dossier_fees::paid_at.is_null());
    let changed = diesel::update(unpaid)
        .set((
            dossier_fees::amount.eq(Some(amount.amount())),
            dossier_fees::paid_at.eq(Some(now)),
            dossier_fees::marked_by.eq(Some(cashier)),
        ))
        .execute(tx.engine())?;
    Ok(changed > 0)
}
