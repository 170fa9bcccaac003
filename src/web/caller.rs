//! Where a request comes from, as throttles count it.

use std::net::IpAddr;

use actix_web::HttpRequest;

/// The network address of the caller. Of an IPv6 address the first half, which is what one
/// household is given: whoever has it has all the addresses below it.
///
/// It is the peer of the connection; headers that anybody can write are not believed.
pub fn caller_address(request: &HttpRequest) -> String {
    match request.peer_addr().map(|peer| peer.ip().to_canonical()) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Some(IpAddr::V4(address)) => address.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn caller(peer: &str) -> String {
        let request = TestRequest::default().peer_addr(peer.parse().unwrap());
        caller_address(
            &request
                .insert_header(("x-forwarded-for", "9.9.9.9"))
                .to_http_request(),
        )
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
}
