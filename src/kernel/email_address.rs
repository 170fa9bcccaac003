//! E-mail addresses as accounts give them.

use std::fmt;
use std::str::FromStr;

use lettre::Address;
use url::Host;

use super::half_width;

/// An e-mail address that mail can be sent to from anywhere (RFC 5321).
///
/// The domain is in lower case, and one with letters beyond ASCII in the form in which mail is sent to it
/// (xn--…, RFC 5891). The part before it stays as typed, because it is its owner's.
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
    /// A letter with marks or of another script before the `@`: mostly a Vietnamese keyboard left on.
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
        let plain: String = text.chars().map(half_width).collect();
        let typed = plain.trim();
        if typed.is_empty() {
            return Err(EmailAddressError::Empty);
        }
        let (name, domain) = typed
            .rsplit_once('@')
            .filter(|(name, domain)| !name.is_empty() && !domain.is_empty())
            .ok_or(EmailAddressError::Shape)?;
        if let Some(found) = name.chars().find(|letter| !letter.is_ascii()) {
            return Err(EmailAddressError::NotAscii { found });
        }
        let domain = ascii_domain(domain)?;
        match name.len() + 1 + domain.len() {
            found if found > MAX_LENGTH => return Err(EmailAddressError::TooLong { found }),
            _ => {}
        }
        // Bare hosts and numeric domains are reached from inside one network only.
        if !domain.contains('.') || domain.starts_with('[') {
            return Err(EmailAddressError::Syntax);
        }
        Address::new(name, domain)
            .map(|address| Self(address.to_string()))
            .map_err(|_| EmailAddressError::Syntax)
    }
}

/// The domain in lower case; a Vietnamese one (tên-miền.vn) in ASCII, as Chromium posts it too.
fn ascii_domain(domain: &str) -> Result<String, EmailAddressError> {
    if domain.is_ascii() {
        return Ok(domain.to_ascii_lowercase());
    }
    match Host::parse(domain) {
        Ok(Host::Domain(domain)) => Ok(domain),
        _ => Err(EmailAddressError::Syntax),
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
    fn a_vietnamese_domain_is_taken_in_its_ascii_form() {
        for typed in [
            "an@tên-miền.vn",
            "an@TÊN-MIỀN.VN",
            "an@xn--tn-min-iva0322d.vn",
        ] {
            let address: EmailAddress = typed.parse().unwrap();
            assert_eq!(address.expose(), "an@xn--tn-min-iva0322d.vn", "{typed}");
        }
        let full_width: EmailAddress = "ａｎ＠ｅｘａｍｐｌｅ．ｖｎ".parse().unwrap();
        assert_eq!(full_width.expose(), "an@example.vn");
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
        assert_eq!(error("an@tên miền.vn"), EmailAddressError::Syntax);
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
