//! An account as the rules see it.

use chrono::NaiveDate;

use super::assurance::AssuranceRecord;
use super::birth_date::BirthDateError;
use super::business_name::BusinessName;
use super::password::OwnData;
use super::tech_id::TechId;
use crate::kernel::{
    AccountId, AccountKind, EmailAddress, Instant, PersonName, PersonalNumber, Phone, TaxCode, fold,
};
use crate::speech::Locale;

/// A person acting for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    pub(super) name: PersonName,
    pub(super) number: PersonalNumber,
    pub(super) birth_date: NaiveDate,
}

impl Citizen {
    /// Takes what a person says about themselves on the day `today`.
    ///
    /// # Errors
    /// When the birth date cannot be theirs.
    pub fn declared(
        name: PersonName,
        number: PersonalNumber,
        birth_date: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, BirthDateError> {
        if birth_date > today {
            return Err(BirthDateError::InFuture);
        }
        number
            .matches(birth_date, None)
            .map_err(|_| BirthDateError::OtherYear)?;
        Ok(Self {
            name,
            number,
            birth_date,
        })
    }

    /// The full name.
    pub const fn name(&self) -> &PersonName {
        &self.name
    }

    /// The personal number.
    pub const fn number(&self) -> &PersonalNumber {
        &self.number
    }

    pub const fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }
}

/// A business, through its representative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Business {
    /// The name in its certificate.
    pub name: BusinessName,
    pub code: TaxCode,
    /// Who acts for it by law.
    pub representative: PersonName,
}

/// Who an account says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A person.
    Citizen(Citizen),
    Business(Business),
    /// Somebody who works for an agency, or runs the portal.
    Clerk(PersonName),
}

impl Identity {
    /// What kind of account this is.
    pub const fn kind(&self) -> AccountKind {
        match self {
            Self::Citizen(_) => AccountKind::Citizen,
            Self::Business(_) => AccountKind::Business,
            Self::Clerk(_) => AccountKind::Clerk,
        }
    }

    /// The full name.
    pub fn name(&self) -> &str {
        match self {
            Self::Citizen(Citizen { name, .. }) | Self::Clerk(name) => name.as_str(),
            Self::Business(business) => business.name.as_str(),
        }
    }

    /// The name as clerks search for it: without marks.
    pub fn name_key(&self) -> String {
        fold(self.name())
    }

    /// The personal number or tax code, which a verified account owns.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Citizen(citizen) => Some(citizen.number.expose()),
            Self::Business(business) => Some(business.code.expose()),
            Self::Clerk(_) => None,
        }
    }

    /// The date of birth of a citizen.
    pub const fn birth_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Citizen(citizen) => Some(citizen.birth_date),
            Self::Business(_) | Self::Clerk(_) => None,
        }
    }

    /// Who acts for a business.
    pub const fn representative(&self) -> Option<&PersonName> {
        match self {
            Self::Business(business) => Some(&business.representative),
            Self::Citizen(_) | Self::Clerk(_) => None,
        }
    }

    /// What of this may not make up a password.
    pub fn own_data(&self) -> OwnData {
        let own = OwnData::default().and(self.name());
        let own = self.number().map_or(own.clone(), |number| own.and(number));
        let own = self
            .birth_date()
            .map_or(own.clone(), |date| own.and_birth_date(date));
        self.representative()
            .map_or(own.clone(), |person| own.and(person.as_str()))
    }
}

#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    /// The name by which machines know it.
    pub tech_id: TechId,
    /// Who it says it is.
    pub identity: Identity,
    /// How sure that is.
    pub standing: AssuranceRecord,
    /// Where it can be called; clerks need not say.
    pub phone: Option<Phone>,
    /// Where its letters go.
    pub email: EmailAddress,
    /// Since when that mailbox is known to be its own.
    pub email_verified_at: Option<Instant>,
    /// The language of its letters.
    pub locale: Locale,
    /// Whether it runs the portal itself.
    pub is_operator: bool,
    /// When it was made.
    pub created_at: Instant,
    /// The version of its row; each change asks for the one it read.
    pub version: i32,
}

impl Account {
    /// The number that is its own because somebody saw the paper; none while it is declared.
    pub fn owned_number(&self) -> Option<&str> {
        match self.standing {
            AssuranceRecord::Declared => None,
            AssuranceRecord::Verified { .. } => self.identity.number(),
        }
    }

    /// What the account says about its owner, none of which may make up a password.
    pub fn own_data(&self) -> OwnData {
        let own = self.identity.own_data().and_email(&self.email);
        self.phone
            .as_ref()
            .map_or(own.clone(), |phone| own.and_phone(phone))
    }
}
