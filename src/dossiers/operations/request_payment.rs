//! Asking the applicant to pay before the work goes on.

use super::clerk::{At, load_for_clerk, required};
use crate::catalogue::FeeDue;
use crate::dossiers::dossier::{Dossier, Fee};
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::EventKind;
use crate::dossiers::lifecycle::Act;
use crate::dossiers::record::{NewEvent, record};
use crate::dossiers::store;
use crate::kernel::{Dong, Moment, Viewer};
use crate::storage::Tx;

/// Asks for a payment of `amount` for `label`. The clock goes on: a payment suspends it only where
/// the procedure says so.
pub fn request_payment(
    tx: &mut Tx<'_>,
    moment: &Moment,
    viewer: &Viewer,
    at: At,
    label: &str,
    amount: Dong,
) -> Result<Dossier> {
    let mut dossier = load_for_clerk(tx, viewer, at, Act::RequestPayment)?;
    dossier.turn_payment(Act::RequestPayment)?;
    let label = required("label", label)?.to_owned();
    if amount == Dong::ZERO {
        return Err(Error::invalid("amount", Problem::NotPositive));
    }
    if amount > Dong::MOST_AT_ONCE {
        return Err(Error::invalid("amount", Problem::TooMuch));
    }
    let fee = Fee {
        id: moment.id(),
        label,
        amount: Some(amount),
        due: FeeDue::BeforeDecision,
        paid_at: None,
    };
    store::fee_insert(tx, dossier.id, &fee)?;
    let kind = EventKind::PaymentRequested {
        fee: fee.id,
        amount,
    };
    record(
        tx,
        moment,
        dossier,
        NewEvent::by_clerk(kind, viewer.account),
    )
}
