//! Whether what is sent to an address could be read on its way.

use url::{Host, Url};

/// Personal data and bearer secrets go nowhere in clear (decree 85/2016/NĐ-CP on the safety of systems by
/// levels), except to a program on this machine.
pub(super) fn travels_in_clear(url: &Url) -> bool {
    let is_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() != "https" && !is_this_machine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_safe() {
        let in_clear = |text: &str| travels_in_clear(&Url::parse(text).unwrap());
        for safe in [
            "https://h26.gov.vn/nhan",
            "http://127.0.0.1:8090/nhan",
            "http://localhost/nhan",
            "http://[::1]:8090/",
        ] {
            assert!(!in_clear(safe), "{safe}");
        }
        for unsafe_one in [
            "http://h26.gov.vn/nhan",
            "http://10.0.0.1/",
            "http://localhost.vn/",
        ] {
            assert!(in_clear(unsafe_one), "{unsafe_one}");
        }
    }
}
