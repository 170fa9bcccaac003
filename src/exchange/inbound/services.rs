//! The services of the wire: one table, a row each.

use serde_json::Value;

use super::error::Error;
use super::look_up;
use super::open::InboundContext;
use super::record::{
    self, Elements, RatingBatch, RecordOutcome, RowBatch, SnapshotBatch, TieBatch,
};
use super::{dictionaries, directory};
use crate::context::Context;
use crate::exchange::Partner;
use crate::exchange::wire::{MessageError, Object, WireAnswer, read_json};
use crate::speech::{Locale, Words};

/// Every service by its name on the wire. The console shows those that record in this order.
static SERVICES: [Service; 28] = [
    looks_up("TraCuuHoSo", look_up::dossier),
    looks_up("TraCuuTechID", look_up::tech_id),
    looks_up("LayHoSoTuDVCQG", look_up::feed),
    looks_up("LayThuTuc", look_up::procedure),
    looks_up("LayDVC", look_up::online_services),
    looks_up("LayDanhSachTTHC", look_up::procedures),
    looks_up("LayDanhMucCoQuan", directory::agencies),
    looks_up("LayDanhMucLinhVuc", look_up::fields),
    looks_up("LayDanhMucGioiTinh", dictionaries::sexes),
    looks_up("LayDanhMucTinhThanh", dictionaries::provinces),
    looks_up("LayDanhMucQuanHuyen", dictionaries::districts),
    looks_up("LayDanhMucPhuongXa", dictionaries::communes),
    looks_up("LayDanhMucQuocGia", dictionaries::countries),
    looks_up("LayDanhMucDanToc", dictionaries::ethnic_groups),
    looks_up("LayDanhMucTonGiao", dictionaries::religions),
    looks_up("LayDanhMucTinhTrangHonNhan", dictionaries::marital_states),
    looks_up("LayDanhMucDoiTuong", dictionaries::holders),
    looks_up("LayDanhMucCapThucHien", dictionaries::levels),
    looks_up("LayDanhMucCanCuPhapLy", dictionaries::legal_bases),
    looks_up("LayDanhMucLePhi", dictionaries::fees),
    looks_up("LayDanhMucLoaiDinhDanh", dictionaries::identity_papers),
    looks_up("LayDanhMucKenhThucHien", dictionaries::channels),
    looks_up("LayDanhMucTrangThai", dictionaries::states),
    looks_up("LayDanhMucKetQua", dictionaries::results),
    records(
        "DongBoHoSoMC",
        Recorder {
            read: SnapshotBatch::read,
            waits_for_dossier: true,
            newest_counts: true,
            done: |outcome| match outcome {
                RecordOutcome::New => "exchange.done.insert",
                RecordOutcome::SomeKnown(_) => "exchange.done.some_known",
                RecordOutcome::Changed => "exchange.done.update",
            },
        },
    ),
    records(
        "CapNhatTienDoHoSoMC",
        Recorder {
            read: RowBatch::read,
            waits_for_dossier: true,
            newest_counts: false,
            done: |_| "exchange.done.progress",
        },
    ),
    records(
        "DongBoTrangThaiHoSo",
        Recorder {
            read: TieBatch::read,
            waits_for_dossier: false,
            newest_counts: false,
            done: |_| "exchange.done.status",
        },
    ),
    records(
        "DongBoDanhGia",
        Recorder {
            read: RatingBatch::read,
            waits_for_dossier: false,
            newest_counts: false,
            done: |_| "exchange.done.ratings",
        },
    ),
];

/// A row of the table.
struct Service {
    name: &'static str,
    kind: Kind,
}

/// What a service does.
enum Kind {
    /// It looks something up and changes nothing: such a message is not kept.
    LooksUp(LookUp),
    /// It records something: such a message is kept as it came, taken or not.
    Records(Recorder),
}

/// Looks something up; gives back the `result` of the answer.
type LookUp = fn(&InboundContext<'_>, &ServiceCall<'_>) -> Result<Value, Error>;

/// How a service records.
pub(super) struct Recorder {
    /// Reads and checks the elements of a message. The type of what it returns implements [`Elements`],
    /// which records them.
    pub(super) read: ReadElements,
    /// A refused message that names a dossier may have come before it, and is tried again after a
    /// while without anybody asking.
    pub(super) waits_for_dossier: bool,
    /// An element is a whole dossier: one that waits is obsolete once a later one was recorded.
    pub(super) newest_counts: bool,
    /// The key of the words that answer success.
    pub(super) done: fn(RecordOutcome) -> &'static str,
}

/// Reads the elements of a message.
type ReadElements =
    fn(&InboundContext<'_>, &ServiceCall<'_>) -> Result<Box<dyn Elements>, MessageError>;

/// A message whose sender is known.
pub(in crate::exchange) struct ServiceCall<'a> {
    /// The sender.
    pub(super) partner: &'a Partner,
    /// The service, as it was spelt.
    pub(super) service: &'a str,
    /// What it does; none if there is no such service.
    kind: Option<&'static Kind>,
    /// The message.
    pub(super) object: Object<'a>,
    /// The message as it came.
    pub(super) body: &'a [u8],
}

impl<'a> ServiceCall<'a> {
    /// A call of a service by a message.
    pub(super) fn new(
        partner: &'a Partner,
        service: &'a str,
        object: Object<'a>,
        body: &'a [u8],
    ) -> Self {
        Self {
            partner,
            service,
            kind: kind_of(service),
            object,
            body,
        }
    }

    /// A call by a message that was kept.
    pub(super) fn again(
        partner: &'a Partner,
        service: &'a str,
        body: &'a [u8],
    ) -> Result<Self, MessageError> {
        let object = Object::of(read_json(body)?.text)?;
        Ok(Self::new(partner, service, object, body))
    }

    /// How the service records.
    pub(super) fn recorder(&self) -> Result<&'static Recorder, MessageError> {
        match self.kind {
            Some(Kind::Records(recorder)) => Ok(recorder),
            Some(Kind::LooksUp(_)) | None => {
                Err(MessageError::new("service").with("service", self.service))
            }
        }
    }

    /// Whether there is no such service, and the message says nothing that one could record.
    pub(super) fn asks_in_vain(&self) -> bool {
        self.kind.is_none() && self.object.has("data").is_ok_and(|has_data| !has_data)
    }

    /// The agency named in a message is its sender's.
    pub(super) fn check_agency(&self, cx: &Context) -> Result<(), MessageError> {
        let agency = self.object.required("madonvi")?;
        match self.partner.owns_named(cx, &agency) {
            true => Ok(()),
            false => Err(MessageError::new("foreign_agency").with("code", agency)),
        }
    }
}

/// Answers a call.
pub(super) fn answer(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<WireAnswer, Error> {
    let Some(Kind::LooksUp(look_up)) = call.kind else {
        return record::answer(cx, call);
    };
    call.check_agency(cx)?;
    let result = look_up(cx, call)?;
    let message = Words::new(Locale::Vi).t("exchange.done.found").to_owned();
    Ok(WireAnswer::result(call.partner.success, message, result))
}

/// How a service records, if it is one that does.
pub(super) fn recorder(service: &str) -> Option<&'static Recorder> {
    match kind_of(service)? {
        Kind::Records(recorder) => Some(recorder),
        Kind::LooksUp(_) => None,
    }
}

/// The services that record something.
pub fn recording_services() -> impl Iterator<Item = &'static str> {
    let recording = |service: &&Service| matches!(service.kind, Kind::Records(_));
    SERVICES
        .iter()
        .filter(recording)
        .map(|service| service.name)
}

fn kind_of(name: &str) -> Option<&'static Kind> {
    let mut all = SERVICES.iter();
    all.find(|service| service.name.eq_ignore_ascii_case(name))
        .map(|service| &service.kind)
}

const fn looks_up(name: &'static str, look_up: LookUp) -> Service {
    Service {
        name,
        kind: Kind::LooksUp(look_up),
    }
}

const fn records(name: &'static str, recorder: Recorder) -> Service {
    Service {
        name,
        kind: Kind::Records(recorder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_in_any_spelling_and_has_one_row() {
        for (row, service) in SERVICES.iter().enumerate() {
            let name = service.name.to_ascii_uppercase();
            let same = |other: &Service| other.name.eq_ignore_ascii_case(&name);
            assert_eq!(SERVICES.iter().position(same), Some(row), "{name}");
            let records = matches!(service.kind, Kind::Records(_));
            assert_eq!(recorder(&name).is_some(), records, "{name}");
        }
        assert!(recorder("KhongCo").is_none());
    }

    #[test]
    fn nonsense_is_sent_to_every_service() {
        let suite = include_str!("../../../tests/suite/exchange/robust.rs");
        let dictionary = include_str!("../../../tests/fuzz/envelope.dict");
        for service in &SERVICES {
            let name = format!("\"{}\"", service.name);
            assert!(suite.contains(&name), "robust.rs lacks {name}");
            assert!(dictionary.contains(&name), "envelope.dict lacks {name}");
        }
    }

    #[test]
    fn partners_are_told_of_every_service() {
        let page = include_str!("../../../docs/partners.md");
        for service in &SERVICES {
            let name = service.name;
            let is_named = [format!("`{name}`"), format!("\"service\":\"{name}\"")];
            assert!(is_named.iter().any(|it| page.contains(it)), "{name}");
        }
    }
}
