//! Citizens, businesses and clerks: who they are, how sure the state is of it, how they sign in
//! and what they may do for which agency.
//!
//! - What an account is: `account`, `assurance`, `person` (somebody of an agency), `handling_unit`,
//!   and the values that are read from text (`birth_date`, `business_name`, `tech_id`,
//!   `sign_in_name`, `password`).
//! - Rules, pure: `authority` (who may), `verification` (when an identity is sure), `rate_limit` (how
//!   fast).
//! - Secrets: `hasher`, `mail_token`, `known_browser`; `tries` counts guesses.
//! - `operations/`: what can be done, one verb a file; `error` is why it was not.
//! - `store/`: all SQL, with that of `sessions` and of `throttle`, which slows down guessing.
//!   `letters`: what is written to people. `recognise`: who a session's account is at each request. `demonstration`: the accounts of the demonstration.
//!
//! What does not belong here: cookies (`web`), pages (`portal/accounts`, `desk`), and what an
//! account files (`dossiers`).

mod account;
mod assurance;
mod authority;
mod birth_date;
mod business_name;
pub mod demonstration;
mod error;
mod handling_unit;
mod hasher;
mod known_browser;
mod letters;
mod mail_token;
mod operations;
mod password;
mod person;
mod rate_limit;
mod recognise;
mod sign_in_name;
mod store;
mod tech_id;
mod tries;
mod verification;

pub use account::{Account, Business, Citizen, Identity};
pub use assurance::AssuranceRecord;
pub use birth_date::{BirthDateError, read_birth_date};
pub use business_name::{BusinessName, BusinessNameError};
pub use error::Error;
pub use handling_unit::{HandlingUnit, UnitName, UnitNameError, UnitRefusal};
pub use hasher::{Hasher, HasherError, PasswordHash};
pub use known_browser::KnownBrowser;
pub use mail_token::{MailToken, TokenRefusal};
pub use operations::*;
pub use password::{OwnData, Password, PasswordAttempt, PasswordError};
pub use person::{OfficeRole, Person, is_only_manager};
pub use rate_limit::{AtLimit, Limited, RateLimit};
pub use recognise::{Recognised, recognise};
pub use sign_in_name::SignInName;
pub use store::{
    Appointment, Owners, account, account_by_tech_id, account_count, accounts_insert,
    appointments_insert, members_of, names_of, owner_of_number, owners, people_of, sessions,
    throttle, unit_names, units_of,
};
pub use tech_id::{TechId, TechIdError};
pub use tries::{TooManyTries, count_try};
pub use verification::VerificationRefusal;
