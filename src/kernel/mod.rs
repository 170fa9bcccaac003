//! Words and mechanisms every room speaks: ids, clock, chance, money, text folding,
//! identifiers of persons and businesses, errors, and who is asking. No HTTP, no SQL.

mod chance;
mod clock;
mod fold;
mod ids;

pub use chance::{Chance, SeededChance, SystemChance};
pub use clock::{Clock, Instant, InstantError, ManualClock, SystemClock, vietnam_offset};
pub use fold::{fold, normalise, sort_key};
pub use ids::{
    AccountId, AgencyId, AttachmentId, DossierId, FeeId, HandlingUnitId, Id, IdError, JobId,
    JournalId, LetterId, MembershipId, NoteId, PaperId, ResultId, SessionId, SupplementId,
};
