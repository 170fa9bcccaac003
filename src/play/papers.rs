//! Dossiers that people hand in on paper at the played agency's own desk. The people are made up.

use chrono::Duration;
use serde_json::{Map, Value, json};

use super::dossier::{Dossier, Row, State};
use super::draw::Draw;
use super::messages::{FILED_HERE, wire_time};
use super::settings::{Named, Settings};
use super::words;
use crate::kernel::Instant;

/// How often somebody of the list comes, in a hundred papers.
const LISTED_PERCENT: u8 = 25;
/// A term has at least so many days, and up to twice as many.
const TERM_DAYS: u64 = 5;
/// Adults are born from this year on, for so many years.
const FIRST_YEAR: u64 = 1_946;
const YEARS: u64 = 62;

/// The paper dossier at a place among all: accepted, since the clerk looked through it at the desk.
pub(super) fn hand_in(place: i64, code: String, settings: &Settings, now: Instant) -> Dossier {
    let mut draw = Draw::of(settings.seed, &["paper", &place.to_string()]);
    let holder = holder(&settings.holders, &mut draw);
    let procedure = one_of(&settings.procedures, &mut draw);
    let term = i64::try_from(TERM_DAYS + draw.below(TERM_DAYS)).unwrap_or(0);
    Dossier {
        code,
        portal_code: None,
        state: State::Accepted,
        received_at: now,
        promised_at: now + Duration::days(term),
        sheet: sheet(&procedure, &holder, now, &mut draw),
        declaration: Value::Null,
        rows: vec![Row {
            at: now,
            state: State::Accepted,
            officer: words::ONE_STOP_CLERK.to_owned(),
            text: words::ACCEPTED.to_owned(),
        }],
        result: None,
    }
}

fn sheet(procedure: &Named, holder: &Named, now: Instant, draw: &mut Draw) -> Map<String, Value> {
    let members = json!({
        "MaTTHC": procedure.code,
        "TenTTHC": procedure.name,
        "MaLinhVuc": "",
        "TenLinhVuc": "",
        "KenhThucHien": draw.one(&["1", "1", "2"]),
        "SoGiayToChuHoSo": holder.code,
        "ChuHoSo": holder.name,
        "LoaiDoiTuong": "1",
        "MaDoiTuong": "",
        "ThongTinKhac": "",
        "Email": "",
        "Fax": "",
        "SoDienThoai": "",
        "TrichYeuHoSo": words::PAPER_SUMMARY,
        "ThongTinTra": "",
        "HinhThuc": "0",
        "GhiChu": "",
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": [],
        "NoiNopHoSo": FILED_HERE,
        "HoSoCoThanhPhanSoHoa": "0",
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": "0",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": holder.code}],
        "NgayNopHoSo": wire_time(now),
        "DSKetNoiCSDL": [],
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn holder(listed: &[Named], draw: &mut Draw) -> Named {
    if !listed.is_empty() && draw.percent(LISTED_PERCENT) {
        return one_of(listed, draw);
    }
    let woman = usize::from(draw.percent(50));
    let family = draw.one(&words::FAMILY_NAMES);
    let middle = words::MIDDLE_NAMES.get(woman).map(|names| draw.one(names));
    let given = words::GIVEN_NAMES.get(woman).map(|names| draw.one(names));
    let (middle, given) = (middle.unwrap_or_default(), given.unwrap_or_default());
    Named {
        code: personal_number(woman == 1, draw),
        name: format!("{family} {middle} {given}"),
    }
}

/// Decree 137/2015, article 13: the province of birth, century and sex, the year, six digits.
fn personal_number(is_woman: bool, draw: &mut Draw) -> String {
    let province = draw.one(&words::BIRTH_PROVINCES);
    let year = FIRST_YEAR + draw.below(YEARS);
    let century = (year - 1_900) / 100 * 2 + u64::from(is_woman);
    let ending = draw.below(1_000_000);
    format!("{province}{century}{:02}{ending:06}", year % 100)
}

fn one_of(things: &[Named], draw: &mut Draw) -> Named {
    let end = u64::try_from(things.len()).unwrap_or(0);
    let place = usize::try_from(draw.below(end)).unwrap_or(0);
    let nothing = || Named {
        code: String::new(),
        name: String::new(),
    };
    things.get(place).cloned().unwrap_or_else(nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{PersonName, PersonalNumber};

    #[test]
    fn made_up_people_have_names_and_numbers_as_people_have() {
        let mut draw = Draw::of(9, &["people"]);
        for _ in 0..500 {
            let person = holder(&[], &mut draw);
            let number: PersonalNumber = person.code.parse().unwrap();
            assert!((1_946..2_008).contains(&number.birth_year()));
            person.name.parse::<PersonName>().unwrap();
        }
    }

    #[test]
    fn whoever_is_listed_comes_now_and_then() {
        let listed = Named {
            code: "001190000001".to_owned(),
            name: "Nguyễn Thị Lan".to_owned(),
        };
        let mut draw = Draw::of(9, &["people"]);
        let came = (0..400)
            .filter(|_| holder(std::slice::from_ref(&listed), &mut draw) == listed)
            .count();
        assert!((60..140).contains(&came), "{came}");
    }
}
