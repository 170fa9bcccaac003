//! Changing how a partner is set up.

use super::add_partner::{PartnerError, check_address};
use super::authorities;
use crate::context::Context;
use crate::dossiers::State;
use crate::exchange::{Partner, PartnerSettings, store};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::PartnerId;
use crate::storage::{self, Tx};

/// What is changed.
#[derive(Debug, Clone)]
pub enum PartnerChange {
    /// All that is set, but for the name of sign-in and its own code.
    Settings(Box<PartnerSettings>),
    /// What a code of its DongBoTrangThaiHoSo means here; nothing any more, if none.
    Meaning(String, Option<State>),
    /// What several codes mean here; what others mean stays.
    Meanings(Vec<(String, State)>),
    /// Its word decides, from now on, about what is filed with its agencies; or no longer.
    Decides(bool),
    /// It is shut out, its sessions closed; or let in again.
    Suspended(bool),
}

/// Changes a partner.
///
/// # Errors
/// `Unknown` or `ClearText`.
pub fn change_partner(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: PartnerId,
    change: &PartnerChange,
) -> Result<(), PartnerError> {
    let mut partner = store::partner(tx, id)?.ok_or(PartnerError::Unknown)?;
    match change {
        PartnerChange::Settings(wanted) => {
            check_address(cx, wanted.push_url.as_ref())?;
            let partner = partner.set(wanted);
            store::partner_update(tx, &partner)?;
            authorities::follow_codes(tx, cx, &partner)?;
        }
        PartnerChange::Meaning(code, meaning) => {
            match meaning {
                Some(state) => give_meaning(tx, &mut partner, code, *state)?,
                None => partner.status_map.forget(code),
            }
            store::partner_update(tx, &partner)?;
        }
        PartnerChange::Meanings(meanings) => {
            for (code, state) in meanings {
                give_meaning(tx, &mut partner, code, *state)?;
            }
            store::partner_update(tx, &partner)?;
        }
        PartnerChange::Decides(true) => {
            authorities::begin(tx, cx, &partner)?;
        }
        PartnerChange::Decides(false) => {
            authorities::end(tx, cx, &partner)?;
        }
        PartnerChange::Suspended(is_suspended) => {
            partner.suspended_at = is_suspended.then_some(cx.now());
            store::partner_update(tx, &partner)?;
            store::sessions_close(tx, id)?;
        }
    }
    let entry = JournalEntry::by(AuditAction::ChangedPartner, cx.account(), id);
    journal::record(tx, &cx.moment, &entry)?;
    Ok(())
}

fn give_meaning(
    tx: &mut Tx<'_>,
    partner: &mut Partner,
    code: &str,
    state: State,
) -> storage::Result<()> {
    partner.status_map.set(code, state);
    store::unmapped_settle(tx, partner.id, code.trim())
}
