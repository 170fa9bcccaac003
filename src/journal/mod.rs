//! Append-only record of who signed in, who looked at what and who changed settings.
//!
//! Rows name kinds and ids, never personal data; nothing here is updated or deleted.

mod store;

use std::borrow::Cow;

use crate::kernel::{AccountId, AgencyId, Id};

pub use store::{Look, looks_at, record};

/// What the journal records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditAction {
    /// Somebody signed in.
    SignedIn,
    /// A password was changed or reset.
    PasswordChanged,
    /// An account took another e-mail address.
    EmailChanged,
    /// A clerk looked at a dossier.
    LookedAtDossier,
    /// A clerk opened a paper of a dossier.
    OpenedPaper,
    /// A clerk looked up an account at the counter.
    LookedAtAccount,
    /// A clerk verified an account.
    VerifiedAccount,
    /// A clerk was given a role.
    GrantedRole,
    /// A clerk's role was ended.
    EndedRole,
    /// A unit of an agency was made.
    AddedUnit,
    /// A unit was given another name.
    RenamedUnit,
    /// A unit was ended.
    EndedUnit,
    /// The catalogue was imported.
    ImportedCatalogue,
    /// A dead job was given another life.
    RetriedJob,
    /// A dead job was discarded.
    DiscardedJob,
    /// A partner was set up.
    AddedPartner,
    /// How a partner is set up was changed.
    ChangedPartner,
    /// A partner was given new secrets.
    RotatedSecrets,
    /// An operator looked at a quarantined message.
    LookedAtMessage,
    /// A quarantined message was tried again or mended.
    ReplayedMessage,
    /// A quarantined message was discarded.
    DiscardedMessage,
}

impl AuditAction {
    /// The name in the table's `kind` column.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::LookedAtDossier => "looked_at_dossier",
            Self::OpenedPaper => "opened_paper",
            Self::LookedAtAccount => "looked_at_account",
            Self::VerifiedAccount => "verified_account",
            Self::GrantedRole => "granted_role",
            Self::EndedRole => "ended_role",
            Self::AddedUnit => "added_unit",
            Self::RenamedUnit => "renamed_unit",
            Self::EndedUnit => "ended_unit",
            Self::ImportedCatalogue => "imported_catalogue",
            Self::RetriedJob => "retried_job",
            Self::DiscardedJob => "discarded_job",
            Self::AddedPartner => "added_partner",
            Self::ChangedPartner => "changed_partner",
            Self::RotatedSecrets => "rotated_secrets",
            Self::LookedAtMessage => "looked_at_message",
            Self::ReplayedMessage => "replayed_message",
            Self::DiscardedMessage => "discarded_message",
        }
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was done.
    pub deed: AuditAction,
    /// By whom; nobody when the command line did it.
    pub actor: Option<AccountId>,
    /// To what: a dossier, an account, a job.
    pub subject: Option<uuid::Uuid>,
    /// For which agency the actor acted.
    pub agency: Option<AgencyId>,
    /// What kind of thing it rested on, where the deed alone does not say enough.
    pub basis: Option<Cow<'static, str>>,
}

impl Entry {
    /// `deed` done by `actor` to `subject`.
    pub fn new<K>(deed: AuditAction, actor: AccountId, subject: Id<K>) -> Self {
        Self::by(deed, Some(actor), subject)
    }

    /// `deed` done to `subject` by `actor`; by nobody when the command line did it.
    pub fn by<K>(deed: AuditAction, actor: Option<AccountId>, subject: Id<K>) -> Self {
        Self {
            deed,
            actor,
            subject: Some(*subject.uuid()),
            agency: None,
            basis: None,
        }
    }

    /// The same, on behalf of an agency.
    pub fn for_agency(self, agency: AgencyId) -> Self {
        Self {
            agency: Some(agency),
            ..self
        }
    }

    /// The same, resting on a thing of the kind `basis`.
    pub fn based_on(self, basis: impl Into<Cow<'static, str>>) -> Self {
        Self {
            basis: Some(basis.into()),
            ..self
        }
    }
}
