//! Calling the machines that partners' files are on. Redirects are not followed, and unless a partner
//! is allowed it, no address inside the house is called: neither one that stands in the URL nor one
//! that a name leads to.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::clear_text::travels_in_clear;
use super::failure::{Unreached, host_of};
use crate::jobs::Failed;

const FILE_WITHIN: Duration = Duration::from_secs(60);

/// Fetches files. It is two clients, so that a connection into the house that one partner may use is
/// never taken up for another.
#[derive(Clone)]
pub(super) struct FileClient {
    outside: reqwest::Client,
    anywhere: reqwest::Client,
    demands_tls: bool,
}

impl FileClient {
    /// A client; with `demands_tls` one that fetches nothing in clear from another machine.
    ///
    /// # Errors
    /// No TLS on this machine.
    pub(super) fn new(demands_tls: bool) -> reqwest::Result<Self> {
        // A proxy would look names up itself.
        let builder = || {
            reqwest::Client::builder()
                .timeout(FILE_WITHIN)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
        };
        Ok(Self {
            outside: builder().dns_resolver(OutsideResolver).build()?,
            anywhere: builder().build()?,
            demands_tls,
        })
    }

    /// Asks for a file; from inside the house only where `may_be_inside`.
    ///
    /// # Errors
    /// An address inside the house, and a machine that cannot be reached.
    pub(super) async fn get(
        &self,
        url: Url,
        may_be_inside: bool,
    ) -> Result<reqwest::Response, Failed> {
        let host = host_of(&url);
        if self.demands_tls && travels_in_clear(&url) {
            return Err(Failed::for_good(Unreached::NotHttps.of(&host)));
        }
        // An address in the URL is called without being looked up.
        if !may_be_inside && literal_address(&url).is_some_and(is_inside) {
            return Err(Failed::for_good(Unreached::HostInside.of(&host)));
        }
        let client = if may_be_inside {
            &self.anywhere
        } else {
            &self.outside
        };
        client.get(url).send().await.map_err(|error| {
            if is_caused_by_inside(&error) {
                Failed::for_good(Unreached::HostInside.of(&host))
            } else if error.is_dns() {
                Failed::new(Unreached::NoAddress.of(&host))
            } else if error.is_timeout() {
                Failed::new(Unreached::NoAnswer.of(&host))
            } else {
                Failed::new(Unreached::NoConnection.of(&host))
            }
        })
    }
}

/// A name leads to an address inside the house.
#[derive(Debug, thiserror::Error)]
#[error("the host of the file is inside the house")]
struct InsideHouse;

/// Looks names up, and refuses those that lead into the house with any of their addresses. The
/// addresses that were looked at are those that are called.
struct OutsideResolver;

impl Resolve for OutsideResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The client puts in the port.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found.collect();
            if addresses.iter().any(|at| is_inside(at.ip())) {
                return Err(InsideHouse.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

fn is_caused_by_inside(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.any(|cause| cause.is::<InsideHouse>())
}

fn literal_address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

/// Addresses that are not of the open net (RFC 6890): this machine, private nets, links.
fn is_inside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0)
                || (a == 198 && (18..20).contains(&b))
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                // Addresses that carry others inside: translation and tunnels.
                || (first == 0x64 && second == 0xff9b)
                || first == 0x2002
                || (first == 0x2001 && second < 0x200)
                || (first == 0x2001 && second == 0xdb8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_the_house_are_known() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "224.0.0.1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["203.162.0.1", "8.8.8.8", "2405:4800::1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn addresses_in_urls_are_seen_however_they_are_spelled() {
        for url in [
            "http://127.0.0.1/a.pdf",
            "http://127.1/a.pdf",
            "http://0x7f000001/a.pdf",
            "http://2130706433/a.pdf",
            "http://0177.0.0.1:81/a.pdf",
            "http://127.0.0.1./a.pdf",
            "https://[::1]/a.pdf",
            "https://[::ffff:10.0.0.1]/a.pdf",
        ] {
            let address = literal_address(&Url::parse(url).unwrap());
            assert!(address.is_some_and(is_inside), "{url}");
        }
        let named = Url::parse("https://tep.example.vn/a.pdf").unwrap();
        assert_eq!(literal_address(&named), None);
    }
}
