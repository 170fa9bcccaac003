//! Addresses by which a partner is set up, as operators type them.

use url::Url;

const LONGEST_URL: usize = 2_000;

/// An address to which messages can be posted; none of another scheme, with a password, or too long.
pub fn push_address(typed: &str) -> Option<Url> {
    Url::parse(typed).ok().filter(is_push_address)
}

/// Whether messages can be posted to an address.
pub(super) fn is_push_address(url: &Url) -> bool {
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_fit = matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain;
    is_fit && url.as_str().len() <= LONGEST_URL
}

/// A host, perhaps with a port, in small letters.
pub fn file_host(typed: &str) -> Option<String> {
    let url = Url::parse(&format!("http://{typed}/")).ok()?;
    let typed = typed.to_ascii_lowercase();
    let read = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    };
    let is_host_alone = read == typed || format!("{read}:80") == typed;
    (is_host_alone && url.as_str() == format!("http://{read}/")).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_neither_path_nor_scheme() {
        for good in [
            "tep.hanoi.gov.vn",
            "10.0.0.7:8080",
            "localhost:80",
            "TEP.vn",
        ] {
            assert_eq!(file_host(good), Some(good.to_ascii_lowercase()), "{good}");
        }
        for bad in ["", "a/b", "http://a", "a@b", "a:99999", "a?b", "a#b", "a b"] {
            assert_eq!(file_host(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_is_of_the_web_and_holds_no_password() {
        assert!(push_address("https://h26.gov.vn:8443/nhan?x=1").is_some());
        for bad in [
            "h26.gov.vn",
            "ftp://h26.gov.vn/",
            "http://u:p@h26.gov.vn/",
            "http://",
        ] {
            assert!(push_address(bad).is_none(), "{bad}");
        }
    }
}
