//! All SQL of the accounts room: accounts and what they own, links sent by mail, roles in agencies,
//! sessions, second factors, and counted guesses.

mod accounts;
mod bulk;
mod memberships;
mod offices;
mod owners;
mod ownership;
mod pending_sign_ins;
mod people;
mod rate_limits;
mod second_factors;
pub mod sessions;
mod signed_in;
pub mod throttle;
mod tokens;

pub(super) use accounts::{
    NewAccount, account_by_email, accounts_claiming, delete_unconfirmed, insert, password_hash,
    set_email, set_password, set_phone, set_standing,
};
pub use accounts::{account, account_by_tech_id};
pub use bulk::{Appointment, account_count, accounts_insert, appointments_insert};
pub(super) use memberships::{
    add_membership, close_membership, managers_for_update, memberships_at,
};
pub use memberships::{has_intake, members_of};
pub(super) use offices::{close_unit, insert_unit, set_unit_name};
pub use offices::{names_of, unit_names, units_of};
pub use owners::{Owners, owners};
pub use ownership::owner_of_number;
pub(super) use ownership::{
    claim_email, claim_number, owner_of_email, owner_of_name, release_email,
};
pub use pending_sign_ins::{PendingToken, pending_account};
pub(super) use pending_sign_ins::{add_pending, drop_pending, sweep_pending};
pub(super) use people::invited_to;
pub use people::people_of;
pub(super) use rate_limits::{rate_level_locked, set_rate_level, sweep_rate_levels};
pub(super) use second_factors::{
    Factor, add_factor, factor, factor_for_update, has_recovery_code, remove_factor,
    replace_factor, set_recovery_codes, staff_since, use_recovery_code, use_step,
};
pub use second_factors::{FactorSummary, factor_summary, has_second_factor, second_factor_from};
pub use signed_in::SignedInAccount;
pub(super) use signed_in::signed_in_account;
pub(super) use tokens::{add_token, drop_tokens, mark_used, sweep_tokens, token};

use crate::storage::{BlindIndex, KeyRing, number_column};

number_column!(
    crate::accounts::mail_token::Purpose,
    crate::accounts::rate_limit::Limited,
    crate::speech::Locale
);

const NUMBER: &str = "accounts.number";
const BIRTH_DATE: &str = "accounts.birth_date";
const PHONE: &str = "accounts.phone";
const EMAIL: &str = "accounts.email";

fn number_index(keys: &KeyRing, number: &str) -> BlindIndex {
    keys.blind(NUMBER, number.as_bytes())
}
