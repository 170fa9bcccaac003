//! Marking a fee as paid at the desk.

use super::clerk::{At, load_for_clerk, owes};
use crate::agencies::Calendar;
use crate::catalogue::FeeDue;
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::{Act, State};
use crate::dossiers::record::{NewEvent, record};
use crate::dossiers::store;
use crate::kernel::{Dong, FeeId, Moment, Viewer};
use crate::storage::Tx;

/// Marks a fee as paid: with the amount that was asked for, with what was paid where that was not
/// known before, or with nothing where the person is exempt. The last fee that comes before
/// acceptance starts the clock; the last that was asked for ends the wait.
pub fn mark_fee_paid(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    fee: FeeId,
    amount: Dong,
    calendar: &Calendar,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::MarkFeePaid)?;
    dossier.standing = dossier.standing.after(Act::MarkFeePaid)?;
    let fees = store::fees_of(tx, dossier.id)?;
    let known = fees.iter().find(|known| known.id == fee);
    known.ok_or(Error::Stale)?.takes(amount)?;
    let must_pay_first = owes(tx, dossier.id, FeeDue::BeforeAcceptance)?;
    if !store::fee_mark_paid(tx, dossier.id, fee, amount, viewer.account, moment.now)? {
        return Err(Error::Stale);
    }
    if must_pay_first && !owes(tx, dossier.id, FeeDue::BeforeAcceptance)? {
        dossier.start_clock(moment.now, calendar);
    }
    let waits = dossier.state() == State::PaymentRequested;
    if waits && !owes(tx, dossier.id, FeeDue::BeforeDecision)? {
        dossier.turn_payment(Act::SettlePayment)?;
    }
    let kind = EventKind::FeePaid { fee, amount };
    record(
        tx,
        moment,
        dossier,
        NewEvent::by_clerk(kind, viewer.account),
    )
}
