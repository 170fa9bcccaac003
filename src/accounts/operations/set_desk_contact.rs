//! Saying where an agency's desk is, and when and how it is reached.

use crate::accounts::Error;
use crate::accounts::authority::may_manage;
use crate::agencies::{self, DeskContact};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::AgencyId;
use crate::storage::Tx;

/// Only a manager of the agency or an operator writes about its desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYourDesk;

/// Puts the contact of an agency's desk in the place of the one before; an empty one takes it back.
///
/// # Errors
/// [`NotYourDesk`], or a fault.
pub fn set_desk_contact(
    tx: &mut Tx<'_>,
    cx: &Context,
    agency: AgencyId,
    contact: &DeskContact,
) -> Result<(), Error<NotYourDesk>> {
    if !may_manage(&cx.principal, agency) {
        return Err(Error::Refused(NotYourDesk));
    }
    agencies::desk_contact_put(tx, agency, contact, cx.account(), cx.now())?;
    let entry = JournalEntry {
        action: AuditAction::ChangedDesk,
        actor: cx.account(),
        subject: None,
        agency: Some(agency),
        basis: None,
    };
    Ok(journal::record(tx, &cx.moment, &entry)?)
}
