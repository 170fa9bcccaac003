//! Append-only record of who signed in, who looked at what and who changed settings.
//!
//! Rows name kinds and ids, never personal data; nothing there is updated or deleted. Beside it,
//! `security` counts what looks like guessing or snooping.

mod security;
mod store;

use std::borrow::Cow;

use crate::kernel::{AccountId, AgencyId, Id, plain_enum};

pub use security::{Circumstances, SecurityCounts, SecurityEvent, write_security_counts};
pub use store::{
    JournalLine, JournalPart, Look, SecurityLine, journal_lines, looks_at, record, security_lines,
    sweep_security_counts,
};

plain_enum! {
    /// What the journal records.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum AuditAction {
        /// Somebody signed in.
        SignedIn => "signed_in",
        /// A password was changed or reset.
        PasswordChanged => "password_changed",
        /// An account set up a second factor, or put another in its place.
        SecondFactorSet => "second_factor_set",
        /// An account gave its second factor up.
        SecondFactorRemoved => "second_factor_removed",
        /// Somebody else took a lost second factor from an account, which must set up another.
        SecondFactorReset => "second_factor_reset",
        /// A code that shows the second factor was refused.
        SecondFactorRefused => "second_factor_refused",
        /// A recovery code was used.
        RecoveryCodeUsed => "recovery_code_used",
        /// An account made new recovery codes.
        RecoveryCodesMade => "recovery_codes_made",
        /// An account took another e-mail address.
        EmailChanged => "email_changed",
        /// An account took another phone number.
        PhoneChanged => "phone_changed",
        /// A clerk looked at a dossier.
        LookedAtDossier => "looked_at_dossier",
        /// A clerk opened a paper of a dossier.
        OpenedPaper => "opened_paper",
        /// A clerk looked up an account at the counter.
        LookedAtAccount => "looked_at_account",
        /// A clerk verified an account.
        VerifiedAccount => "verified_account",
        /// A clerk was given a role.
        GrantedRole => "granted_role",
        /// A clerk's role was ended.
        EndedRole => "ended_role",
        /// A unit of an agency was made.
        AddedUnit => "added_unit",
        /// A unit was given another name.
        RenamedUnit => "renamed_unit",
        /// A unit was ended.
        EndedUnit => "ended_unit",
        /// The catalogue was imported.
        ImportedCatalogue => "imported_catalogue",
        /// A day off or office hours were set or taken back.
        ChangedCalendar => "changed_calendar",
        /// What an agency says about its desk was changed.
        ChangedDesk => "changed_desk",
        /// A dead job was given another life.
        RetriedJob => "retried_job",
        /// A dead job was discarded.
        DiscardedJob => "discarded_job",
        /// A partner was set up.
        AddedPartner => "added_partner",
        /// How a partner is set up was changed.
        ChangedPartner => "changed_partner",
        /// A partner that was set up by mistake was removed.
        RemovedPartner => "removed_partner",
        /// A partner was given new secrets.
        RotatedSecrets => "rotated_secrets",
        /// An operator looked at a quarantined message.
        LookedAtMessage => "looked_at_message",
        /// A quarantined message was tried again or mended.
        ReplayedMessage => "replayed_message",
        /// A quarantined message was discarded.
        DiscardedMessage => "discarded_message",
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// What was done.
    pub action: AuditAction,
    /// By whom; nobody when the command line did it.
    pub actor: Option<AccountId>,
    /// To what: a dossier, an account, a job.
    pub subject: Option<uuid::Uuid>,
    /// For which agency the actor acted.
    pub agency: Option<AgencyId>,
    /// What kind of thing it rested on, where the action alone does not say enough.
    pub basis: Option<Cow<'static, str>>,
}

impl JournalEntry {
    /// `action` done by `actor` to `subject`.
    pub fn new<K>(action: AuditAction, actor: AccountId, subject: Id<K>) -> Self {
        Self::by(action, Some(actor), subject)
    }

    /// `action` done to `subject` by `actor`; by nobody when the command line did it.
    pub fn by<K>(action: AuditAction, actor: Option<AccountId>, subject: Id<K>) -> Self {
        Self {
            action,
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
