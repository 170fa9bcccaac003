//! New secrets for a partner.

use chrono::Duration;

use super::Secrets;
use super::add_partner::PartnerFault;
use crate::exchange::{Secret, store};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AccountId, Moment, PartnerId};
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
    moment: &Moment,
    id: PartnerId,
    at_once: bool,
    by: Option<AccountId>,
) -> Result<Secrets, PartnerFault> {
    store::partner(tx, id)?.ok_or(PartnerFault::Unknown)?;
    let secrets = Secrets {
        password: Secret::password(moment),
        push: Secret::password(moment),
    };
    let old_until = match at_once {
        true => moment.now,
        false => moment.now + Duration::hours(OLD_PASSWORD_HOURS),
    };
    store::secrets_replace(tx, id, &secrets.password, &secrets.push, old_until)?;
    if at_once {
        store::sessions_close(tx, id)?;
    }
    let entry = Entry::by(AuditAction::RotatedSecrets, by, id);
    journal::record(tx, moment, &entry)?;
    Ok(secrets)
}
