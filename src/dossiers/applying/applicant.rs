//! Who applies: what a form need not ask them, and whose dossier it becomes.

use crate::accounts::{Account, Identity};
use crate::agencies::Agency;
use crate::catalogue::{self, Procedure};
use crate::dossiers::dossier::{Holder, HolderKind};
use crate::forms::{Entry, Known, Source};
use crate::kernel::{AccountKind, Assurance, EmailAddress, Phone, Sex};

/// Why an account does not apply for a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTheirs {
    /// A clerk's account has no number; clerks apply with an account of their own.
    #[error("a clerk's account does not apply")]
    ClerkAccount,
    /// Only businesses and organisations apply for it.
    #[error("only businesses and organisations apply for it")]
    ForBusinesses,
    /// Only people apply for it.
    #[error("only people apply for it")]
    ForCitizens,
}

impl NotTheirs {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ClerkAccount => "clerk_account",
            Self::ForBusinesses => "for_businesses",
            Self::ForCitizens => "for_citizens",
        }
    }
}

/// Whether an account of this kind may apply for the procedure.
///
/// # Errors
/// Why not.
pub fn may_apply(kind: AccountKind, procedure: &Procedure) -> Result<(), NotTheirs> {
    let audiences = procedure.audiences();
    let (own, otherwise) = match kind {
        AccountKind::Clerk => return Err(NotTheirs::ClerkAccount),
        AccountKind::Citizen => (catalogue::Audience::Citizen, NotTheirs::ForBusinesses),
        AccountKind::Business => (catalogue::Audience::Business, NotTheirs::ForCitizens),
    };
    if audiences.contains(&own) {
        Ok(())
    } else {
        Err(otherwise)
    }
}

/// What the portal knows of the applicant and of the agency. Facts of a verified account are
/// shown and not asked; how to reach a person is theirs to say anew each time.
pub(super) fn known(account: &Account, agency: &Agency) -> Known {
    let assurance = account.standing.assurance();
    let phone = account.phone.as_ref().map(|phone| phone.national());
    let known = identity(&account.identity, assurance)
        .with(
            Source::AccountPhone,
            &phone.unwrap_or_default(),
            Assurance::Declared,
        )
        .with(
            Source::AccountEmail,
            account.email.expose(),
            Assurance::Declared,
        );
    known.with_agency(&Entry {
        code: agency.key.as_str().to_owned(),
        name: agency.name.clone(),
    })
}

fn identity(identity: &Identity, assurance: Assurance) -> Known {
    let known = Known::default();
    match identity {
        Identity::Citizen(citizen) => {
            let sex = match citizen.number().sex() {
                Sex::Male => "male",
                Sex::Female => "female",
            };
            let birth = citizen.birth_date();
            known
                .with(Source::AccountName, identity.name(), assurance)
                .with(Source::AccountNumber, citizen.number().expose(), assurance)
                .with(
                    Source::AccountBirthDate,
                    &birth.format("%d/%m/%Y").to_string(),
                    assurance,
                )
                .with(
                    Source::AccountBirthYear,
                    &birth.format("%Y").to_string(),
                    assurance,
                )
                .with(Source::AccountSex, sex, assurance)
                // A person may file for an organisation, so this is only a first value.
                .with(Source::AccountKind, "person", Assurance::Declared)
        }
        Identity::Business(business) => known
            .with(Source::AccountBusinessName, identity.name(), assurance)
            .with(Source::AccountTaxCode, business.code.expose(), assurance)
            .with(
                Source::AccountRepresentative,
                business.representative.as_str(),
                assurance,
            )
            .with(Source::AccountKind, "business", Assurance::Verified),
        Identity::Clerk(_) => known.with(Source::AccountName, identity.name(), assurance),
    }
}

impl Holder {
    /// The applicant as holder of the dossier.
    pub fn applicant(account: &Account) -> Self {
        let (phone, email) = (account.phone.as_ref(), &account.email);
        Self {
            account: Some(account.id),
            ..Self::named(&account.identity, phone, email)
        }
    }

    /// Somebody who is known by these facts, and by no account.
    pub fn named(identity: &Identity, phone: Option<&Phone>, email: &EmailAddress) -> Self {
        Self {
            account: None,
            kind: match identity {
                Identity::Business(_) => HolderKind::Business,
                Identity::Citizen(_) | Identity::Clerk(_) => HolderKind::Citizen,
            },
            name: identity.name().to_owned(),
            number: identity.number().map(str::to_owned),
            phone: phone.map(|phone| phone.expose().to_owned()),
            email: Some(email.expose().to_owned()),
        }
    }
}
