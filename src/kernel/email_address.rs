//! E-mail addresses as accounts give them.

use std::fmt;
use std::str::FromStr;

use lettre::Address;

/// An e-mail address that mail can be sent to from anywhere (RFC 5321).
///
/// The domain is in lower case; the part before it stays as typed, because it is its owner's.
/// Debug and Display hide that part.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// Why a text is not such an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// Nothing was typed.
    #[error("no address")]
    Empty,
    /// There is no `@`, or nothing on one of its sides.
    #[error("no name, @ and domain")]
    Shape,
    /// A letter with marks or of another script: mostly a Vietnamese keyboard left on.
    #[error("{found} is not a letter of addresses")]
    NotAscii {
        /// The first such letter.
        found: char,
    },
    /// It is longer than a mail server takes (RFC 5321, section 4.5.3.1.3, as corrected).
    #[error("{found} characters instead of at most 254")]
    TooLong {
        /// How many characters were typed.
        found: usize,
    },
    /// The name before the `@`, or the domain, is not in order.
    #[error("not an address")]
    Syntax,
}

impl EmailAddressError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "email.empty",
            Self::Shape => "email.shape",
            Self::NotAscii { .. } => "email.not_ascii",
            Self::TooLong { .. } => "email.too_long",
            Self::Syntax => "email.syntax",
        }
    }
}

const MAX_LENGTH: usize = 254;

impl EmailAddress {
    /// The whole address.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What two spellings of one mailbox share: providers tell upper from lower case nowhere, and
    /// people do not remember which they typed. For looking an account up, not for sending.
    pub fn lookup_key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, EmailAddressError> {
        let typed = text.trim();
        if typed.is_empty() {
            return Err(EmailAddressError::Empty);
        }
        let (name, domain) = typed
            .rsplit_once('@')
            .filter(|(name, domain)| !name.is_empty() && !domain.is_empty())
            .ok_or(EmailAddressError::Shape)?;
        if let Some(found) = typed.chars().find(|letter| !letter.is_ascii()) {
            return Err(EmailAddressError::NotAscii { found });
        }
        if typed.len() > MAX_LENGTH {
            return Err(EmailAddressError::TooLong { found: typed.len() });
        }
        // Bare hosts and numeric domains are reached from inside one network only.
        if !domain.contains('.') || domain.starts_with('[') {
            return Err(EmailAddressError::Syntax);
        }
        Address::new(name, domain.to_ascii_lowercase())
            .map(|address| Self(address.to_string()))
            .map_err(|_| EmailAddressError::Syntax)
    }
}

/// Writes `n•••@example.vn`, whatever the length of the name.
impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, domain) = self.0.rsplit_once('@').unwrap_or_default();
        write!(f, "{}•••@{domain}", name.get(..1).unwrap_or_default())
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_domain_is_lowered_and_the_name_kept() {
        let address: EmailAddress = " Nguyen.An+mc@Example.VN ".parse().unwrap();
        assert_eq!(address.expose(), "Nguyen.An+mc@example.vn");
        assert_eq!(address.lookup_key(), "nguyen.an+mc@example.vn");
        assert_eq!(
            format!("{address} {address:?}"),
            "N•••@example.vn N•••@example.vn"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<EmailAddress>().unwrap_err();
        assert_eq!(error(" "), EmailAddressError::Empty);
        for text in ["an.example.vn", "@example.vn", "an@"] {
            assert_eq!(error(text), EmailAddressError::Shape, "{text}");
        }
        assert_eq!(
            error("ân@example.vn"),
            EmailAddressError::NotAscii { found: 'â' }
        );
        for text in [
            "an@localhost",
            "an@[10.0.0.1]",
            "an an@example.vn",
            "an..b@example.vn",
            ".an@example.vn",
            "an@-example.vn",
            "an@example..vn",
            "an@example.vn\r\nBcc: b@example.vn",
            "an\0@example.vn",
            "a@b@example.vn",
        ] {
            assert_eq!(error(text), EmailAddressError::Syntax, "{text:?}");
        }
        let long = format!("an@{}vn", "abcdefghi.".repeat(26));
        assert_eq!(
            error(&long),
            EmailAddressError::TooLong { found: long.len() }
        );
    }

    proptest! {
        #[test]
        fn an_address_is_read_back_as_it_is(
            text in "[a-zA-Z0-9]{1,9}([._+-][a-z0-9]{1,9}){0,2}@[a-zA-Z]{1,9}(\\.[a-z]{2,5}){1,2}",
        ) {
            let address: EmailAddress = text.parse().unwrap();
            prop_assert_eq!(&address.expose().parse::<EmailAddress>().unwrap(), &address);
            prop_assert_eq!(address.lookup_key(), text.to_lowercase());
        }

        #[test]
        fn no_control_character_passes(text in "[ -~\\r\\n\\t\0]{0,12}@[ -~\\r\\n]{0,8}\\.vn") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                prop_assert!(!address.expose().chars().any(char::is_control));
            }
        }
    }
}
