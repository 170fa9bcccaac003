//! Marking a fee as paid at the desk.

use super::clerk::{At, load_for_clerk, owes, put_on_list, work_by};
use crate::agencies::Calendar;
use crate::dossiers::deadline::{ANSWER_TERM, due_at};
use crate::dossiers::dossier::{Dossier, FeeMoment};
use crate::dossiers::error::{Error, Result};
use crate::dossiers::event::Happening;
use crate::dossiers::lifecycle::{Act, State};
use crate::dossiers::record::{NewEvent, record};
use crate::dossiers::store;
use crate::kernel::{Dong, FeeId, Instant, Moment, Viewer};
use crate::storage::Tx;

/// Marks a fee as paid with what was really paid; nothing, where the person is exempt. The last
/// fee that comes before acceptance starts the clock; the last that was asked for ends the wait.
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
    if !store::fee_mark_paid(tx, dossier.id, fee, amount, viewer.account, moment.now)? {
        return Err(Error::Stale);
    }
    match dossier.state() {
        State::Submitted if !owes(tx, dossier.id, FeeMoment::BeforeAcceptance)? => {
            start_clock(&mut dossier, moment.now, calendar);
        }
        State::PaymentRequested if !owes(tx, dossier.id, FeeMoment::BeforeDecision)? => {
            dossier.standing = dossier.standing.after(Act::SettlePayment)?;
            let by = work_by(&dossier);
            put_on_list(&mut dossier, by);
        }
        _ => {}
    }
    let happening = Happening::FeePaid { fee, amount };
    record(
        tx,
        moment,
        dossier,
        NewEvent::by_clerk(happening, viewer.account),
    )
}

fn start_clock(dossier: &mut Dossier, now: Instant, calendar: &Calendar) {
    dossier.times.clock_started_at = now;
    put_on_list(dossier, due_at(now, ANSWER_TERM, calendar));
}
