//! DongBoDanhGia: what an agency says of its users' satisfaction in a month (docs/partners.md).

use chrono::NaiveDate;
use serde_json::json;

use crate::agencies::AgencyCode;
use crate::catalogue::ProcedureCode;
use crate::exchange::wire::{Fault, Object};
use crate::exchange::{Partner, store};
use crate::kernel::Instant;
use crate::storage::{Result, Tx};

const LONGEST_TEXT: usize = 4_000;

/// A summary of one procedure, or of all, in one month.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::exchange) struct Summary {
    /// The first day of the month.
    pub(in crate::exchange) month: NaiveDate,
    /// The agency's code, in the one form.
    pub(in crate::exchange) agency: String,
    /// The procedure's code, in the one form where it is one; empty for all.
    pub(in crate::exchange) procedure: String,
    /// Counts and shares.
    pub(in crate::exchange) figures: serde_json::Value,
}

/// Reads an element.
pub(super) fn read_summary(
    element: Object<'_>,
    partner: &Partner,
) -> std::result::Result<Summary, Fault> {
    let month = element.required("NgayTongHop")?;
    let agency = element.required("Madonvi")?;
    if !partner.owns(&agency) {
        return Err(Fault::new("foreign_agency").with("code", agency));
    }
    let agency = agency
        .parse()
        .map_or(agency, |code: AgencyCode| code.to_string());
    let procedure = element.cut("MaThuTuc", 60)?;
    let count = element.number("TongSoNguoiDanhGia")?;
    let share = |name: &str| percent(element, name);
    Ok(Summary {
        month: read_month(&month).ok_or_else(|| Fault::of_member("not_month", "NgayTongHop"))?,
        agency,
        procedure: procedure
            .parse()
            .map_or(procedure, |code: ProcedureCode| code.to_string()),
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
            "content": element.cut("NoiDung", LONGEST_TEXT)?,
        }),
    })
}

/// `M-yyyy`.
fn read_month(text: &str) -> Option<NaiveDate> {
    let (month, year) = text.split_once('-')?;
    NaiveDate::from_ymd_opt(year.trim().parse().ok()?, month.trim().parse().ok()?, 1)
}

/// `NN%`, in hundredths; the sign and the decimals may be missing.
fn percent(element: Object<'_>, name: &str) -> std::result::Result<Option<f64>, Fault> {
    let Some(text) = element.text(name)? else {
        return Ok(None);
    };
    let figures = text.trim_end_matches('%').trim().replace(',', ".");
    figures
        .parse()
        .ok()
        .filter(|share| (0.0..=100.0).contains(share))
        .map(Some)
        .ok_or_else(|| Fault::of_member("not_percent", name))
}

/// Keeps summaries, each in the place of an earlier one of the same month, agency and procedure.
pub(super) fn record(
    tx: &mut Tx<'_>,
    partner: &Partner,
    summaries: &[Summary],
    now: Instant,
) -> Result<()> {
    summaries
        .iter()
        .try_for_each(|summary| store::rating_put(tx, partner.id, summary, now))
}
