//! Elements of DongBoDanhGia: what an agency says of its users' satisfaction in a month
//! (docs/partners.md).

use chrono::NaiveDate;
use serde_json::json;

use super::error::MessageError;
use super::object::Object;
use crate::agencies::AgencyCode;
use crate::catalogue::ProcedureCode;

const LONGEST_TEXT: usize = 4_000;
/// What an index of the database takes.
const LONGEST_KEY: usize = 500;

/// A summary of one question about one procedure, or about all, in one month.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingSummary {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The agency's code, in the one form.
    pub agency: String,
    /// The procedure's code, in the one form where it is one; empty for all.
    pub procedure: String,
    /// The question that was answered (NoiDung), as far as it is needed to tell it from others;
    /// empty where there was none.
    pub question: String,
    /// Counts and shares.
    pub figures: serde_json::Value,
}

/// Reads an element. `owns` says whether an agency's code, in either form, is the sender's.
pub fn read_rating(
    element: &Object<'_>,
    owns: &dyn Fn(&str) -> bool,
) -> Result<RatingSummary, MessageError> {
    let month = element.required("NgayTongHop")?;
    let agency = element.required("Madonvi")?;
    if !owns(&agency) {
        return Err(MessageError::new("foreign_agency").with("code", agency));
    }
    let agency = agency
        .parse()
        .map_or(agency, |code: AgencyCode| code.to_string());
    let procedure = element.cut("MaThuTuc", 60)?;
    let count = element.number("TongSoNguoiDanhGia")?;
    let share = |name: &str| percent(element, name);
    let month =
        read_month(&month).ok_or_else(|| MessageError::of_member("not_month", "NgayTongHop"))?;
    Ok(RatingSummary {
        month,
        agency,
        procedure: procedure
            .parse()
            .map_or(procedure, |code: ProcedureCode| code.to_string()),
        question: element.cut("NoiDung", LONGEST_KEY)?,
        figures: json!({
            "raters": count.unwrap_or_default(),
            "staff": {
                "very_satisfied": share("PhanTramDanhGiaRatHaiLong")?,
                "satisfied": share("PhanTramDanhGiaHaiLong")?,
                "dissatisfied": share("PhanTramDanhGiaChuaHaiLong")?,
            },
            "service": {
                "very_satisfied": share("PhanTramDanhGiaDichVuRatHaiLong")?,
                "satisfied": share("PhanTramDanhGiaDichVuHaiLong")?,
                "dissatisfied": share("PhanTramDanhGiaDichVuChuaHaiLong")?,
            },
            "content": element.prose("NoiDung", LONGEST_TEXT)?,
        }),
    })
}

/// `M-yyyy`.
fn read_month(text: &str) -> Option<NaiveDate> {
    let (month, year) = text.split_once('-')?;
    NaiveDate::from_ymd_opt(year.trim().parse().ok()?, month.trim().parse().ok()?, 1)
}

/// `NN%`, in hundredths; the sign and the decimals may be missing.
fn percent(element: &Object<'_>, name: &str) -> Result<Option<f64>, MessageError> {
    let Some(text) = element.text(name)? else {
        return Ok(None);
    };
    let figures = text.trim_end_matches('%').trim().replace(',', ".");
    figures
        .parse()
        .ok()
        .filter(|share| (0.0..=100.0).contains(share))
        .map(Some)
        .ok_or_else(|| MessageError::of_member("not_percent", name))
}
