//! Verifying an account: somebody has seen the paper. From then on the account owns its number.

use serde::{Deserialize, Serialize};

use crate::accounts::authority::may_verify;
use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::verification::verified;
use crate::accounts::{Error, VerificationRefusal, store};
use crate::context::{Context, Principal};
use crate::jobs::{self, Job, Lane, NewJob};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, AccountKind, AgencyId, plain_enum};
use crate::storage::Tx;

/// Ties dossiers that partners sent to an account that now owns their holder's number. Dossiers
/// are below accounts in the list of rooms, so the run stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDossiers {
    pub account: AccountId,
}

impl Job for ClaimDossiers {
    const KIND: &'static str = "claim_dossiers";
}

plain_enum! {
    /// The paper that a clerk has seen, in the original. It is named in the journal.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SeenPaper {
        /// The identity card (Law on Identification 26/2023/QH15), also one of an earlier form with
        /// twelve digits.
        IdentityCard => "identity_card",
        /// A passport, with a paper that names the personal number.
        Passport => "passport",
        /// The certificate of a business and the representative's own identity card.
        BusinessCertificate => "business_certificate",
    }
}

impl SeenPaper {
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
pub fn verify_account(
    tx: &mut Tx<'_>,
    cx: &Context,
    agency: AgencyId,
    account: AccountId,
    paper: SeenPaper,
) -> Result<(), Error<VerificationRefusal>> {
    if !may_verify(&cx.principal, agency) {
        return Err(Error::Refused(VerificationRefusal::NotYours));
    }
    let entry = JournalEntry::by(AuditAction::VerifiedAccount, cx.account(), account);
    verify(
        tx,
        cx,
        account,
        Some(paper),
        &entry.for_agency(agency).based_on(paper.key()),
    )
}

/// Verifies `account` from the portal's own machine.
///
/// # Errors
/// [`VerificationRefusal`], or a fault.
pub fn verify_from_command_line(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
) -> Result<(), Error<VerificationRefusal>> {
    if !matches!(cx.principal, Principal::CommandLine) {
        return Err(Error::Refused(VerificationRefusal::NotYours));
    }
    let entry = JournalEntry::by(AuditAction::VerifiedAccount, None, account);
    verify(tx, cx, account, None, &entry)
}

fn verify(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    paper: Option<SeenPaper>,
    entry: &JournalEntry,
) -> Result<(), Error<VerificationRefusal>> {
    let account =
        store::account(tx, account)?.ok_or(Error::Refused(VerificationRefusal::NoAccount))?;
    let (standing, number) = verified(&account, cx.account(), cx.now()).map_err(Error::Refused)?;
    if paper.is_some_and(|paper| !paper.shows(account.identity.kind())) {
        return Err(Error::Refused(VerificationRefusal::WrongPaper));
    }
    if !store::claim_number(tx, number, account.id)? {
        return Err(Error::Refused(VerificationRefusal::NumberTaken));
    }
    // Another change came between; whoever made it has also seen who this is.
    if !store::set_standing(tx, &account, standing)? {
        return Err(Error::Refused(VerificationRefusal::Already));
    }
    journal::record(tx, &cx.moment, entry)?;
    let claim = ClaimDossiers {
        account: account.id,
    };
    let claim = NewJob::of(&claim, Lane::alone(account.id), cx.now());
    jobs::enqueue(tx, &cx.moment, &claim)?;
    Ok(letters::post(
        tx,
        cx,
        Recipient::from(&account),
        Message::Verified,
    )?)
}
