//! The messages that the played agency sends to the portal: snapshots, rows of progress and ties as
//! JSON of the wire (protocol, 1.6, 1.7 and 1.11).

use serde_json::{Map, Value, json};

use super::dossier::{Dossier, Row, State};
use super::words;
use crate::kernel::Instant;

/// The agency that is played.
#[derive(Debug, Clone)]
pub(super) struct Agency {
    /// Its code, as `madonvi`.
    pub(super) code: String,
    pub(super) name: String,
    /// The address of its own server, without a slash at the end.
    pub(super) address: String,
}

/// The member under which a message names its dossier.
pub(super) const CODE: &str = "MaHoSo";
/// Who handed it in where: at the ministry or province, on the portal.
pub(super) const FILED_HERE: &str = "2";

impl Agency {
    /// The snapshot of a dossier.
    pub(super) fn snapshot(&self, dossier: &Dossier) -> Value {
        let mut members = dossier.sheet.clone();
        let accepted = dossier.reached(State::Accepted);
        let closed = dossier
            .reached(State::Finished)
            .or_else(|| dossier.reached(State::Stopped));
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put(CODE, json!(dossier.portal_name()));
        put("TrangThaiHoSo", json!(dossier.state.code().to_string()));
        put(
            "NgayTiepNhan",
            json!(wire_time(accepted.unwrap_or(dossier.received_at))),
        );
        put("NgayHenTra", json!(wire_time(dossier.promised_at)));
        put("NgayKetThucXuLy", json!(or_empty(closed)));
        put("NgayTra", json!(or_empty(dossier.reached(State::Returned))));
        put(
            "NgayTuChoi",
            json!(or_empty(dossier.reached(State::Refused))),
        );
        put("DonViXuLy", json!(self.name));
        put("DanhSachGiayToKetQua", self.results(dossier));
        Value::Object(members)
    }

    fn results(&self, dossier: &Dossier) -> Value {
        let result = dossier.result.as_ref();
        let Some(result) = result.filter(|_| dossier.state == State::Returned) else {
            return json!([]);
        };
        json!([{
            "TenGiayTo": words::RESULT_NAME,
            "MaThanhPhanHoSo": "",
            "GiayToId": result,
            "DuongDanTepTinKetQua": format!("{}/tep/{result}", self.address),
            "MaGiayToKetQua": "",
        }])
    }
}

/// A row of progress. Rows name the dossier by the agency's own code, as its clerks do.
pub(super) fn progress(dossier: &Dossier, row: &Row) -> Value {
    json!({
        CODE: dossier.code,
        "NguoiXuLy": row.officer,
        "ChucDanh": "",
        "ThoiDiemXuLy": wire_time(row.at),
        "PhongBanXuLy": "",
        "NoiDungXuLy": row.text,
        "TrangThai": row.state.code().to_string(),
        "NgayBatDau": wire_time(dossier.received_at),
        "NgayKetThucTheoQuyDinh": wire_time(dossier.promised_at),
    })
}

/// The message that gives the agency's own code for a dossier of the portal.
pub(super) fn tie(dossier: &Dossier) -> Value {
    json!({
        CODE: dossier.portal_name(),
        "MaHoSoDonVi": dossier.code,
        "MaDoiTuong": dossier.sheet.get("MaDoiTuong").unwrap_or(&Value::Null),
        "NoiDung": words::RECEIVED,
        "NgayXuLy": wire_time(dossier.received_at),
        "TrangThai": dossier.state.code().to_string(),
        "TaiLieuXuLy": [],
    })
}

/// The members of a pushed element that every snapshot repeats.
pub(super) fn sheet_of_push(data: &Map<String, Value>) -> Map<String, Value> {
    const KEPT: [&str; 17] = [
        "MaTTHC",
        "TenTTHC",
        "MaLinhVuc",
        "TenLinhVuc",
        "KenhThucHien",
        "SoGiayToChuHoSo",
        "ChuHoSo",
        "LoaiDoiTuong",
        "MaDoiTuong",
        "ThongTinKhac",
        "Email",
        "SoDienThoai",
        "TrichYeuHoSo",
        "HinhThuc",
        "NoiNopHoSo",
        "DinhDanhCHS",
        "NgayNopHoSo",
    ];
    let kept = data.iter().filter(|(name, _)| KEPT.contains(&&***name));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A time as the wire writes it: yyyyMMddHHmmss in Vietnam.
pub(super) fn wire_time(at: Instant) -> String {
    at.vietnam().format("%Y%m%d%H%M%S").to_string()
}

fn or_empty(at: Option<Instant>) -> String {
    at.map(wire_time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_named_once_it_is_returned() {
        let agency = Agency {
            code: "000.00.00.H99".to_owned(),
            name: "Sở Thử nghiệm".to_owned(),
            address: "http://127.0.0.1:8099".to_owned(),
        };
        let at: Instant = "2026-11-23T01:30:00Z".parse().unwrap();
        let row = |state, at| Row {
            at,
            state,
            officer: "Cán bộ".to_owned(),
            text: "Xong".to_owned(),
        };
        let mut dossier = Dossier {
            code: "000.00.00.H99-261123-0001".to_owned(),
            portal_code: Some("H99-261123-9000001".to_owned()),
            state: State::Finished,
            received_at: at,
            promised_at: at,
            sheet: Map::from_iter([("MaTTHC".to_owned(), json!("1.999999"))]),
            declaration: Value::Null,
            rows: vec![row(State::Finished, at)],
            result: Some("ab12".to_owned()),
        };
        let finished = agency.snapshot(&dossier);
        assert_eq!(finished["MaHoSo"], "H99-261123-9000001");
        assert_eq!(finished["TrangThaiHoSo"], "9");
        assert_eq!(finished["NgayKetThucXuLy"], "20261123083000");
        assert_eq!(finished["NgayTra"], "");
        assert_eq!(finished["DanhSachGiayToKetQua"], json!([]));
        assert_eq!(finished["MaTTHC"], "1.999999");

        dossier.state = State::Returned;
        dossier.rows.push(row(State::Returned, at));
        let returned = agency.snapshot(&dossier);
        assert_eq!(
            returned["DanhSachGiayToKetQua"][0]["DuongDanTepTinKetQua"],
            "http://127.0.0.1:8099/tep/ab12"
        );
        let row = progress(&dossier, &dossier.rows[1]);
        assert_eq!(row["MaHoSo"], "000.00.00.H99-261123-0001");
        assert_eq!(row["TrangThai"], "10");
    }

    #[test]
    fn answers_and_files_of_a_push_do_not_go_back() {
        let data = json!({
            "MaTTHC": "1.999999",
            "ToKhai": {"ho_ten": "Nguyễn Văn Mẫu"},
            "TaiLieuNop": [{"DuongDanTaiTepTin": "http://cong.example/tep/1"}],
        });
        let sheet = sheet_of_push(data.as_object().unwrap());
        assert_eq!(Value::Object(sheet), json!({"MaTTHC": "1.999999"}));
    }
}
