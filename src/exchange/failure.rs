//! Why a partner or a file of its could not be reached, as a text that is kept with jobs and stands in
//! logs, and that pages say in their own language.

/// A kind of failure. Its text is stored, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// The host is not among those from which the partner's files may be fetched.
    HostNotAllowed,
    /// The host is inside the house.
    HostInside,
    /// The address is not https.
    NotHttps,
    /// The name of the host leads to no address.
    NoAddress,
    NoConnection,
    NoAnswer,
    ConnectionBroke,
}

impl Unreached {
    const ALL: [Self; 7] = [
        Self::HostNotAllowed,
        Self::HostInside,
        Self::NotHttps,
        Self::NoAddress,
        Self::NoConnection,
        Self::NoAnswer,
        Self::ConnectionBroke,
    ];

    const fn text(self) -> &'static str {
        match self {
            Self::HostNotAllowed => "files may not be fetched from that host",
            Self::HostInside => "the host of the file is inside the house",
            Self::NotHttps => "the address is not https",
            Self::NoAddress => "the host has no address",
            Self::NoConnection => "no connection",
            Self::NoAnswer => "no answer in time",
            Self::ConnectionBroke => "the connection broke",
        }
    }

    /// Its name, for the words in `locales/`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::HostNotAllowed => "host_not_allowed",
            Self::HostInside => "host_inside",
            Self::NotHttps => "not_https",
            Self::NoAddress => "no_address",
            Self::NoConnection => "no_connection",
            Self::NoAnswer => "no_answer",
            Self::ConnectionBroke => "connection_broke",
        }
    }

    /// What is kept of it, with the host that it is about.
    pub(super) fn of(self, host: &str) -> String {
        format!("{}: {host}", self.text())
    }

    /// The failure and the host of which a text tells that was kept; none of another text.
    pub fn read(text: &str) -> Option<(Self, &str)> {
        let (said, host) = text.split_once(": ")?;
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.text() == said).map(|one| (one, host))
    }
}

/// The host of an address, with its port where that is not the usual one, as operators allow it.
pub(super) fn host_of(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_as_it_was() {
        for one in Unreached::ALL {
            let kept = one.of("tep.gov.vn:8443");
            assert_eq!(Unreached::read(&kept), Some((one, "tep.gov.vn:8443")));
        }
        for other in ["HTTP 503", "-1: MaSoThue empty", "no connection", ""] {
            assert_eq!(Unreached::read(other), None, "{other}");
        }
    }
}
