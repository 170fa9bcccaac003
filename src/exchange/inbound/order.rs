//! What a message orders to be recorded, read and checked.

use serde_json::Value;

use super::call::Call;
use super::context::InboundContext;
use super::ratings::{Summary, read_summary};
use crate::agencies::AgencyCode;
use crate::catalogue::{Method, ProcedureCode, Snapshot as Catalogue};
use crate::dossiers::{FiledUnder, Progress, Snapshot, SnapshotMode, Tie};
use crate::exchange::Partner;
use crate::exchange::wire::{Fault, Object, Reader, read_progress, read_snapshot, read_tie};
use crate::kernel::AgencyId;

/// The most elements of a batch.
const LARGEST_BATCH: usize = 1_000;

/// Something to record.
#[derive(Debug)]
pub(super) enum Order {
    /// DongBoHoSoMC.
    Snapshots(SnapshotMode, Vec<Snapshot>),
    /// CapNhatTienDoHoSoMC.
    Progress(Vec<Progress>),
    /// DongBoTrangThaiHoSo.
    Tie(Tie),
    /// DongBoDanhGia.
    Ratings(Vec<Summary>),
}

impl Order {
    /// Reads a message.
    pub(super) fn read(cx: &InboundContext<'_>, call: &Call<'_>) -> Result<Self, Fault> {
        call.check_agency()?;
        let is = |name: &str| call.service.eq_ignore_ascii_case(name);
        if is("DongBoHoSoMC") {
            let mode = match call.object.truth("isUpdating")? {
                true => SnapshotMode::Update,
                false => SnapshotMode::Insert,
            };
            let reader = Reader {
                agency: &|code| agency_of(&cx.catalogue, call.partner, code),
                procedure: &|code| filed_under(&cx.catalogue, code),
            };
            let read = |element| {
                let snapshot = read_snapshot(element, &reader)?;
                if mode == SnapshotMode::Insert && !snapshot.born_here {
                    own(call.partner, &snapshot.code)?;
                }
                Ok(snapshot)
            };
            let snapshots: Result<Vec<_>, Fault> =
                elements(call.object)?.into_iter().map(read).collect();
            Ok(Self::Snapshots(mode, snapshots?))
        } else if is("CapNhatTienDoHoSoMC") {
            let rows: Result<Vec<_>, Fault> = elements(call.object)?
                .into_iter()
                .map(read_progress)
                .collect();
            Ok(Self::Progress(rows?))
        } else if is("DongBoTrangThaiHoSo") {
            let data = call.object.get("data").and_then(Object::of);
            let data = data.ok_or_else(|| Fault::of_member("not_object_member", "data"))?;
            Ok(Self::Tie(read_tie(data, &call.partner.status_map)?))
        } else if is("DongBoDanhGia") {
            let summaries: Result<Vec<_>, Fault> = elements(call.object)?
                .into_iter()
                .map(|element| read_summary(element, call.partner))
                .collect();
            Ok(Self::Ratings(summaries?))
        } else {
            Err(Fault::new("service").with("service", call.service))
        }
    }

    /// How many elements there are.
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Snapshots(_, all) => all.len(),
            Self::Progress(all) => all.len(),
            Self::Tie(_) => 1,
            Self::Ratings(all) => all.len(),
        }
    }

    /// The dossier that the message is about, if it is about one.
    pub(super) fn dossier(&self) -> Option<&str> {
        let mut codes: Box<dyn Iterator<Item = &str>> = match self {
            Self::Snapshots(_, all) => Box::new(all.iter().map(|one| one.code.as_str())),
            Self::Progress(all) => Box::new(all.iter().map(|one| one.code.as_str())),
            Self::Tie(tie) => Box::new(std::iter::once(tie.progress.code.as_str())),
            Self::Ratings(_) => Box::new(std::iter::empty()),
        };
        let first = codes.next()?;
        codes.all(|code| code == first).then_some(first)
    }
}

fn elements(object: Object<'_>) -> Result<Vec<Object<'_>>, Fault> {
    let elements = object.list("data")?;
    match elements.len() {
        0 => Err(Fault::of_member("empty_list", "data")),
        many if many > LARGEST_BATCH => {
            Err(Fault::of_member("too_many", "data").with("most", LARGEST_BATCH))
        }
        _ => Ok(elements),
    }
}

/// A partner names dossiers under the codes of its own agencies only.
pub(super) fn own(partner: &Partner, code: &str) -> Result<(), Fault> {
    let agency = code.split('-').next().unwrap_or_default();
    if partner.owns(agency) {
        Ok(())
    } else {
        Err(Fault::new("foreign_dossier").in_dossier(Some(code)))
    }
}

/// The agency that a code names, or the nearest above it that is known; else the partner's own.
fn agency_of(catalogue: &Catalogue, partner: &Partner, code: &str) -> AgencyId {
    let named: Option<AgencyCode> = code.parse().ok();
    std::iter::successors(named, AgencyCode::parent)
        .take_while(|code| code.is_within(&partner.code))
        .find_map(|code| catalogue.agency_by_code(&code))
        .map_or(partner.agency, |agency| agency.key.id())
}

fn filed_under(catalogue: &Catalogue, sent: &str) -> Option<FiledUnder> {
    let code: ProcedureCode = sent.parse().ok()?;
    let procedure = catalogue.procedure(&code)?;
    let details = procedure.details.as_ref();
    Some(FiledUnder {
        revision: Some(catalogue.revision(&code)),
        name: procedure.name.clone(),
        term: details.and_then(|details| details.legal_term(Method::Online).only()),
        code: code.to_string(),
    })
}

/// A message that is opened again, for a replay.
pub(super) fn reopened(body: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(body).map_err(|error| Fault::new("not_json").with("what", error))
}
