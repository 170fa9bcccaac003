//! New secrets for a partner.

use chrono::Duration;

use super::Secrets;
use super::add_partner::PartnerError;
use crate::context::Context;
use crate::exchange::{Secret, store};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::PartnerId;
use crate::storage::Tx;

/// How long the password before still opens, so that the partner can change over.
const OLD_PASSWORD_HOURS: i64 = 24;

/// Makes new secrets. The old password opens for another day; unless `at_once`, when it has become
/// known: then it opens no more, and all sessions end.
///
/// # Errors
/// `Unknown`.
pub fn rotate_secrets(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: PartnerId,
    at_once: bool,
) -> Result<Secrets, PartnerError> {
    store::partner(tx, id)?.ok_or(PartnerError::Unknown)?;
    let secrets = Secrets {
        password: Secret::password(&cx.moment),
        push: Secret::password(&cx.moment),
    };
    let old_until = match at_once {
        true => cx.now(),
        false => cx.now() + Duration::hours(OLD_PASSWORD_HOURS),
    };
    store::secrets_replace(tx, id, &secrets.password, &secrets.push, old_until)?;
    if at_once {
        store::sessions_close(tx, id)?;
    }
    let entry = JournalEntry::by(AuditAction::RotatedSecrets, cx.account(), id);
    journal::record(tx, &cx.moment, &entry)?;
    Ok(secrets)
}
