//! The accounts of the demonstration (`demonstration.toml`), made by the operations themselves.

use std::fmt::Debug;

use chrono::NaiveDate;
use serde::Deserialize;

use super::totp::{TotpSecret, step_at};
use super::{
    Business, Citizen, Creation, Error, Grant, Hasher, Identity, OwnData, Password,
    VerificationRefusal, create_account, grant_membership, store, verify_from_command_line,
};
use crate::context::Context;
use crate::kernel::{AccountId, AgencyId, EmailAddress, Instant, Phone, Role};
use crate::speech::Locale;
use crate::storage::{self, Conn, Storage};

/// The password of every account of the demonstration. It is printed at start, and `--production`
/// refuses to start where these accounts are.
pub const PASSWORD: &str = "trong-dong-2026";

/// The secret of the one second factor that the demonstration begins with.
const SECRET: &[u8; 20] = b"motcua-demonstration";

/// The agencies that have clerks in the demonstration, by the catalogue's keys: phường Hoàn Kiếm, and
/// of Hà Nội the department of industry and trade and the social-insurance office.
pub const COMMUNE: &str = "00070";
pub const DEPARTMENT: &str = "01-so-cong-thuong";
pub const SOCIAL_INSURANCE: &str = "01-bao-hiem-xa-hoi";
pub const PUBLIC_SECURITY: &str = "01-cong-an";

const PEOPLE: &str = include_str!("demonstration.toml");

/// The agencies that have clerks in the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct DemonstrationAgencies {
    /// A commune's people's committee.
    pub commune: AgencyId,
    /// A provincial department.
    pub department: AgencyId,
    /// A provincial social-insurance office.
    pub social_insurance: AgencyId,
    /// The Ministry of Public Security.
    pub public_security: AgencyId,
}

/// An account of the demonstration that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemonstrationAccount {
    pub account: AccountId,
    /// What is typed into the sign-in field, with [`PASSWORD`].
    pub sign_in: String,
}

/// An account of the demonstration as it is shown to whoever tries the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// What is typed into the sign-in field, with [`PASSWORD`].
    pub sign_in: String,
    /// Whose it is.
    pub name: String,
    /// The key of its words below `demonstration.part`.
    pub part: String,
    /// The catalogue's key of the agency in which a clerk works.
    pub agency: Option<&'static str>,
}

/// Why the demonstration has no accounts.
#[derive(Debug, thiserror::Error)]
pub enum DemonstrationError {
    /// What `demonstration.toml` says breaks a rule of this room.
    #[error("the demonstration's accounts: {0}")]
    Rule(String),
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

#[derive(Deserialize)]
struct People {
    account: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    #[serde(rename = "part")]
    words: String,
    email: String,
    phone: String,
    name: String,
    #[serde(flatten)]
    part: Part,
}

impl Person {
    fn listed(self) -> ListedAccount {
        let agency = match self.part {
            Part::Clerk { office, .. } => Some(office.agency_key()),
            Part::Citizen { .. } | Part::Business { .. } | Part::Operator => None,
        };
        ListedAccount {
            sign_in: self.email,
            name: self.name,
            part: self.words,
            agency,
        }
    }
}

/// The part that somebody plays.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Part {
    Citizen {
        number: String,
        birth_date: NaiveDate,
        verified: bool,
    },
    Business {
        code: String,
        representative: String,
        verified: bool,
    },
    Clerk {
        office: Office,
        roles: Vec<String>,
    },
    Operator,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Office {
    Commune,
    Department,
    SocialInsurance,
    PublicSecurity,
}

impl Office {
    const fn agency_key(self) -> &'static str {
        match self {
            Self::Commune => COMMUNE,
            Self::Department => DEPARTMENT,
            Self::SocialInsurance => SOCIAL_INSURANCE,
            Self::PublicSecurity => PUBLIC_SECURITY,
        }
    }
}

/// The accounts in the order in which they are shown.
///
/// # Errors
/// The list cannot be read.
pub fn listed() -> Result<Vec<ListedAccount>, DemonstrationError> {
    let people: People = toml::from_str(PEOPLE).map_err(broken)?;
    Ok(people.account.into_iter().map(Person::listed).collect())
}

/// Makes what is missing of the demonstration's accounts and gives all of them. `cx` is that of the
/// command line.
///
/// # Errors
/// [`DemonstrationError`].
pub async fn ensure(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    agencies: &DemonstrationAgencies,
) -> Result<Vec<DemonstrationAccount>, DemonstrationError> {
    let people: People = toml::from_str(PEOPLE).map_err(broken)?;
    let mut made = Vec::with_capacity(people.account.len());
    for person in people.account {
        let account = found_or_made(storage, hasher, cx, &person).await?;
        play(storage, cx, agencies, account, &person.part)?;
        made.push(DemonstrationAccount {
            account,
            sign_in: person.email,
        });
    }
    Ok(made)
}

/// Gives the account a second factor whose secret is in this file, unless it has one. No recovery code
/// opens it: the pages show its code.
///
/// # Errors
/// [`DemonstrationError`].
pub fn give_second_factor(
    storage: &Storage,
    now: Instant,
    account: AccountId,
) -> Result<(), DemonstrationError> {
    let secret = TotpSecret::cut_from(SECRET);
    let secret = secret.ok_or_else(|| DemonstrationError::Rule("its secret is short".into()))?;
    storage.write(|tx| store::add_factor(tx, account, &secret, 0, now))?;
    Ok(())
}

/// The code that the authenticator of an account shows, in the demonstration, where nobody has one.
/// Of the time step after if the present one is used up.
pub fn code_shown(
    conn: &mut Conn,
    account: AccountId,
    now: Instant,
) -> storage::Result<Option<String>> {
    let factor = store::factor(conn, account)?;
    Ok(factor.and_then(|factor| {
        let step = step_at(now).max(factor.last_step + 1);
        factor.secret.code_at(step)
    }))
}

/// Whether anybody of the demonstration has an account here: production refuses them.
///
/// # Errors
/// The list cannot be read, or storage failed.
pub fn is_present(conn: &mut Conn) -> Result<bool, DemonstrationError> {
    let people: People = toml::from_str(PEOPLE).map_err(broken)?;
    for person in people.account {
        let email: EmailAddress = person.email.parse().map_err(broken)?;
        if store::owner_of_email(conn, &email)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn found_or_made(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    person: &Person,
) -> Result<AccountId, DemonstrationError> {
    let email: EmailAddress = person.email.parse().map_err(broken)?;
    if let Some(owner) = storage.read(|conn| store::owner_of_email(conn, &email))? {
        return Ok(owner);
    }
    let password = Password::choose(PASSWORD, &OwnData::default()).map_err(broken)?;
    let phone: Phone = person.phone.parse().map_err(broken)?;
    let creation = Creation {
        identity: identity(person, cx.now().vietnam_date())?,
        phone: Some(phone),
        email,
        password: hasher.hash(&cx.moment, password).await.map_err(broken)?,
        locale: Locale::Vi,
        is_operator: matches!(person.part, Part::Operator),
    };
    storage
        .write(|tx| create_account(tx, cx, &creation))
        .map_err(refused)
}

fn identity(person: &Person, today: NaiveDate) -> Result<Identity, DemonstrationError> {
    let name = &person.name;
    match &person.part {
        Part::Citizen {
            number, birth_date, ..
        } => {
            let (name, number) = (
                name.parse().map_err(broken)?,
                number.parse().map_err(broken)?,
            );
            Citizen::declared(name, number, *birth_date, today)
                .map(Identity::Citizen)
                .map_err(broken)
        }
        Part::Business {
            code,
            representative,
            ..
        } => Ok(Identity::Business(Business {
            name: name.parse().map_err(broken)?,
            code: code.parse().map_err(broken)?,
            representative: representative.parse().map_err(broken)?,
        })),
        Part::Clerk { .. } | Part::Operator => name.parse().map(Identity::Clerk).map_err(broken),
    }
}

/// Gives the account what its part needs; what it has it keeps.
fn play(
    storage: &Storage,
    cx: &Context,
    agencies: &DemonstrationAgencies,
    account: AccountId,
    part: &Part,
) -> Result<(), DemonstrationError> {
    match part {
        Part::Citizen { verified: true, .. } | Part::Business { verified: true, .. } => {
            match storage.write(|tx| verify_from_command_line(tx, cx, account)) {
                Ok(()) | Err(Error::Refused(VerificationRefusal::Already)) => Ok(()),
                Err(failure) => Err(refused(failure)),
            }
        }
        Part::Clerk { office, roles } => {
            let agency = match office {
                Office::Commune => agencies.commune,
                Office::Department => agencies.department,
                Office::SocialInsurance => agencies.social_insurance,
                Office::PublicSecurity => agencies.public_security,
            };
            for key in roles {
                let role = Role::from_key(key)
                    .ok_or_else(|| DemonstrationError::Rule(format!("role {key}")))?;
                let grant = Grant {
                    account,
                    agency,
                    role,
                    unit: None,
                };
                let granted = storage.write(|tx| grant_membership(tx, cx, grant));
                granted.map_err(refused)?;
            }
            Ok(())
        }
        Part::Citizen { .. } | Part::Business { .. } | Part::Operator => Ok(()),
    }
}

fn broken(error: impl std::fmt::Display) -> DemonstrationError {
    DemonstrationError::Rule(error.to_string())
}

fn refused<R: Debug>(error: Error<R>) -> DemonstrationError {
    match error {
        Error::Storage(error) => error.into(),
        Error::Refused(reason) => DemonstrationError::Rule(format!("{reason:?}")),
        Error::Hasher(error) => broken(error),
    }
}
