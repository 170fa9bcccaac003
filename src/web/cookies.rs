//! The cookies of the portal: session, guest, notice, known browser, pending sign-in. All are `HttpOnly`, `SameSite=Lax` and, by
//! https or on this very machine, `Secure` under the `__Host-` prefix (RFC 6265bis).

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};
use url::{Host, Url};

/// A cookie's part in the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// Holds the session's token.
    Session,
    /// Ties the forms of somebody who is not signed in to their browser.
    Guest,
    /// What the next page says once: the key of a word.
    Notice,
    /// Shows that somebody signed in from this browser before; kept for half a year.
    KnownBrowser,
    /// Holds the token of a sign-in that waits for a code.
    PendingSignIn,
}

/// How long a browser is known after a sign-in.
const KNOWN_FOR: Duration = Duration::days(180);

impl CookieKind {
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-motcua",
            (Self::Session, false) => "motcua",
            (Self::Guest, true) => "__Host-motcua-guest",
            (Self::Guest, false) => "motcua-guest",
            (Self::Notice, true) => "__Host-motcua-notice",
            (Self::Notice, false) => "motcua-notice",
            (Self::KnownBrowser, true) => "__Host-motcua-known",
            (Self::KnownBrowser, false) => "motcua-known",
            (Self::PendingSignIn, true) => "__Host-motcua-code",
            (Self::PendingSignIn, false) => "motcua-code",
        }
    }

    /// The cookie with `value`: until the browser is closed, but for the one that makes it known.
    pub fn with(self, base_url: &Url, value: impl Into<String>) -> Cookie<'static> {
        let secure = is_secure(base_url);
        let mut cookie = Cookie::build(self.name(secure), value.into())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(secure)
            .finish();
        if self == Self::KnownBrowser {
            cookie.set_max_age(KNOWN_FOR);
        }
        cookie
    }

    /// The cookie that takes it away.
    pub fn removal(self, base_url: &Url) -> Cookie<'static> {
        let mut cookie = self.with(base_url, "");
        cookie.make_removal();
        cookie
    }

    /// What the request holds.
    pub fn read(self, base_url: &Url, request: &HttpRequest) -> Option<String> {
        let cookie = request.cookie(self.name(is_secure(base_url)))?;
        Some(cookie.value().to_owned()).filter(|value| !value.is_empty())
    }
}

/// Adds a cookie to an answer. A name and value of ours always make a header, so a failure would
/// be a fault of the framework; the answer then goes without it.
pub fn add_cookie(answer: &mut HttpResponse, cookie: &Cookie<'_>) {
    if let Err(error) = answer.add_cookie(cookie) {
        tracing::error!(%error, "a cookie could not be set");
    }
}

/// Browsers take `Secure` cookies from this very machine without https.
fn is_secure(base_url: &Url) -> bool {
    base_url.scheme() == "https"
        || match base_url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}
