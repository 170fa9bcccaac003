//! Citizens, businesses and clerks: who they are, how sure the state is of it, how they sign in
//! and what they may do for which agency.
//!
//! - What an account is: `account`, `assurance`, `person` (somebody of an agency), `handling_unit`,
//!   and the values that are read from text (`birth_date`, `business_name`, `tech_id`,
//!   `sign_in_name`, `password`).
//! - Rules, pure: `authority` (who may), `verification` (when an identity is sure), `rate_limit` (how
//!   fast).
//! - Secrets: `hasher`, `mail_token`, `known_browser`; `tries` counts guesses.
//! - The second factor: `totp` and `recovery_code` are what opens, `code_attempt` what is typed,
//!   `factor_offer` what is set up, `factor_demand` who must have one.
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
mod code_attempt;
pub mod demonstration;
mod error;
mod factor_demand;
mod factor_offer;
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
mod recovery_code;
mod sign_in_name;
mod store;
mod tech_id;
mod totp;
mod tries;
mod verification;
mod wanted_service;

pub use account::{Account, Business, Citizen, Identity};
pub use assurance::AssuranceRecord;
pub use birth_date::{BirthDateError, read_birth_date};
pub use business_name::{BusinessName, BusinessNameError};
pub use code_attempt::{CodeAttempt, CodeError};
pub use error::Error;
pub use factor_demand::FactorDemand;
pub use factor_offer::FactorSeed;
pub use handling_unit::{HandlingUnit, UnitName, UnitNameError, UnitRefusal};
pub use hasher::{Hasher, HasherError, PasswordHash};
pub use known_browser::KnownBrowser;
pub use mail_token::{MailToken, TokenRefusal};
pub use operations::*;
pub use password::{OwnData, Password, PasswordAttempt, PasswordError};
pub use person::{OfficeRole, Person, is_only_manager};
pub use rate_limit::{AtLimit, Limited, RateLimit};
pub use recognise::{Recognised, factor_demand, recognise, viewer_at};
pub use recovery_code::RecoveryCode;
pub use sign_in_name::SignInName;
pub use store::{
    Appointment, FactorSummary, Owners, PendingToken, account, account_by_tech_id, account_count,
    accounts_insert, appointments_insert, factor_summary, has_intake, has_second_factor,
    members_of, names_of, owner_of_number, owners, pending_account, people_of, second_factor_from,
    sessions, throttle, unit_names, units_of,
};
pub use tech_id::{TechId, TechIdError};
pub use totp::TotpSecret;
pub use tries::{TooManyTries, count_try};
pub use verification::VerificationRefusal;
pub use wanted_service::WantedService;
