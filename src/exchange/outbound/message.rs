//! The message about an event: one element of DongBoHoSoMC in the old envelope, with the answers and
//! with links to the papers (the house's design, section 5).

use chrono::Duration;
use serde_json::{Map, Value, json};

use super::link;
use crate::accounts;
use crate::context::Context;
use crate::dossiers::{self, Attachment, Dossier, EventKind, Recorded, ResultDelivery};
use crate::exchange::wire::write_instant;
use crate::kernel::DossierId;
use crate::storage::{self, Conn};

/// How long the links to papers open.
const LINKS_OPEN_DAYS: i64 = 7;

/// The message about event `seq`; none if there is no such event, or if partners are not told of it.
pub(in crate::exchange) fn message(
    conn: &mut Conn,
    cx: &Context,
    dossier: DossierId,
    seq: i32,
) -> storage::Result<Option<Value>> {
    let (Some(dossier), Some(recorded)) = (
        dossiers::dossier(conn, dossier)?,
        dossiers::event(conn, dossier, seq)?,
    ) else {
        return Ok(None);
    };
    let (service, is_updating) = match recorded.event.kind {
        EventKind::Submitted {} => ("NhanHoSoDVCQG", false),
        EventKind::SupplementAnswered { .. } => ("NhanBoSungDVCQG", true),
        EventKind::Withdrawn {} => ("NhanRutHoSoDVCQG", true),
        EventKind::Accepted { .. }
        | EventKind::Refused {}
        | EventKind::SupplementRequested { .. }
        | EventKind::SupplementTermEnded { .. }
        | EventKind::Forwarded { .. }
        | EventKind::PaymentRequested { .. }
        | EventKind::FeePaid { .. }
        | EventKind::Stopped {}
        | EventKind::Decided { .. }
        | EventKind::Returned {}
        | EventKind::InternalNote {}
        | EventKind::Synced { .. }
        | EventKind::Progressed { .. } => return Ok(None),
    };
    let data = data(conn, &dossier, &recorded, cx)?;
    Ok(Some(json!({
        "service": service,
        "isUpdating": is_updating,
        "data": data,
    })))
}

fn data(
    conn: &mut Conn,
    dossier: &Dossier,
    recorded: &Recorded,
    cx: &Context,
) -> storage::Result<Map<String, Value>> {
    let event = &recorded.event;
    let papers = dossiers::attachments_of(conn, dossier.id)?;
    let own_code = dossiers::agency_code_of(conn, dossier.id)?.unwrap_or_default();
    let note = match event.note {
        Some(note) => dossiers::event_text(conn, dossier.id, note)?.unwrap_or_default(),
        None => String::new(),
    };
    let mut data = element(conn, dossier, cx)?;
    // A partner that was away, or that reads its feed late, needs links that still open.
    let expires_at = event.recorded_at.max(cx.now()) + Duration::days(LINKS_OPEN_DAYS);
    let keys = conn.keys();
    let paper = |paper: &Attachment| {
        let path = link::path(&keys, dossier.id, paper.id, expires_at);
        json!({
            "TepDinhKemId": paper.id.to_string(),
            "TenTepDinhKem": paper.file_name,
            "IsDeleted": "False",
            "MaThanhPhanHoSo": paper.component,
            "DuongDanTaiTepTin": cx.absolute(&path),
            "DuocSoHoa": "1",
        })
    };
    data.insert("TaiLieuNop".to_owned(), papers.iter().map(paper).collect());
    data.insert("MaHoSoDonVi".to_owned(), json!(own_code));
    data.insert(
        "SuKien".to_owned(),
        json!({
            "SoThuTu": event.seq,
            "ThoiDiem": write_instant(event.occurred_at),
            "NoiDung": note,
        }),
    );
    if let EventKind::Submitted {} = event.kind {
        let filed = dossiers::answers(conn, dossier.id)?;
        data.insert(
            "ToKhai".to_owned(),
            filed.map_or(json!({}), |filed| filed.answers),
        );
    }
    Ok(data)
}

/// The element of 1.6. All values are texts there.
fn element(
    conn: &mut Conn,
    dossier: &Dossier,
    cx: &Context,
) -> storage::Result<Map<String, Value>> {
    let holder = &dossier.holder;
    let tech_id = match dossier.reader() {
        Some(account) => accounts::account(conn, account)?.map(|account| account.tech_id),
        None => None,
    };
    let identity = holder.number.as_ref().filter(|number| number.len() == 12);
    let submitted = write_instant(dossier.times.submitted_at);
    let element = json!({
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure.code,
        "TenTTHC": dossier.procedure.name,
        "KenhThucHien": "2",
        "NoiNopHoSo": "1",
        "ChuHoSo": holder.name,
        "LoaiDoiTuong": (holder.kind as i16).to_string(),
        "MaDoiTuong": tech_id.map(|id| id.to_string()).unwrap_or_default(),
        "SoGiayToChuHoSo": holder.number.clone().unwrap_or_default(),
        "DinhDanhCHS": identity
            .map(|number| json!({ "LoaiDinhDanh": "1", "SoDinhDanh": number }))
            .into_iter()
            .collect::<Vec<_>>(),
        "Email": holder.email.clone().unwrap_or_default(),
        "SoDienThoai": holder.phone.clone().unwrap_or_default(),
        "TrichYeuHoSo": dossier.summary,
        "NgayNopHoSo": submitted,
        "NgayTiepNhan": dossier.times.accepted_at.map_or(submitted.clone(), write_instant),
        "NgayHenTra": dossier.times.due_at.map(write_instant).unwrap_or_default(),
        "TrangThaiHoSo": dossier.state().number().to_string(),
        "HinhThuc": match dossier.delivery {
            ResultDelivery::Post => "1",
            ResultDelivery::Portal | ResultDelivery::Desk => "0",
        },
        "DiaChiNhanKetQua": dossier.address.clone().unwrap_or_default(),
        "DonViXuLy": cx.catalogue.agency_name(dossier.agency, cx.now()).unwrap_or_default(),
    });
    match element {
        Value::Object(element) => Ok(element),
        _ => Ok(Map::new()),
    }
}
