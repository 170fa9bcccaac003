//! Numbers of laws: "43/2024/QH15", "230/2025/NĐ-CP". Those of the catalogue were read out of running
//! text, where the end of the word before or the beginning of the next can stick to them.

use std::ops::RangeInclusive;

/// The years in which the number of a law can lie.
const YEARS: RangeInclusive<u16> = 1945..=2100;
/// A number in this range, where no year follows it, is a year that has lost its number.
const LOST_NUMBERS: RangeInclusive<u16> = 1990..=2030;

/// The terms of the National Assembly that number their laws, with the years in which each sat.
const TERMS: &[(&str, RangeInclusive<u16>)] = &[
    ("8", 1987..=1992),
    ("9", 1992..=1997),
    ("10", 1997..=2002),
    ("11", 2002..=2007),
    ("12", 2007..=2011),
    ("13", 2011..=2016),
    ("14", 2016..=2021),
    ("15", 2021..=2026),
    ("16", 2026..=2031),
];

/// The kinds of document, with the highest number that one of their issuers gives in a year.
const KINDS: &[(&str, u16)] = &[
    ("L", 400),
    ("LCT", 400),
    ("NĐ", 500),
    ("NQ", 500),
    ("TT", 400),
    ("TTLT", 400),
    ("QĐ", 9_999),
    ("CT", 9_999),
    ("VBHN", 9_999),
];
/// The highest number of a law of the National Assembly in a year.
const MOST_LAWS: u16 = 300;

/// Who issues documents, by the sign in their numbers.
const ISSUERS: &[&str] = &[
    "BCA",
    "BCN",
    "BCT",
    "BDTTG",
    "BGDĐT",
    "BGTVT",
    "BHXH",
    "BKHCN",
    "BKHĐT",
    "BLĐTBXH",
    "BNG",
    "BNN",
    "BNNMT",
    "BNNPTNT",
    "BNV",
    "BQP",
    "BTC",
    "BTM",
    "BTNMT",
    "BTP",
    "BTS",
    "BTTTT",
    "BVHTT",
    "BVHTTDL",
    "BXD",
    "BYT",
    "CP",
    "CTN",
    "HĐND",
    "HĐTP",
    "KTNN",
    "NHNN",
    "TANDTC",
    "TCHQ",
    "TCT",
    "TLĐLĐVN",
    "TTCP",
    "TTg",
    "UBDT",
    "UBND",
    "VKSNDTC",
    "VPCP",
];

/// Whether the text is the number of a law and nothing more: a number that its issuer can have given, a
/// year (which decisions may lack), and signs of a kind of document and of who issues it.
pub fn is_citation(text: &str) -> bool {
    let (number, rest) = match text.split_once('/') {
        Some((number, rest)) => (number, rest),
        None => return false,
    };
    let (year, sign) = match rest.split_once('/') {
        Some((year, sign)) => match whole(year, 4).filter(|year| YEARS.contains(year)) {
            Some(year) => (Some(year), sign),
            None => return false,
        },
        None => (None, rest),
    };
    let Some(number) = numbered(number) else {
        return false;
    };
    if year.is_none() && LOST_NUMBERS.contains(&number) {
        return false;
    }
    most_of(sign, year).is_some_and(|most| number <= most)
}

/// A number as it is written: one digit may have a zero before it.
fn numbered(text: &str) -> Option<u16> {
    let is_padded = text.starts_with('0') && text.len() != 2;
    (1..=4).find_map(|digits| whole(text, digits).filter(|number| *number > 0 && !is_padded))
}

fn whole(text: &str, digits: usize) -> Option<u16> {
    let is_whole = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_whole)
}

/// The highest number under this sign; none if no document has it.
fn most_of(sign: &str, year: Option<u16>) -> Option<u16> {
    if is_of_assembly(sign, year) {
        // The standing committee numbers through the years of a term.
        return Some(if sign.starts_with("UB") {
            9_999
        } else {
            MOST_LAWS
        });
    }
    let (kind, issuers) = sign.split_once('-')?;
    let (_, most) = KINDS.iter().find(|(known, _)| *known == kind)?;
    let is_known = |issuer: &str| ISSUERS.contains(&issuer) || is_of_assembly(issuer, year);
    issuers.split('-').all(is_known).then_some(*most)
}

/// "QH15", "UBTVQH15": of a term that sat in that year.
fn is_of_assembly(sign: &str, year: Option<u16>) -> bool {
    let committee = sign.strip_prefix("UBTVQH");
    let Some(term) = committee.or_else(|| sign.strip_prefix("QH")) else {
        return false;
    };
    TERMS
        .iter()
        .any(|(known, years)| *known == term && year.is_some_and(|year| years.contains(&year)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WHOLE: &[&str] = &[
        "43/2024/QH15",
        "76/2025/QH15",
        "02/2011/QH13",
        "254/2025/QH15",
        "1210/2016/UBTVQH13",
        "230/2025/NĐ-CP",
        "190/2025/NQ-QH15",
        "64/2025/TT-BTC",
        "09/2023/QĐ-TTg",
        "595/QĐ-BHXH",
        "2097/QĐ-UBND",
        "04/2014/TTLT-BTP-TANDTC-VKSNDTC",
    ];

    #[test]
    fn what_stuck_to_a_number_is_noticed() {
        for whole in WHOLE {
            assert!(is_citation(whole), "{whole}");
        }
        for garbled in [
            "2076/2025/QH15",
            "2443/2024/QH15",
            "5147/2025/QH15",
            "0813/2008/QH12",
            "64/2025/TT-BTCT",
            "85/2019/TT-BTCL",
            "190/2025/NQ-QH15T",
            "2222/QĐ-BHXHTh",
            "91/2015/QH20",
            "40/2029/QH14",
            "95/2025/QH1",
            "78/2006/QH10",
            "2025/NQ-HĐND",
            "85/2024/TT-BT",
            "1/25/NĐ-CP",
            "00/2024/NĐ-CP",
            "Luật Đất đai",
            "43/2024/",
            "/2024/QH15",
            "",
        ] {
            assert!(!is_citation(garbled), "{garbled}");
        }
    }

    proptest! {
        #[test]
        fn nothing_may_be_added_to_a_number(at in 0..WHOLE.len(), letter in "[A-ZĐa-z]{1,3}") {
            let whole = WHOLE[at];
            let longer = format!("{whole}{letter}");
            let sign = longer.rsplit(['/', '-']).next().unwrap_or_default();
            prop_assume!(!ISSUERS.contains(&sign));
            prop_assert!(!is_citation(&longer));
            let (before, after) = (format!("{letter}{whole}"), format!("{whole} "));
            prop_assert!(!is_citation(&before) && !is_citation(&after));
        }

        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            is_citation(&text);
        }
    }
}
