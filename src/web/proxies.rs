//! Whom a reverse proxy speaks for. A header is a claim: it is believed only as far as proxies
//! that the installation names have written it.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

/// The reverse proxies that are believed; none unless the settings name some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A text that names no networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be addresses or networks, as in 10.0.0.5, 192.168.0.0/16")]
pub struct NetworkError;

impl TrustedProxies {
    /// The address of whoever asks: the peer of the connection, or, as long as that is a proxy that
    /// is believed, the one it says it speaks for. `forwarded_for` and `forwarded` are the lines of
    /// the two headers. A proxy passes on the one that it does not write as the caller wrote it, so
    /// where they differ neither is believed.
    pub fn caller(&self, peer: IpAddr, forwarded_for: &[&str], forwarded: &[&str]) -> IpAddr {
        let peer = peer.to_canonical();
        let one = self.furthest(peer, forwarded_for.iter().flat_map(|line| line.split(',')));
        let other = self.furthest(peer, forwarded.iter().flat_map(|line| nodes(line)));
        match (forwarded_for, forwarded) {
            (_, []) => one,
            ([], _) => other,
            _ if one == other => one,
            _ => peer,
        }
    }

    /// Follows the claims from the nearest to the first that is no proxy of ours. One that is no
    /// address ends the chain at the proxy that passed it on.
    fn furthest<'c>(&self, peer: IpAddr, claims: impl Iterator<Item = &'c str>) -> IpAddr {
        let claims: Vec<&str> = claims.collect();
        let mut caller = peer;
        for claim in claims.into_iter().rev() {
            match address(claim) {
                Some(address) if self.believe(caller) => caller = address,
                _ => break,
            }
        }
        caller
    }

    pub(super) fn believe(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for TrustedProxies {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let networks = text
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty());
        networks.map(network).collect::<Result<_, _>>().map(Self)
    }
}

/// A network, or the network of one address.
fn network(text: &str) -> Result<IpNet, NetworkError> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or_else(|_| address())
        .map_err(|_| NetworkError)
}

/// For whom the elements of a `Forwarded` line (RFC 7239) speak, the nearest last; an element that
/// does not say is an empty claim.
fn nodes(line: &str) -> Vec<&str> {
    let node = |element| {
        split_unquoted(element, ';')
            .into_iter()
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))
            .map_or("", |(_, node)| node)
    };
    split_unquoted(line, ',').into_iter().map(node).collect()
}

/// Parts between separators that stand outside quotation marks: what a caller had quoted by a proxy
/// makes no elements of its own.
fn split_unquoted(text: &str, separator: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let is_end = |c: char| {
        if is_escaped {
            is_escaped = false;
        } else if is_quoted && c == '\\' {
            is_escaped = true;
        } else if c == '"' {
            is_quoted = !is_quoted;
        }
        c == separator && !is_quoted
    };
    text.split(is_end).collect()
}

/// The address of a claim, which may be quoted and may have a port.
fn address(claim: &str) -> Option<IpAddr> {
    let claim = claim.trim().trim_matches('"');
    let bare = claim
        .strip_prefix('[')
        .and_then(|claim| claim.strip_suffix(']'))
        .unwrap_or(claim);
    let address = bare
        .parse::<IpAddr>()
        .or_else(|_| claim.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    fn ours() -> TrustedProxies {
        "10.0.0.0/8, 2001:db8:9::/48,192.0.2.7".parse().unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn caller(peer: &str, forwarded_for: &[&str], forwarded: &[&str]) -> String {
        let caller = ours().caller(ip(peer), forwarded_for, forwarded);
        caller.to_string()
    }

    #[test]
    fn the_nearest_that_is_no_proxy_of_ours_is_the_caller() {
        let cases: [(&str, &[&str], &str); 9] = [
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
            (
                "10.0.0.1",
                &["203.0.113.9, 10.1.1.1 ,192.0.2.7"],
                "203.0.113.9",
            ),
            (
                "10.0.0.1",
                &["6.6.6.6", "203.0.113.9, 10.9.9.9"],
                "203.0.113.9",
            ),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", &["203.0.113.9:40000"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
            ("2001:db8:9::1", &["[2001:db8:1::5]:443"], "2001:db8:1::5"),
            ("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1"),
        ];
        for (peer, lines, expected) in cases {
            assert_eq!(caller(peer, lines, &[]), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn the_standard_header_says_the_same() {
        let cases: [(&str, &str); 7] = [
            ("for=203.0.113.9", "203.0.113.9"),
            ("For=\"203.0.113.9:1234\";proto=https", "203.0.113.9"),
            ("proto=https; for=203.0.113.9", "203.0.113.9"),
            ("for=6.6.6.6, for=203.0.113.9;by=10.0.0.1", "203.0.113.9"),
            ("for=\"[2001:db8:1::5]:4711\"", "2001:db8:1::5"),
            ("for=203.0.113.9;host=\"a,for=6.6.6.6\"", "203.0.113.9"),
            ("for=\"6.6.6.6, for=203.0.113.9", "10.0.0.1"),
        ];
        for (line, expected) in cases {
            assert_eq!(caller("10.0.0.1", &[], &[line]), expected, "{line}");
        }
    }

    #[test]
    fn two_headers_that_differ_are_both_not_believed() {
        let both = |one, other| caller("10.0.0.1", &[one], &[other]);
        assert_eq!(both("203.0.113.9", "for=6.6.6.6"), "10.0.0.1");
        assert_eq!(both("203.0.113.9", "for=203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn what_names_no_network_is_refused() {
        for text in [
            "proxy",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "::/129",
            "10.0.0.0/",
            "/8",
        ] {
            assert_eq!(text.parse::<TrustedProxies>(), Err(NetworkError), "{text}");
        }
        assert_eq!("".parse(), Ok(TrustedProxies::default()));
        let all: TrustedProxies = "0.0.0.0/0,::/0".parse().unwrap();
        assert!(all.believe(ip("255.255.255.255")) && all.believe(ip("ffff::1")));
    }

    fn an_address() -> impl Strategy<Value = IpAddr> {
        prop_oneof![
            any::<u32>().prop_map(|bits| IpAddr::V4(bits.into())),
            any::<u128>().prop_map(|bits| IpAddr::V6(bits.into()).to_canonical()),
            any::<u16>().prop_map(|low| IpAddr::V4((0x0a00_0000 | u32::from(low)).into())),
        ]
    }

    proptest! {
        /// Whoever is no proxy of ours is known by the connection, whatever they write.
        #[test]
        fn a_stranger_changes_nothing(peer in an_address(), one in ".*", other in ".*") {
            prop_assume!(!ours().believe(peer));
            prop_assert_eq!(ours().caller(peer, &[&one], &[&other]), peer);
            let nobody = TrustedProxies::default();
            prop_assert_eq!(nobody.caller(peer, &[&one], &[&other]), peer);
        }

        /// What a caller writes stands left of what the first proxy of ours adds, and is not read.
        #[test]
        fn a_caller_behind_our_proxies_changes_nothing(
            written in "[^\"\\\\]*",
            real in an_address(),
            passed in proptest::collection::vec(any::<u16>(), 0..3),
        ) {
            prop_assume!(!ours().believe(real));
            let inner: Vec<String> = passed.iter().map(|low| format!("10.7.{}.{}", low >> 8, low & 0xff)).collect();
            let chain = [vec![written.clone(), real.to_string()], inner].concat();
            let line = chain.join(", ");
            prop_assert_eq!(ours().caller(ip("10.0.0.1"), &[&line], &[]), real);
            let elements = chain.iter().skip(1).map(|node| match node.contains(':') {
                true => format!("for=\"[{node}]\""),
                false => format!("for={node}"),
            });
            let standard = [vec![written], elements.collect()].concat().join(", ");
            prop_assert_eq!(ours().caller(ip("10.0.0.1"), &[], &[&standard]), real);
        }

        /// A network holds exactly the addresses with its first bits.
        #[test]
        fn a_network_is_its_first_bits(first in any::<u32>(), bits in 0_u32..=32, other in any::<u32>()) {
            let network: TrustedProxies = format!("{}/{bits}", Ipv4Addr::from(first)).parse().unwrap();
            let text = |number: u32| format!("{number:032b}").chars().take(bits as usize).collect::<String>();
            prop_assert_eq!(network.believe(IpAddr::V4(other.into())), text(first) == text(other));
        }
    }
}
