//! What can be done with accounts, one verb a file: `fn verb(tx, cx, input)`, in the caller's
//! transaction, by whoever the context names.
//!
//! Passwords are hashed outside of transactions. Where the operation is given one by its owner
//! (`sign_in`, `finish_registration`, `reset_password`, `reauthenticate`, `confirm_session`) it is async: a short transaction, the
//! hash, a short transaction. The others take a finished [`PasswordHash`](super::PasswordHash) or
//! the proof that a password was shown ([`Reauthenticated`]).

mod add_unit;
mod change_email;
mod change_password;
mod change_phone;
mod check_code;
mod create_account;
mod end_membership;
mod end_unit;
mod finish_sign_in;
mod grant_membership;
mod invite_clerk;
mod look_up;
mod reauthenticate;
mod register;
mod remove_second_factor;
mod rename_unit;
mod request_password_reset;
mod reset_password;
mod set_desk_contact;
mod set_second_factor;
mod sign_in;
mod spend;
mod sweep;
mod verify_account;
mod verify_email;

pub use add_unit::add_unit;
pub use change_email::change_email;
pub use change_password::change_password;
pub use change_phone::change_phone;
pub use create_account::{Creation, CreationRefusal, create_account};
pub use end_membership::{EndRefusal, end_membership};
pub use end_unit::end_unit;
pub use finish_sign_in::{SecondStep, SecondStepRefusal, finish_sign_in};
pub use grant_membership::{Grant, GrantRefusal, grant_membership};
pub use invite_clerk::{Invitation, InvitationRefusal, invite_clerk};
pub use look_up::{LookUpRefusal, look_up};
pub use reauthenticate::{
    Proof, Reauthenticated, ReauthenticationRefusal, confirm_session, reauthenticate,
};
pub use register::{Contact, register};
pub use remove_second_factor::{
    RemovalRefusal, find_with_lost_factor, remove_second_factor, reset_second_factor,
    with_lost_factor,
};
pub use rename_unit::rename_unit;
pub use request_password_reset::request_password_reset;
pub use reset_password::{ResetRefusal, check_reset_token, reset_password};
pub use set_desk_contact::{NotYourDesk, set_desk_contact};
pub use set_second_factor::{FactorRefusal, renew_recovery_codes, set_second_factor};
pub use sign_in::{FirstStep, NewSignIn, SignIn, SignInRefusal, sign_in};
pub use spend::spend;
pub use sweep::sweep;
pub use verify_account::{ClaimDossiers, SeenPaper, verify_account, verify_from_command_line};
pub use verify_email::{Confirmation, confirmation_of, finish_registration, verify_email};
