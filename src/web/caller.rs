//! Where a request comes from, as throttles count it.

use std::net::IpAddr;
use std::sync::Once;

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderName, X_FORWARDED_FOR};
use actix_web::web::Data;

use super::TrustedProxies;

/// The network address of the caller. Of an IPv6 address the first half, which is what one
/// household is given: whoever has it has all the addresses below it.
///
/// It is the peer of the connection, or whom a proxy that the settings name speaks for; headers
/// that anybody can write are not believed.
pub fn caller_address(request: &HttpRequest) -> String {
    match caller(request) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Some(IpAddr::V4(address)) => address.to_string(),
        None => String::new(),
    }
}

fn caller(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let Some(proxies) = request.app_data::<Data<TrustedProxies>>() else {
        return Some(peer);
    };
    let (forwarded_for, forwarded) = (lines(request, &X_FORWARDED_FOR), lines(request, &FORWARDED));
    let is_forwarded = !forwarded_for.is_empty() || !forwarded.is_empty();
    if is_forwarded && !proxies.believe(peer) {
        warn_of_unnamed_proxy();
    }
    Some(proxies.caller(peer, &forwarded_for, &forwarded))
}

/// Behind a proxy that the settings do not name the whole country is one caller, whose waits everybody
/// shares. Said once in a process: anybody can send such headers.
fn warn_of_unnamed_proxy() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "forwarded headers come from a peer that trusted_proxies does not name: if it is a proxy, all \
             who come through it are counted as one caller"
        );
    });
}

/// The lines of a header. One that is not text is an empty claim, not a missing one.
fn lines<'r>(request: &'r HttpRequest, name: &HeaderName) -> Vec<&'r str> {
    let lines = request.headers().get_all(name);
    lines
        .map(|line| line.to_str().unwrap_or_default())
        .collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn request(peer: &str) -> TestRequest {
        TestRequest::default()
            .peer_addr(peer.parse().unwrap())
            .insert_header(("x-forwarded-for", "9.9.9.9"))
    }

    fn caller(peer: &str) -> String {
        caller_address(&request(peer).to_http_request())
    }

    #[test]
    fn a_household_is_one_caller() {
        assert_eq!(caller("203.0.113.9:40000"), "203.0.113.9");
        assert_eq!(caller("[::ffff:203.0.113.9]:40000"), "203.0.113.9");
        assert_eq!(
            caller("[2001:db8:1:2:3::4]:1"),
            caller("[2001:db8:1:2:9::9]:2")
        );
        assert_ne!(caller("[2001:db8:1:2::4]:1"), caller("[2001:db8:1:3::4]:1"));
    }

    #[test]
    fn a_proxy_is_believed_when_the_settings_name_it() {
        let proxies: TrustedProxies = "203.0.113.0/24".parse().unwrap();
        let behind = |peer| {
            let request = request(peer).app_data(Data::new(proxies.clone()));
            caller_address(&request.to_http_request())
        };
        assert_eq!(behind("203.0.113.9:40000"), "9.9.9.9");
        assert_eq!(behind("203.0.114.9:40000"), "203.0.114.9");
    }
}
