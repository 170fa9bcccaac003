//! The lists of a snapshot that are shown as they were told: DanhSachLePhi and DanhSachHoSoBoSung
//! (docs/partners.md).

use super::error::MessageError;
use super::object::Object;
use crate::dossiers::{Details, FeeKind, Price, SyncedFee, SyncedSupplement};

/// More of one list is a mistake; a page could not show it either.
const MOST_FEES: usize = 100;
const MOST_SUPPLEMENTS: usize = 50;
const LONGEST_NAME: usize = 500;
const LONGEST_TEXT: usize = 4_000;
const LONGEST_PRICE: usize = 100;

/// Reads both lists.
pub(super) fn read_details(element: &Object<'_>) -> Result<Details, MessageError> {
    Ok(Details {
        fees: read_fees(element, "DanhSachLePhi")?,
        supplements: read_supplements(element)?,
    })
}

/// The supplements of a snapshot, as they came.
pub(super) fn supplements<'a>(element: &Object<'a>) -> Result<Vec<Object<'a>>, MessageError> {
    element.list_of("DanhSachHoSoBoSung", MOST_SUPPLEMENTS)
}

fn read_fees(element: &Object<'_>, list: &str) -> Result<Vec<SyncedFee>, MessageError> {
    let mut fees = Vec::new();
    for fee in element.list_of(list, MOST_FEES)? {
        let name = fee.prose("TenPhiLePhi", LONGEST_NAME)?;
        let price = read_price(&fee)?;
        if name.is_empty() && price == Price::Unsaid {
            continue;
        }
        fees.push(SyncedFee {
            name,
            kind: match fee.text("LoaiPhiLePhi")?.as_deref() {
                Some("1") => Some(FeeKind::Fee),
                Some("2") => Some(FeeKind::Charge),
                _ => None,
            },
            price,
        });
    }
    Ok(fees)
}

/// An amount that is no whole dong is kept as it was sent: nothing is reckoned with it here, and a
/// batch of a thousand dossiers does not wait for somebody to mend one fee that says "miễn phí".
fn read_price(fee: &Object<'_>) -> Result<Price, MessageError> {
    let sent = fee.cut("Gia", LONGEST_PRICE)?;
    if sent.is_empty() {
        return Ok(Price::Unsaid);
    }
    Ok(match without_fraction(&sent).parse() {
        Ok(dong) => Price::Dong(dong),
        Err(_) => Price::AsSent(sent),
    })
}

/// Databases print decimals: `50000.00`, and `0.000` for nothing. Three zeros behind up to three
/// other digits are thousands, as people write them.
fn without_fraction(sent: &str) -> &str {
    match sent.split_once('.') {
        Some((whole, zeros))
            if !zeros.is_empty()
                && zeros.bytes().all(|digit| digit == b'0')
                && (zeros.len() != 3 || whole.len() > 3 || whole == "0") =>
        {
            whole
        }
        _ => sent,
    }
}

fn read_supplements(element: &Object<'_>) -> Result<Vec<SyncedSupplement>, MessageError> {
    let mut read = Vec::new();
    for sent in supplements(element)? {
        let given_at = sent.instant("NgayTiepNhanBoSung")?;
        let supplement = SyncedSupplement {
            asked: sent.prose("NoiDungBoSung", LONGEST_TEXT)?,
            asked_by: sent.prose("NguoiYeuCauBoSung", LONGEST_NAME)?,
            asked_at: sent.instant("NgayBoSung")?,
            given: sent.prose("ThongTinTiepNhan", LONGEST_TEXT)?,
            taken_by: sent.prose("NguoiTiepNhanBoSung", LONGEST_NAME)?,
            given_at,
            is_given: sent.truth("TrangThaiBoSung")? || given_at.is_some(),
            fees: read_fees(&sent, "DanhSachLePhiBoSung")?,
            due_before: sent.due("NgayHenTraTruoc")?,
            due_after: sent.due("NgayHenTraMoi")?,
        };
        if says_something(&supplement) {
            read.push(supplement);
        }
    }
    read.sort_by_key(|one| one.asked_at);
    Ok(read)
}

const fn says_something(one: &SyncedSupplement) -> bool {
    !one.asked.is_empty() || one.asked_at.is_some() || one.is_given || !one.fees.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::to_raw_value;
    use serde_json::{Value, json};

    use super::*;

    fn read(element: &Value) -> Result<Details, MessageError> {
        let text = to_raw_value(element).unwrap();
        read_details(&Object::of(&text).unwrap())
    }

    fn price(sent: Value) -> Price {
        let fees = read(&json!({ "DanhSachLePhi": [{ "TenPhiLePhi": "Phí", "Gia": sent }] }));
        fees.unwrap().fees.remove(0).price
    }

    #[test]
    fn amounts_are_whole_dong_or_stay_as_they_were_sent() {
        for (sent, dong) in [
            (json!("0"), 0),
            (json!(0), 0),
            (json!(0.0), 0),
            (json!("0.000"), 0),
            (json!(" 50000 "), 50_000),
            (json!(50_000), 50_000),
            (json!(50_000.0), 50_000),
            (json!("50000.00"), 50_000),
            (json!("50000.000"), 50_000),
            (json!("1.000"), 1_000),
            (json!("150.000 đồng"), 150_000),
            (json!("9223372036854775807"), i64::MAX),
        ] {
            let wanted = Price::Dong(dong.try_into().unwrap());
            assert_eq!(price(sent.clone()), wanted, "{sent}");
        }
        for sent in [
            "abc",
            "miễn phí",
            "-5000",
            "0.5",
            "1000.5",
            "9223372036854775808",
            "1e9",
            ".",
            ".0",
        ] {
            assert_eq!(price(json!(sent)), Price::AsSent(sent.into()), "{sent}");
        }
        for nothing in [json!(null), json!(""), json!("  ")] {
            assert_eq!(price(nothing), Price::Unsaid);
        }
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let nothing = json!({
            "danhsachlephi": [{}, { "MaPhiLePhi": "1", "LoaiPhiLePhi": "1", "Gia": "" }],
            "DanhSachHoSoBoSung": [{ "HoSoBoSungId": 0, "TrangThaiBoSung": false,
                "NgayBoSung": "0001-01-01T00:00:00" }],
        });
        assert!(read(&nothing).unwrap().is_empty());
        for empty in [
            json!({}),
            json!({ "DanhSachLePhi": null, "DanhSachHoSoBoSung": "" }),
        ] {
            assert!(read(&empty).unwrap().is_empty());
        }
    }

    proptest! {
        #[test]
        fn no_amount_panics(sent in "\\PC{0,24}|[0-9.]{0,24}") {
            let _ = price(json!(sent));
        }
    }
}
