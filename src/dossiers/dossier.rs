//! A dossier as operations and pages know it.

use crate::catalogue::{FeeDue, ResultDelivery};
use crate::kernel::{
    AccountId, AgencyId, Dong, DossierId, FeeId, HandlingUnitId, Instant, Phone, Term, fold,
    plain_enum,
};

use super::acts::Side;
use super::error::{Error, Problem};
use super::event::Source;
use super::lifecycle::{Standing, State};

plain_enum! {
    /// Whose word decides about a dossier. Numbers are stored; a dossier keeps its own.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Authority {
        /// The agency works in this portal, and the table of the lifecycle binds.
        Desk = 1,
        /// The agency's own system decides, and this portal records.
        Partner = 2,
    }
}

plain_enum! {
    /// What kind of person a holder is (LoaiDoiTuong on the wire).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum HolderKind {
        Citizen = 1,
        Business = 2,
        StateAgency = 3,
        /// Another organisation.
        Organisation = 4,
    }
}

plain_enum! {
    /// The lists of a clerk's queue. Numbers are stored, so that each list is an index range.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum DeskList {
        /// Nothing is to be done any more.
        Done = 0 => "done",
        /// To be accepted or refused.
        ToAccept = 1 => "to_accept",
        /// Being worked on.
        InWork = 2 => "in_work",
        /// Waiting for the applicant's supplement.
        AwaitingSupplement = 3 => "awaiting_supplement",
        /// Waiting for the applicant's payment.
        AwaitingPayment = 4 => "awaiting_payment",
        /// Decided; the result waits to be handed over.
        ToReturn = 5 => "to_return",
        /// In an agency's own system: nothing is to be done here.
        Elsewhere = 6 => "elsewhere",
    }
}

impl DeskList {
    /// The lists that a clerk works through, in the order of a day's work.
    pub const WORK: [Self; 5] = [
        Self::ToAccept,
        Self::InWork,
        Self::AwaitingSupplement,
        Self::AwaitingPayment,
        Self::ToReturn,
    ];

    /// The list of a name in an address; what lies elsewhere has no page.
    pub fn shown(key: &str) -> Option<Self> {
        Self::from_key(key).filter(|list| *list != Self::Elsewhere)
    }

    /// The list on which a dossier of this standing lies.
    pub const fn of(standing: Standing, must_pay_first: bool) -> Self {
        match standing.state() {
            State::Submitted if must_pay_first => Self::AwaitingPayment,
            State::Submitted => Self::ToAccept,
            State::Accepted | State::Processing => Self::InWork,
            State::SupplementRequested => Self::AwaitingSupplement,
            State::PaymentRequested => Self::AwaitingPayment,
            State::Decided => Self::ToReturn,
            State::Refused | State::Withdrawn | State::Stopped | State::Returned => Self::Done,
        }
    }
}

/// A fee of a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    pub id: FeeId,
    pub label: String,
    /// How much, where that is known before it is paid.
    pub amount: Option<Dong>,
    /// When it must be paid.
    pub due: FeeDue,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// Who marked it as paid; nobody where an agency's own system told of it.
    pub marked_by: Option<AccountId>,
}

impl Fee {
    /// Whether it falls due at `due` or before and is not paid.
    pub fn is_owed_by(&self, due: FeeDue) -> bool {
        self.paid_at.is_none() && self.due <= due
    }

    /// Whether an agency that asks for a fee of this name asks for this one: it is not paid, and is
    /// called the same, or nobody knew yet how much it would be.
    pub fn is_meant_by(&self, label: &str) -> bool {
        let is_same = fold(&self.label) == fold(label);
        self.paid_at.is_none() && (is_same || self.amount.is_none())
    }

    /// Whether `paid` settles the fee. A cashier neither lets off a part nor keeps the change, so
    /// that what the letter and the history say was paid is what was owed; nothing at all is what
    /// they whom the law exempts pay.
    ///
    /// # Errors
    /// What is wrong with the amount.
    pub fn takes(&self, paid: Dong) -> Result<(), Error> {
        let problem = match self.amount {
            _ if paid == Dong::ZERO => return Ok(()),
            Some(asked) if paid < asked => Problem::LessThanFee,
            Some(asked) if paid > asked => Problem::MoreThanFee,
            None if paid > Dong::MOST_AT_ONCE => Problem::TooMuch,
            Some(_) | None => return Ok(()),
        };
        Err(Error::invalid("amount", problem))
    }
}

/// The procedure under which a dossier was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledUnder {
    /// Its code, as it came.
    pub code: String,
    /// The revision, unless the procedure is known by name alone.
    pub revision: Option<i32>,
    /// Its name then.
    pub name: String,
    /// The legal term, where there is one.
    pub term: Option<Term>,
}

/// Whose dossier it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Their account, when it is known and verified, or the applicant's own.
    pub account: Option<AccountId>,
    /// What kind of person.
    pub kind: HolderKind,
    /// Name in full.
    pub name: String,
    /// Personal number or tax code.
    pub number: Option<String>,
    /// Phone, in E.164.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

impl Holder {
    /// The phone as people in Vietnam write it; as it came, where it is no number of theirs.
    pub fn national_phone(&self) -> Option<String> {
        let phone = self.phone.as_ref()?;
        Some(match phone.parse::<Phone>() {
            Ok(number) => number.national(),
            Err(_) => phone.clone(),
        })
    }
}

/// The times that deadlines and punctuality are reckoned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// When it was filed.
    pub submitted_at: Instant,
    /// When the clock for the acceptance began: at filing, or when a fee that comes first was paid.
    pub clock_started_at: Instant,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When the result is due (hẹn trả).
    pub due_at: Option<Instant>,
    /// Since when the clock stands still.
    pub suspended_at: Option<Instant>,
    /// When the clock ended.
    pub settled_at: Option<Instant>,
    /// When the result was handed over.
    pub returned_at: Option<Instant>,
}

/// Where in the agency a dossier lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskPosition {
    /// The list of the queue.
    pub list: DeskList,
    /// What the list is sorted by: the next moment by which somebody must act.
    pub sort_at: Instant,
    /// The unit that has it.
    pub unit: Option<HandlingUnitId>,
    /// The officer who has it.
    pub officer: Option<AccountId>,
}

/// The end of a dossier's chain of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEnd {
    /// The last event's number.
    pub seq: i32,
    /// The last event's digest.
    pub digest: Vec<u8>,
}

/// One application under one procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its id, which was its draft's.
    pub id: DossierId,
    /// The version that an update asks for.
    pub version: i32,
    /// The code by which people know it.
    pub code: String,
    /// The agency that has it.
    pub agency: AgencyId,
    /// Whose word decides.
    pub authority: Authority,
    /// Where it was filed.
    pub source: Source,
    /// Where it stands.
    pub standing: Standing,
    /// The end of its history.
    pub chain: ChainEnd,
    pub procedure: FiledUnder,
    /// Who filed it.
    pub applicant: Option<AccountId>,
    pub holder: Holder,
    /// What it asks for, in a line.
    pub summary: String,
    /// How the result should come.
    pub delivery: ResultDelivery,
    /// Where the post brings it.
    pub address: Option<String>,
    pub times: Times,
    /// Whether it was settled in time, once that is known.
    pub on_time: Option<bool>,
    /// Where it lies.
    pub place: DeskPosition,
}

impl Dossier {
    pub const fn state(&self) -> State {
        self.standing.state()
    }

    /// The agency whose clerks act on this side of it.
    pub const fn agency_of(&self, side: Side) -> AgencyId {
        match side {
            Side::Receiver | Side::Decider | Side::Step => self.agency,
        }
    }

    /// The agency by whose calendar its terms are reckoned.
    pub const fn clock_agency(&self) -> AgencyId {
        self.agency_of(Side::Decider)
    }

    /// Who is told of it: whoever filed it, else whose it is.
    pub fn reader(&self) -> Option<AccountId> {
        self.applicant.or(self.holder.account)
    }

    /// Whether its applicant can act on it here: where it began in an agency's own system, that is
    /// done there.
    pub fn is_open_here(&self) -> bool {
        self.authority == Authority::Desk || self.source == Source::Portal
    }

    /// Whether the account filed it or is its holder.
    pub fn belongs_to(&self, account: AccountId) -> bool {
        self.applicant == Some(account) || self.holder.account == Some(account)
    }
}
