//! Words and mechanisms every room speaks: ids, clock, chance, money, text folding,
//! identifiers of persons and businesses, errors, and who is asking. No HTTP, no SQL.

mod backoff;
mod built_in;
mod chance;
mod clean_text;
mod clock;
mod digits;
mod email_address;
mod fold;
mod fact;
mod ids;
mod keyset;
mod listen;
mod time_and_chance;
mod plain_enum;
mod print_line;
mod viewer;
mod written;
mod money;
mod number_lengths;
mod person_name;
mod personal_number;
mod phone;
mod reason;
mod social_insurance_number;
mod tax_code;
mod term;
mod text_form;
mod typed_date;

pub use backoff::Backoff;
pub use built_in::BuiltIn;
pub use chance::{Chance, SeededChance, SystemChance};
pub use clean_text::{clean, half_width, is_apostrophe, visible};
pub use clock::{Clock, Instant, InstantError, ManualClock, SystemClock, vietnam_offset};
pub use digits::{DigitsError, is_dash};
pub use email_address::{EmailAddress, EmailAddressError};
pub use fact::{FactStatus, FactStatusError, is_cut};
pub use fold::{fold, normalise, sort_key};
pub use ids::{
    AccountId, AgencyId, AttachmentId, DossierId, EventTextId, FeeId, HandlingUnitId, Id, IdError,
    JobId, JournalId, LetterId, MembershipId, MessageId, PaperId, PartnerId, QuarantineId,
    ResultId, SessionId, SupplementId, uuid_of,
};
pub use keyset::{KeysetPage, KeysetPart, TimeKey, TimeKeyError, rows_to_read};
pub use listen::listen;
pub use money::{Dong, DongError};
pub use person_name::{PersonName, PersonNameError};
pub use personal_number::{IdCardNumber, Inconsistency, PersonalNumber, PersonalNumberError, Sex};
pub use phone::{Phone, PhoneError};
pub(crate) use plain_enum::plain_enum;
pub use print_line::print_line;
pub use reason::{NoReason, Reason};
pub use social_insurance_number::{SocialInsuranceNumber, SocialInsuranceNumberError};
pub use tax_code::{TaxCode, TaxCodeError};
pub use term::{Term, TermError, TermUnit};
pub(crate) use text_form::text_form;
pub use time_and_chance::TimeAndChance;
pub use typed_date::{TypedDateError, read_date};
pub use viewer::{AccountKind, Assurance, Membership, Role, Viewer};
pub use written::as_written;
