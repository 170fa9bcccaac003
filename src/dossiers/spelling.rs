//! The spellings of one code. Agencies' codes have two written forms (`agencies/code.rs`), and so
//! has every dossier's code that begins with one: `H99-260105-0001` is
//! `000.00.00.H99-260105-0001`. A dossier is kept and sought under one of them, its key, and shown
//! under the one that was sent.

use crate::agencies::AgencyCode;
use crate::dossiers::code::DossierCode;

/// The one spelling under which a dossier of this code is kept and sought, whoever wrote the code.
/// What is no code of ours may be an agency's, which is left as it is.
pub fn code_key(code: &str) -> String {
    let written = written(code);
    match in_parts(&written) {
        Some((agency, rest)) => format!("{agency}-{rest}"),
        None => written,
    }
}

/// Every spelling in which a code may stand in what is kept as it was sent; its key first.
pub fn code_spellings(code: &str) -> Vec<String> {
    let mut all = vec![code_key(code)];
    let written = written(code);
    let old_form = in_parts(&written)
        .and_then(|(agency, rest)| agency.old_form().map(|old| format!("{old}-{rest}")));
    all.extend(old_form);
    if !all.contains(&written) {
        all.push(written);
    }
    all
}

/// A code without what typing adds to it.
fn written(code: &str) -> String {
    match code.parse::<DossierCode>() {
        Ok(code) => code.to_string(),
        Err(_) => code.trim().to_owned(),
    }
}

/// The agency's code, and what comes behind it.
fn in_parts(code: &str) -> Option<(AgencyCode, &str)> {
    let (agency, rest) = code.split_once('-')?;
    Some((agency.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_forms_of_the_agency_are_one_code() {
        for (sent, key) in [
            ("H99-260105-0001", "H99-260105-0001"),
            ("000.00.00.H99-260105-0001", "H99-260105-0001"),
            (" 000.00.00.h99 – 260105 – 0001 ", "H99-260105-0001"),
            ("003.02.01.H38-260105-0042", "H38.01.02.03-260105-0042"),
            ("H26.103.25-261123-9000001", "H26.103.25-261123-9000001"),
            // Codes of no shape of ours are the agency's business.
            ("000.00.00.H26-2026/77", "H26-2026/77"),
            ("HS-2026/77", "HS-2026/77"),
            ("hs 77", "hs 77"),
            ("", ""),
        ] {
            assert_eq!(code_key(sent), key, "{sent}");
            assert!(code_spellings(sent).contains(&sent.trim().to_owned()) || sent.contains('–'));
        }
        assert_eq!(
            code_spellings("H99-260105-0001"),
            ["H99-260105-0001", "000.00.00.H99-260105-0001"]
        );
        assert_ne!(code_key("H99-260105-0001"), code_key("H99-260105-00001"));
    }

    proptest! {
        #[test]
        fn every_spelling_has_the_same_key(
            root in "[GH][0-9]{2}",
            below in prop::collection::vec(1u32..100, 0..=3),
            number in "[0-9]{4,7}",
        ) {
            let short = below.iter().fold(root, |text, place| format!("{text}.{place:02}"));
            let code = format!("{short}-260105-{number}");
            let spellings = code_spellings(&code);
            prop_assert_eq!(spellings.len(), 2);
            for spelling in &spellings {
                prop_assert_eq!(code_key(spelling), code.as_str());
                prop_assert_eq!(code_spellings(spelling), spellings.clone());
            }
        }

        #[test]
        fn a_key_is_its_own_key(text in "\\PC{0,40}|[0-9GH.]{0,14}-[0-9]{6}-[0-9]{4}") {
            let key = code_key(&text);
            prop_assert_eq!(code_key(&key), key.clone());
            let spellings = code_spellings(&text);
            prop_assert_eq!(spellings.first(), Some(&key));
        }
    }
}
