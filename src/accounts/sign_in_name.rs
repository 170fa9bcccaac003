//! The one field by which people say who they are.

use crate::kernel::{EmailAddress, PersonalNumber, TaxCode};

/// What somebody typed into the sign-in field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInName {
    /// An e-mail address.
    Email(EmailAddress),
    /// A personal number or a tax code, in the form in which verified accounts own it.
    Number(String),
    /// Something that no account is called. It is answered like a wrong password.
    Nobody(String),
}

impl SignInName {
    /// Reads the field; every text is something.
    pub fn read(text: &str) -> Self {
        if text.contains(['@', '＠']) {
            return match text.parse() {
                Ok(email) => Self::Email(email),
                Err(_) => Self::Nobody(text.trim().to_lowercase()),
            };
        }
        let number = text
            .parse::<PersonalNumber>()
            .map(|number| number.expose().to_owned());
        let code = || text.parse::<TaxCode>().map(|code| code.expose().to_owned());
        match number.or_else(|_| code()) {
            Ok(number) => Self::Number(number),
            Err(_) => Self::Nobody(text.trim().to_lowercase()),
        }
    }

    /// What failures are counted under, whether or not an account has this name.
    pub(super) fn bucket(&self) -> String {
        match self {
            Self::Email(email) => email.lookup_key(),
            Self::Number(text) | Self::Nobody(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_of_name_is_told_apart() {
        assert!(matches!(
            SignInName::read(" An@Example.vn "),
            SignInName::Email(_)
        ));
        let number = SignInName::Number("079185001234".into());
        assert_eq!(SignInName::read("079 185 001 234"), number);
        assert_eq!(SignInName::read("０７９１８５００１２３４"), number);
        assert_eq!(
            SignInName::read("ａｎ＠example.vn"),
            SignInName::read("an@example.vn")
        );
        let branch = SignInName::Number("0100047516-001".into());
        assert_eq!(SignInName::read("0100047516001"), branch);
        for text in ["", "0100047517", "an@", "Nguyễn Văn A", "012345678"] {
            assert!(
                matches!(SignInName::read(text), SignInName::Nobody(_)),
                "{text}"
            );
        }
    }

    proptest! {
        /// Else whoever guesses begins to count anew with each spelling of one name.
        #[test]
        fn guesses_are_counted_together_however_the_name_is_spelt(
            text in "\\PC*|[a-zA-Z]{1,8}@[a-zA-Z]{1,8}\\.vn|[0-9]{10}|[0-9]{12,13}",
        ) {
            let bucket = SignInName::read(&text).bucket();
            let spelt = format!("  {}\t", text.to_ascii_uppercase());
            prop_assert_eq!(SignInName::read(&spelt).bucket(), bucket);
        }
    }
}
