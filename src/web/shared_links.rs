//! Addresses as people share them: with the full stop of their sentence, a slash at the end, a bracket
//! or an invisible character, typed in upper case. Each leads to the page that is meant.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};

use super::access::{AccessTable, Audience};
use crate::speech::Locale;

/// What stands at the end of no path of ours; percent-encoded where browsers do so.
const TAILS: [&str; 24] = [
    "/",
    ".",
    ",",
    ";",
    ":",
    "!",
    ")",
    "]",
    ">",
    "'",
    "\"",
    "%20",
    "%22",
    "%29",
    "%2C",
    "%2E",
    "%3E",
    "%5D",
    "%C2%A0",
    "%E2%80%8B",
    "%E2%80%99",
    "%E2%80%9D",
    "%E2%80%A6",
    "%EF%BB%BF",
];

/// Sends whoever reads on to the page that an address means, where it names none as it stands.
pub(super) fn to_page_meant(request: &ServiceRequest, table: &AccessTable) -> Option<HttpResponse> {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.path();
    let names_page = request.match_pattern().is_some() && without_tail(path) == path;
    if !is_reading || names_page {
        return None;
    }
    let (locale, path) = page_meant(request.request(), table)?;
    let address = match request.query_string() {
        "" => locale.path(&path),
        query => format!("{}?{query}", locale.path(&path)),
    };
    let answer = HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, address))
        .finish();
    Some(answer)
}

/// The language and path of that page; none where there is none, or it is the address itself.
fn page_meant(request: &HttpRequest, table: &AccessTable) -> Option<(Locale, String)> {
    let (sent_locale, sent) = (Locale::of(request), request.path());
    let (locale, rest) = language(sent_locale, sent);
    let path = page_path(table, without_tail(rest))?;
    let is_same = locale == sent_locale && path == sent;
    (!is_same).then_some((locale, path))
}

/// The language is a fixed part of the path too.
fn language(known: Locale, path: &str) -> (Locale, &str) {
    let prefix = Locale::En.path("");
    match path.split_at_checked(prefix.len()) {
        Some((start, rest))
            if start.eq_ignore_ascii_case(&prefix)
                && (rest.is_empty() || rest.starts_with('/')) =>
        {
            (Locale::En, rest)
        }
        _ => (known, path),
    }
}

fn without_tail(path: &str) -> &str {
    let mut path = path;
    while path.len() > 1 {
        let shorter = TAILS.iter().find_map(|tail| {
            let (rest, end) = path.split_at_checked(path.len().checked_sub(tail.len())?)?;
            end.eq_ignore_ascii_case(tail).then_some(rest)
        });
        match shorter {
            Some(rest) => path = rest,
            None => return path,
        }
    }
    path
}

/// The path of the page whose pattern this is but for the case of its fixed parts: of several, the page
/// with the most fixed parts.
fn page_path(table: &AccessTable, path: &str) -> Option<String> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let pages = table
        .lines()
        .iter()
        .filter(|line| line.method == Method::GET && line.audience != Audience::Machine);
    let spelt = pages.filter_map(|line| spelt_as(line.pattern, &parts));
    spelt.max_by_key(|(fixed, _)| *fixed).map(|(_, path)| path)
}

/// These parts in the spelling of a pattern, with the number of its fixed parts.
fn spelt_as(pattern: &str, parts: &[&str]) -> Option<(usize, String)> {
    let pattern: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
    if pattern.len() != parts.len() {
        return None;
    }
    let (mut fixed, mut path) = (0, String::new());
    for (wanted, part) in pattern.iter().zip(parts) {
        path.push('/');
        if wanted.starts_with('{') {
            if part.is_empty() {
                return None;
            }
            path.push_str(part);
        } else if wanted.eq_ignore_ascii_case(part) {
            fixed += 1;
            path.push_str(wanted);
        } else {
            return None;
        }
    }
    Some((fixed, path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::access::{Body, Line};

    fn table() -> AccessTable {
        let line = |pattern, audience| Line {
            method: Method::GET,
            pattern,
            audience,
            body: Body::None,
        };
        AccessTable::new(vec![
            line("/", Audience::Everyone),
            line("/dich-vu", Audience::Everyone),
            line("/dich-vu/{code}", Audience::Everyone),
            line("/dich-vu/{code}/nop", Audience::Account),
            line("/dich-vu/moi", Audience::Everyone),
            line("/mapi/g", Audience::Machine),
        ])
    }

    fn meant(path: &str) -> Option<String> {
        page_path(&table(), without_tail(path))
    }

    #[test]
    fn what_a_sentence_adds_is_taken_off() {
        for (shared, path) in [
            ("/dich-vu/", "/dich-vu"),
            ("/DICH-VU", "/dich-vu"),
            ("/dich-vu/1.001193.", "/dich-vu/1.001193"),
            ("/dich-vu/1.001193).", "/dich-vu/1.001193"),
            ("/dich-vu/1.001193%e2%80%8B", "/dich-vu/1.001193"),
            ("/Dich-Vu/AbC/NOP/%20", "/dich-vu/AbC/nop"),
            ("/dich-vu/MOI", "/dich-vu/moi"),
            ("//", "/"),
        ] {
            assert_eq!(meant(shared).as_deref(), Some(path), "{shared}");
        }
        for none in ["/khong-co/", "/mapi/g/", "//dich-vu.vn/x", "/dich-vu//nop"] {
            assert_eq!(meant(none), None, "{none}");
        }
    }

    #[test]
    fn the_language_is_read_in_any_case() {
        assert_eq!(
            language(Locale::Vi, "/EN/dich-vu"),
            (Locale::En, "/dich-vu")
        );
        assert_eq!(language(Locale::Vi, "/EN"), (Locale::En, ""));
        assert_eq!(language(Locale::En, "/dich-vu"), (Locale::En, "/dich-vu"));
        assert_eq!(language(Locale::Vi, "/energy"), (Locale::Vi, "/energy"));
    }

    proptest::proptest! {
        #[test]
        fn no_address_leads_elsewhere(path in "/[/\\\\a-zA-Z.:@%-]{0,24}") {
            if let Some(path) = meant(&path) {
                proptest::prop_assert!(path.starts_with('/') && !path.starts_with("//"));
                proptest::prop_assert_eq!(meant(&path), Some(path));
            }
        }
    }
}
