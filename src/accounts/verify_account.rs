//! Verifying an account: somebody has seen the paper. From then on the account owns its number.

use serde::{Deserialize, Serialize};

use super::authority::may_verify;
use super::letters::{self, Message, Recipient};
use super::store;
use super::verification::{VerificationRefusal, verified};
use super::{Accounts, Failure};
use crate::jobs::{self, Job, Lane, NewJob};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AccountId, AccountKind, AgencyId, Moment, Viewer};
use crate::storage::Tx;

/// Ties dossiers that partners sent to an account that now owns their holder's number. Dossiers
/// are below accounts in the list of rooms, so the run stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDossiers {
    /// The account.
    pub account: AccountId,
}

impl Job for ClaimDossiers {
    const KIND: &'static str = "claim_dossiers";
}

/// The paper that a clerk has seen, in the original. It is named in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenPaper {
    /// The identity card (Law on Identification 26/2023/QH15), also one of an earlier form with
    /// twelve digits.
    IdentityCard,
    /// A passport, with a paper that names the personal number.
    Passport,
    /// The certificate of a business and the representative's own identity card.
    BusinessCertificate,
}

impl SeenPaper {
    /// Every kind, in the order to show.
    pub const ALL: [Self; 3] = [
        Self::IdentityCard,
        Self::Passport,
        Self::BusinessCertificate,
    ];

    /// The name in posts, in the journal and in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity_card",
            Self::Passport => "passport",
            Self::BusinessCertificate => "business_certificate",
        }
    }

    /// The kind of a name in a post.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.key() == key)
    }

    /// Whether the paper can show who an account of this kind is.
    pub const fn shows(self, kind: AccountKind) -> bool {
        match kind {
            AccountKind::Citizen => matches!(self, Self::IdentityCard | Self::Passport),
            AccountKind::Business => matches!(self, Self::BusinessCertificate),
            AccountKind::Clerk => false,
        }
    }
}

/// Verifies `account` at the counter of `agency`, by a clerk who receives there and has seen
/// `paper`.
///
/// # Errors
/// [`VerificationRefusal`], or a fault.
pub async fn verify_account(
    accounts: &Accounts,
    moment: &Moment,
    clerk: &Viewer,
    agency: AgencyId,
    account: AccountId,
    paper: SeenPaper,
) -> Result<(), Failure<VerificationRefusal>> {
    if !may_verify(clerk, agency) {
        return Err(Failure::Refused(VerificationRefusal::NotYours));
    }
    let entry = Entry::new(AuditAction::VerifiedAccount, clerk.account, account)
        .for_agency(agency)
        .based_on(paper.key());
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| verify(tx, &moment, &accounts_again, account, &entry))
        .await
}

/// Verifies `account` from the portal's own machine.
///
/// # Errors
/// [`VerificationRefusal`], or a fault.
pub async fn verify_from_command_line(
    accounts: &Accounts,
    moment: &Moment,
    account: AccountId,
) -> Result<(), Failure<VerificationRefusal>> {
    let entry = Entry {
        actor: None,
        ..Entry::new(AuditAction::VerifiedAccount, account, account)
    };
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| verify(tx, &moment, &accounts_again, account, &entry))
        .await
}

fn verify(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    account: AccountId,
    entry: &Entry,
) -> Result<(), Failure<VerificationRefusal>> {
    let refuse = |reason| Failure::Refused(reason);
    let account =
        store::account(tx, account)?.ok_or_else(|| refuse(VerificationRefusal::NoAccount))?;
    let (standing, number) = verified(&account, entry.actor, moment.now).map_err(refuse)?;
    if !store::claim_number(tx, number, account.id)? {
        return Err(refuse(VerificationRefusal::NumberTaken));
    }
    // Another change came between; whoever made it has also seen who this is.
    if !store::set_standing(tx, &account, standing)? {
        return Err(refuse(VerificationRefusal::Already));
    }
    journal::record(tx, moment, entry)?;
    let claim = ClaimDossiers {
        account: account.id,
    };
    let claim = NewJob::of(&claim, Lane::alone(account.id), moment.now);
    jobs::enqueue(tx, moment, &claim)?;
    letters::post(
        tx,
        moment,
        accounts,
        Recipient::from(&account),
        Message::Verified,
    )?;
    Ok(())
}
