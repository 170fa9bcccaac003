//! A dossier's code as it is typed from a receipt, without the hyphens that tell its parts apart.

/// The code of a ministry or province: a letter and two digits.
const AGENCY: usize = 3;
/// The day, as `yymmdd`.
const DAY: usize = 6;
/// The number within the day, as this portal writes it.
const NUMBER: usize = 7;

/// The code with its hyphens, where somebody left out one or both of them: "H26261125 9000002". What has
/// another shape is left as it was typed.
pub(super) fn with_hyphens(typed: &str) -> String {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let bare: String = letters.collect();
    let is_bare = bare.len() == AGENCY + DAY + NUMBER && bare.is_ascii();
    let parts = bare.split_at_checked(AGENCY).and_then(|(agency, rest)| {
        let (letter, digits) = agency.split_at_checked(1)?;
        let (day, number) = rest.split_at_checked(DAY)?;
        let is_agency = letter.bytes().all(|byte| byte.is_ascii_alphabetic());
        let are_digits = [digits, day, number]
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        (is_bare && is_agency && are_digits).then(|| format!("{agency}-{day}-{number}"))
    });
    parts.unwrap_or_else(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_without_hyphens_gets_them() {
        for typed in [
            "H26261125 9000002",
            "H26 261125 9000002",
            "H262611259000002",
            " H26 2611259000002 ",
            "H26-2611259000002",
            "H26261125-9000002",
            "H26-261125-9000002",
        ] {
            assert_eq!(with_hyphens(typed), "H26-261125-9000002", "{typed}");
        }
        for typed in ["H26.12-261125-9000002", "H26-261125-0042", "HS 77", "", "ạ"] {
            assert_eq!(with_hyphens(typed), typed);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(typed in any::<String>()) {
            let once = with_hyphens(&typed);
            prop_assert_eq!(with_hyphens(&once), once.clone());
        }
    }
}
