//! Setting a partner up.

use url::Url;

use super::{Secrets, authorities};
use crate::agencies::AgencyCode;
use crate::context::Context;
use crate::exchange::addresses::is_push_address;
use crate::exchange::clear_text::travels_in_clear;
use crate::exchange::{Partner, Secret, StatusMap, SuccessCode, store};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::AgencyId;
use crate::storage::{self, StorageFailure, Tx};

const LONGEST_NAME: usize = 60;

/// What is known of a partner when it is set up.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// The name with which it signs in: letters, digits, dots, hyphens.
    pub username: String,
    /// What operators call it.
    pub name: String,
    /// Its own code, whose subtree it owns.
    pub code: AgencyCode,
    /// The agency of that code.
    pub agency: AgencyId,
    /// The codes whose subtrees it owns beside that.
    pub further_codes: Vec<AgencyCode>,
    /// How it wants success spelt.
    pub success: SuccessCode,
    /// Where it listens.
    pub push_url: Option<Url>,
    /// Hosts from which its files are fetched.
    pub file_hosts: Vec<String>,
    /// Whether those hosts may have private addresses.
    pub private_files: bool,
    /// Whether its word decides, from now on, about what is filed with its agencies.
    pub decides: bool,
}

/// Why a partner could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum PartnerError {
    /// The name is empty, too long, or holds other characters.
    #[error("a partner's name has 1 to {LONGEST_NAME} letters, digits, dots and hyphens")]
    Name,
    /// Another partner has the name.
    #[error("there is a partner of this name")]
    Taken,
    /// There is no such partner.
    #[error("there is no such partner")]
    Unknown,
    /// It listens at no address to which messages can be posted.
    #[error("a partner listens at an http or https address without a password")]
    Address,
    /// Something has passed between it and the portal, or its word has decided.
    #[error("the partner has been in use: suspend it instead")]
    InUse,
    /// It listens where personal data would travel in clear.
    #[error("a partner listens at an https address")]
    ClearText,
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl StorageFailure for PartnerError {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            _ => None,
        }
    }
}

/// Adds a partner; gives back its secrets, which are not kept in clear.
///
/// # Errors
/// `Name`, `Taken` or `ClearText`.
pub fn add_partner(
    tx: &mut Tx<'_>,
    cx: &Context,
    new: &NewPartner,
) -> Result<(Partner, Secrets), PartnerError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    if !(1..=LONGEST_NAME).contains(&new.username.len()) || !new.username.bytes().all(fits) {
        return Err(PartnerError::Name);
    }
    check_address(cx, new.push_url.as_ref())?;
    let partner = Partner {
        id: cx.id(),
        username: new.username.clone(),
        name: new.name.clone(),
        code: new.code.clone(),
        agency: new.agency,
        further_codes: new.further_codes.clone(),
        success: new.success,
        push_url: new.push_url.as_ref().map(Url::to_string),
        file_hosts: new.file_hosts.clone(),
        private_files: new.private_files,
        status_map: StatusMap::default(),
        suspended_at: None,
    };
    let secrets = Secrets {
        password: Secret::password(&cx.moment),
        push: Secret::password(&cx.moment),
    };
    if !store::partner_insert(tx, &partner, &secrets.password, &secrets.push, cx.now())? {
        return Err(PartnerError::Taken);
    }
    if new.decides {
        authorities::begin(tx, cx, &partner)?;
    }
    let entry = JournalEntry::by(AuditAction::AddedPartner, cx.account(), partner.id);
    journal::record(tx, &cx.moment, &entry)?;
    Ok((partner, secrets))
}

/// Messages are posted to addresses of the web, and a portal that people reach by https sends nothing in
/// clear either.
pub(super) fn check_address(cx: &Context, push_url: Option<&Url>) -> Result<(), PartnerError> {
    match push_url {
        Some(url) if !is_push_address(url) => Err(PartnerError::Address),
        Some(url) if cx.is_reached_by_https() && travels_in_clear(url) => {
            Err(PartnerError::ClearText)
        }
        _ => Ok(()),
    }
}
