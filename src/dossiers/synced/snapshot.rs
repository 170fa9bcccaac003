//! A dossier as its agency's own system knows it (DongBoHoSoMC, docs/partners.md), read and
//! checked.

use super::details::Details;
use crate::catalogue::ResultDelivery;
use crate::dossiers::dossier::{FiledUnder, HolderKind};
use crate::dossiers::lifecycle::State;
use crate::kernel::{AgencyId, Instant, plain_enum};

/// The dates of a snapshot. All but the due date are of things that were done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncedDates {
    /// Filed (NgayNopHoSo).
    pub submitted_at: Option<Instant>,
    /// Received (NgayTiepNhan).
    pub accepted_at: Option<Instant>,
    /// Due (NgayHenTra).
    pub due_at: Option<Instant>,
    /// Refused (NgayTuChoi).
    pub refused_at: Option<Instant>,
    /// Work finished (NgayKetThucXuLy).
    pub finished_at: Option<Instant>,
    /// Result handed over (NgayTra).
    pub returned_at: Option<Instant>,
}

impl SyncedDates {
    /// The last thing that was done.
    pub fn last_done(&self) -> Option<Instant> {
        [
            self.submitted_at,
            self.accepted_at,
            self.refused_at,
            self.finished_at,
            self.returned_at,
        ]
        .into_iter()
        .flatten()
        .max()
    }

    /// The date of what leads to a state, where there is one for it.
    pub(super) const fn of(&self, state: State) -> Option<Instant> {
        match state {
            State::Submitted => self.submitted_at,
            State::Accepted => self.accepted_at,
            State::Refused => match self.refused_at {
                Some(at) => Some(at),
                None => self.finished_at,
            },
            State::Withdrawn | State::Stopped | State::Decided => self.finished_at,
            State::Returned => self.returned_at,
            State::Processing | State::SupplementRequested | State::PaymentRequested => None,
        }
    }

    /// When the clock ended of a dossier that is in `state`.
    pub(super) fn ended(&self, state: State) -> Option<Instant> {
        let (finished, refused) = (self.finished_at, self.refused_at);
        match state {
            State::Refused => refused.or(finished),
            _ => finished.or(refused),
        }
    }

    /// When it was filed, as far as that is known: before it can be accepted or refused.
    pub(super) fn filed(&self) -> Option<Instant> {
        self.submitted_at.or(self.accepted_at).or(self.refused_at)
    }

    /// When the result is due. A date before the dossier was taken is a mistake of the sender, by
    /// which every dossier would be late.
    pub(super) fn due(&self) -> Option<Instant> {
        let begun = self.accepted_at.or(self.submitted_at);
        self.due_at
            .filter(|due| begun.is_none_or(|begun| *due >= begun))
    }
}

plain_enum! {
    /// How a dossier was filed (KenhThucHien).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Channel {
        /// At the desk; also where nothing is said.
        #[default]
        Desk = 1,
        Online = 2,
        /// By public post.
        Post = 3,
    }
}

plain_enum! {
    /// How a fee was paid (DuocThanhToanTrucTuyen).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum OnlinePayment {
        /// There was none.
        #[default]
        None = 0,
        /// Through the national portal.
        Portal = 1,
        /// Through the agency's own gateway.
        Agency = 2,
        /// There is a fee, and it is not paid.
        Unpaid = 3,
    }
}

/// What statistics ask of a dossier (Decision 766/QĐ-TTg).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits {
    /// How it was filed.
    pub channel: Channel,
    /// How its fee was paid.
    pub paid_online: OnlinePayment,
    /// Whether a component is digitised or reused.
    pub digitised: bool,
    /// Whether the account was authenticated by VNeID.
    pub vneid: bool,
}

plain_enum! {
    /// What an offered file is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OfferKind {
        /// A paper that went with the dossier (TaiLieuNop).
        Paper = 1,
        /// A result (DanhSachGiayToKetQua).
        Result = 2,
    }
}

/// A file that the partner offers at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedFile {
    pub kind: OfferKind,
    /// What makes it the same file in the next snapshot: the partner's id of it, else its address.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The component or result code.
    pub component: String,
    /// Where it can be fetched.
    pub url: String,
}

/// One dossier at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The code under which the partner knows it, or that the portal gave it.
    pub code: String,
    /// The agency that handles it.
    pub agency: AgencyId,
    /// What it was filed under.
    pub procedure: FiledUnder,
    /// What kind of person holds it.
    pub holder_kind: HolderKind,
    /// The holder's name.
    pub holder_name: String,
    /// The holder's personal number or tax code, unless a placeholder.
    pub holder_number: Option<String>,
    /// Whether the number was given as an identification of the holder (DinhDanhCHS type 1), so
    /// that the account that owns it is the holder's.
    pub number_identifies: bool,
    /// The TechID of the holder's account (MaDoiTuong).
    pub tech_id: Option<String>,
    /// The holder's phone.
    pub phone: Option<String>,
    /// The holder's e-mail.
    pub email: Option<String>,
    /// What it asks for, in a line.
    pub summary: String,
    /// How the result is handed over.
    pub delivery: ResultDelivery,
    /// The name of the office that works on it.
    pub handled_by: String,
    pub state: State,
    pub dates: SyncedDates,
    /// A remark (GhiChu, else ThongTinTra).
    pub remark: String,
    /// What statistics ask.
    pub traits: Traits,
    /// Its fees and supplements.
    pub details: Details,
    /// Papers and results that can be fetched.
    pub files: Vec<OfferedFile>,
    /// Whether it was filed on this portal (NoiNopHoSo "1").
    pub born_here: bool,
    /// A digest of all that was sent: an equal one is the same snapshot again.
    pub digest: Vec<u8>,
}

impl Snapshot {
    /// What is asked for, where the agency waits for a supplement: its remark, else the newest line
    /// of its list of supplements that was not answered yet; empty where it does not say.
    pub fn asks(&self) -> &str {
        let mut lines = self.details.supplements.iter().rev();
        let pending = lines.find(|line| !line.is_given && !line.asked.trim().is_empty());
        match (self.remark.trim().is_empty(), pending) {
            (false, _) => &self.remark,
            (true, Some(line)) => &line.asked,
            (true, None) => "",
        }
    }
}
