//! What a text of the catalogue must not hold: remarks of those who gathered it, and what the source's
//! pages left in it, such as amounts as its tables write them or names of files.

use crate::kernel::fold;

/// A text that must not reach a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leftover {
    /// A remark of whoever gathered the data, about the data.
    Remark,
    /// What the tables and controls of a crawled page left behind.
    Crawl,
    /// The name of a file that can be downloaded elsewhere.
    FileName,
    /// A name in capitals throughout.
    Capitals,
}

/// What editors write about data, folded.
const REMARKS: &[&str] = &[
    "so dien tam",
    "dien tam",
    "co ve la",
    "du lieu nam 20",
    "chua kiem chung",
    "khong ro nguon",
    "todo",
    "fixme",
    "lorem ipsum",
];

/// What pages and tables of the source leave behind, as it is written.
const CRAWL: &[&str] = &[
    "Việt Nam Đồng",
    "VNĐ(",
    " | ",
    "Không có thông tinTừ khóa",
    "&nbsp;",
    "&amp;",
    "</",
    "<br",
    "(- ",
    "( -",
    "\u{fffd}",
];

const FILES: &[&str] = &[
    ".doc", ".docx", ".pdf", ".xls", ".xlsx", ".rtf", ".odt", ".rar", ".zip", ".jpg", ".png",
];

/// Below this many letters a name may be an abbreviation.
const SHORT: usize = 12;

/// What in `text` must not reach a page, if anything.
pub fn leftover(text: &str) -> Option<Leftover> {
    let folded = fold(text);
    if REMARKS.iter().any(|remark| folded.contains(remark)) {
        return Some(Leftover::Remark);
    }
    if CRAWL.iter().any(|mark| text.contains(mark)) || has_foreign_amount(text) {
        return Some(Leftover::Crawl);
    }
    names_file(text).then_some(Leftover::FileName)
}

/// Whether a name is written in capitals throughout.
pub fn is_in_capitals(name: &str) -> bool {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() >= SHORT && !letters.iter().any(|c| c.is_lowercase())
}

/// "150,000": Vietnamese writes 150.000.
fn has_foreign_amount(text: &str) -> bool {
    let mut groups = text.split(',').peekable();
    while let Some(group) = groups.next() {
        let Some(next) = groups.peek() else { break };
        let ends = group
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit());
        let digits = next.chars().take_while(char::is_ascii_digit).count();
        if ends && digits == 3 {
            return true;
        }
    }
    false
}

fn names_file(text: &str) -> bool {
    let lower = text.to_lowercase();
    FILES.iter().any(|ending| {
        lower.match_indices(ending).any(|(at, found)| {
            let after = lower.get(at + found.len()..).unwrap_or_default();
            let before = lower.get(..at).unwrap_or_default();
            let goes_on = after.chars().next().is_some_and(char::is_alphanumeric);
            let is_name = before
                .chars()
                .next_back()
                .is_some_and(|c| !c.is_whitespace());
            is_name && !goes_on
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn remarks_and_remains_are_told_from_words_of_the_law() {
        for (text, found) in [
            ("150.000 đ, có vẻ là số điền tạm", Leftover::Remark),
            ("dữ liệu năm 2026 ghi 50.000 đ", Leftover::Remark),
            ("150,000 Việt Nam Đồng(- Mức lệ phí", Leftover::Crawl),
            ("8,000 đ", Leftover::Crawl),
            ("Mức 1,200,000 một thẻ", Leftover::Crawl),
            ("Nộp trực tiếp | Nộp trực tuyến", Leftover::Crawl),
            ("Đơn đề nghị theo mẫu;Mẫu số 07.docx", Leftover::FileName),
            ("Tờ khai (NA8)9-Mẫu NA8.doc", Leftover::FileName),
        ] {
            assert_eq!(leftover(text), Some(found), "{text}");
        }
        for text in [
            "Mức lệ phí: 150.000 đ một hồ sơ",
            "Điều 5, 6, 7 và 12 của Nghị định",
            "khoản 1, 200 trang",
            "Diện tích 12,5 ha",
            "Tệp .docx hoặc .pdf",
            "Cơ sở dữ liệu quốc gia",
        ] {
            assert_eq!(leftover(text), None, "{text}");
        }
    }

    #[test]
    fn abbreviations_are_no_shouting() {
        assert!(is_in_capitals("HƯỞNG TRỢ CẤP ỐM ĐAU"));
        assert!(!is_in_capitals("Hưởng trợ cấp ốm đau"));
        assert!(!is_in_capitals("THẺ ABTC"));
        assert!(!is_in_capitals("Cấp lại thẻ ABTC"));
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            leftover(&text);
            is_in_capitals(&text);
        }
    }
}
