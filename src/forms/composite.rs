//! Answers of several parts: places, addresses, identity papers, bank accounts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Entry;
use crate::kernel::plain_enum;

/// A province and one of its communes, as they were named when chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub province: Entry,
    /// Commune.
    pub ward: Entry,
}

/// Where somebody lives or something stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// In Vietnam.
    Home {
        /// House, street or village; empty where the form does not need it.
        street: String,
        /// Province and commune.
        place: Place,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<ResidenceKind>,
    },
    /// In another country.
    Abroad(AbroadAddress),
}

/// An address in another country: the country, and the rest in one line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "AbroadStored")]
pub struct AbroadAddress {
    /// None in what was answered before the country was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Entry>,
    pub line: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ResidenceKind>,
}

/// What is stored of an address abroad: earlier the line alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum AbroadStored {
    Line(String),
    Whole {
        #[serde(default)]
        country: Option<Entry>,
        line: String,
        #[serde(default)]
        kind: Option<ResidenceKind>,
    },
}

impl From<AbroadStored> for AbroadAddress {
    fn from(stored: AbroadStored) -> Self {
        let (country, line, kind) = match stored {
            AbroadStored::Line(line) => (None, line, None),
            AbroadStored::Whole {
                country,
                line,
                kind,
            } => (country, line, kind),
        };
        Self {
            country,
            line,
            kind,
        }
    }
}

impl Address {
    /// The kind of residence, where it was asked for.
    pub const fn kind(&self) -> Option<ResidenceKind> {
        match self {
            Self::Home { kind, .. } => *kind,
            Self::Abroad(abroad) => abroad.kind,
        }
    }
}

plain_enum! {
    /// Kinds of residence (Law on Residence 68/2020/QH14).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ResidenceKind {
        Permanent => "permanent",
        Temporary => "temporary",
        /// Where somebody is, who has registered nowhere.
        Present => "present",
    }
}

/// An identity document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityDoc {
    pub kind: IdentityKind,
    /// What another paper is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its number, in one spelling.
    pub number: String,
    /// The day it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
}

plain_enum! {
    /// Kinds of identity documents.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum IdentityKind {
        /// Identity card or citizen's identity card, with the personal number of 12 digits.
        IdCard => "id_card",
        /// The citizen's identity card of 2016 to 2024.
        Cccd => "cccd",
        /// The identity card since 2024-07-01.
        Cc => "cc",
        /// The certificate of identity of people of Vietnamese origin without a nationality.
        Certificate => "certificate",
        Passport => "passport",
        /// The old identity card of 9 digits.
        #[serde(rename = "cmnd", alias = "old_id_card")]
        Cmnd => "cmnd",
        BirthCertificate => "birth_certificate",
        /// The card of an army officer.
        Army => "army",
        /// The card of a police officer.
        Police => "police",
        /// The household book, which ended with 2022.
        HouseholdBook => "household_book",
        /// Another paper, with its name.
        Other => "other",
    }
}

impl IdentityKind {
    /// The kinds that are offered where a form names none.
    pub const USUAL: [Self; 4] = [Self::IdCard, Self::Passport, Self::Cmnd, Self::Other];

    /// Whether its number is the personal number. The state knows when and where such a paper was issued
    /// (Law on Identification 26/2023/QH15, article 10).
    pub const fn has_personal_number(self) -> bool {
        matches!(
            self,
            Self::IdCard | Self::Cccd | Self::Cc | Self::Certificate
        )
    }
}

plain_enum! {
    /// Whether a part of an answer must be given.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Presence {
        Required => "required",
        Optional => "optional",
        /// It is not asked for.
        None => "none",
    }
}

/// An account that money is paid to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// Digits and letters, without spaces.
    pub number: String,
    /// In whose name it is.
    pub holder: String,
    /// The bank, and its branch.
    pub bank: String,
}
