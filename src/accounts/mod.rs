//! Citizens, businesses and clerks: who they are, how sure the state is of it, how they sign in
//! and what they may do for which agency. One operation a file, all SQL in `store/`.
//!
//! What does not belong here: sessions and throttling as mechanisms (`web`), pages
//! (`portal/accounts`, `desk`), and what an account files (`dossiers`).

mod account;
mod add_unit;
mod assurance;
mod authority;
mod birth_date;
mod business_name;
mod change_email;
mod change_password;
mod change_phone;
mod create_account;
pub mod demonstration;
mod end_membership;
mod end_unit;
mod failure;
mod grant_membership;
mod handling_unit;
mod hasher;
mod invite_clerk;
mod known_browser;
mod letters;
mod look_up;
mod mail_token;
mod password;
mod person;
mod reauthentication;
mod recognise;
mod register;
mod rename_unit;
mod request_password_reset;
mod reset_password;
mod sign_in;
mod sign_in_name;
mod sign_out;
mod store;
mod sweep;
mod tech_id;
mod verification;
mod verify_account;
mod verify_email;

use url::Url;

use crate::storage::Storage;

pub use account::{Account, Business, Citizen, Identity};
pub use add_unit::add_unit;
pub use assurance::Standing;
pub use authority::Actor;
pub use birth_date::{BirthDateError, read_birth_date};
pub use business_name::{BusinessName, BusinessNameError};
pub use change_email::{EmailChange, change_email};
pub use change_password::{PasswordChange, change_password};
pub use change_phone::{PhoneRefusal, change_phone};
pub use create_account::{Creation, CreationRefusal, create_account};
pub use end_membership::{EndRefusal, end_membership};
pub use end_unit::end_unit;
pub use failure::Failure;
pub use grant_membership::{Grant, GrantRefusal, grant_membership};
pub use handling_unit::{HandlingUnit, UnitName, UnitNameError, UnitRefusal};
pub use hasher::{Hasher, HasherError};
pub use invite_clerk::{Invitation, InvitationRefusal, invite_clerk};
pub use known_browser::KnownBrowser;
pub use look_up::{LookUpRefusal, look_up};
pub use mail_token::{MailToken, TokenRefusal};
pub use password::{OwnData, Password, PasswordAttempt, PasswordError};
pub use person::{OfficeRole, Person, is_only_manager};
pub use reauthentication::ReauthenticationRefusal;
pub use recognise::{AccountsRecognise, OfficeNames};
pub use register::{Contact, RegistrationRefusal, register_business, register_citizen};
pub use rename_unit::rename_unit;
pub use request_password_reset::{ResetRequestRefusal, request_password_reset};
pub use reset_password::{ResetRefusal, check_reset_token, reset_password};
pub use sign_in::{NewSignIn, SignIn, SignInRefusal, sign_in};
pub use sign_in_name::SignInName;
pub use sign_out::{sign_out, sign_out_everywhere};
pub use store::{
    Appointment, Owners, account, account_by_tech_id, account_count, accounts_insert,
    appointments_insert, members_of, names_of, owner_of_number, owners, people_of, unit_name,
    units_of,
};
pub use sweep::sweep;
pub use tech_id::{TechId, TechIdError};
pub use verification::VerificationRefusal;
pub use verify_account::{ClaimDossiers, SeenPaper, verify_account, verify_from_command_line};
pub use verify_email::{Confirmation, confirmation_of, verify_email};

/// What the operations of this room stand on; one per process.
#[derive(Clone)]
pub struct Accounts {
    /// The database.
    pub storage: Storage,
    /// Where passwords are hashed.
    pub hasher: Hasher,
    /// The address by which people reach the portal, for links in letters.
    pub base_url: Url,
}

impl Accounts {
    /// The full address of `path`.
    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}
