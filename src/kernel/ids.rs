//! Typed identifiers: UUIDv7 (RFC 9562), so that rows made later sort later and big tables can be
//! partitioned by range. The kinds are listed once, here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{Chance, Instant};

/// An identifier of one kind of thing; ids of different kinds do not mix.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<K>(Uuid, #[serde(skip)] PhantomData<fn() -> K>);

/// The text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct IdError;

impl<K> Id<K> {
    /// Makes a new identifier for something that begins at `now`.
    pub fn new(now: Instant, chance: &dyn Chance) -> Self {
        Self::from_uuid(chance.uuid_v7(now))
    }

    /// The least identifier of what begins at `at`: rows are found by time through their key.
    pub fn least_at(at: Instant) -> Self {
        let millis = u64::try_from(at.utc().timestamp_millis()).unwrap_or(0);
        Self::from_uuid(Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
    }

    /// The identifier of something that is known by a hash: its [`uuid_of`].
    pub fn of_hash(hashed: Sha256) -> Self {
        Self::from_uuid(uuid_of(hashed))
    }

    /// Takes an identifier as storage gives it back.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID, for storage.
    pub const fn uuid(&self) -> &Uuid {
        &self.0
    }
}

/// A UUIDv8 (RFC 9562, section 5.8): the same wherever and whenever the same is hashed.
pub fn uuid_of(hashed: Sha256) -> Uuid {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hashed.finalize()) {
        *to = from;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> FromStr for Id<K> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::try_parse(text)
            .map(Self::from_uuid)
            .map_err(|_| IdError)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident = $kind:ident;)*) => {
        /// What the identifiers identify; types without values.
        mod kind {
            $(pub enum $kind {})*
        }
        $($(#[$doc])* pub type $alias = Id<kind::$kind>;)*
    };
}

kinds! {
    /// A citizen, business or clerk.
    AccountId = Account;
    /// A ministry, province, department or commune.
    AgencyId = Agency;
    /// A file that goes with a draft or dossier.
    AttachmentId = Attachment;
    /// A dossier, and the draft it was before.
    DossierId = Dossier;
    /// A fee of a dossier.
    FeeId = Fee;
    /// A unit inside an agency that works on dossiers.
    HandlingUnitId = HandlingUnit;
    JobId = Job;
    /// A row of the journal.
    JournalId = Journal;
    LetterId = Letter;
    /// A clerk's role in an agency.
    MembershipId = Membership;
    /// A message from a partner.
    MessageId = Message;
    /// Free text attached to an event.
    EventTextId = EventText;
    /// A paper in a vault.
    PaperId = Paper;
    /// An agency's own one-stop system.
    PartnerId = Partner;
    /// A message that waits in quarantine.
    QuarantineId = Quarantine;
    /// A result document.
    ResultId = ResultDocument;
    /// A session of a browser.
    SessionId = Session;
    /// A supplement request.
    SupplementId = Supplement;
}
