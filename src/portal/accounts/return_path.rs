//! Where somebody goes on after signing in. Only a path of the portal itself is taken: otherwise
//! a link to our sign-in page could lead anywhere (CWE-601).

use crate::speech::Locale;
use crate::web::Frame;

/// The field of the query that holds the path.
const FIELD: &str = "tiep";
const MAX_LENGTH: usize = 1_000;

/// The path that a query asks for, without its language.
pub(super) fn wanted(query: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let (_, path) = pairs.into_iter().find(|(field, _)| field == FIELD)?;
    // The language comes off first: what is left is what must be a path of our own.
    let path = Locale::split(&path).1;
    is_own(path).then(|| path.to_owned())
}

/// `path` with the path that `query` asks for, if it asks for one.
pub(super) fn with_wanted(path: &str, query: &str) -> String {
    let wanted = wanted(query).map(|next| [(FIELD, next)]);
    match wanted.and_then(|pairs| serde_urlencoded::to_string(pairs).ok()) {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// The address of `path` for a link on the page of `frame`: it keeps the path that this page was asked
/// with, through registering and its letter to signing in.
pub(super) fn onward(frame: &Frame, path: &str) -> String {
    frame.path(&with_wanted(path, &frame.query))
}

/// Browsers read `//host` and `/\host` as another site, and drop tabs and line ends before they
/// look; so only plain signs are taken at all.
pub(super) fn is_own(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    path.len() <= MAX_LENGTH
        && path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn own_pages_are_taken_and_other_sites_are_not() {
        assert_eq!(wanted("tiep=%2Fen%2Fho-so").as_deref(), Some("/ho-so"));
        assert_eq!(
            wanted("tiep=%2Fho-so%2F1%3Fa%3Db&x=1").as_deref(),
            Some("/ho-so/1?a=b")
        );
        for query in [
            "",
            "x=1",
            "tiep=",
            "tiep=https%3A%2F%2Fevil.example",
            "tiep=%2F%2Fevil.example",
            "tiep=%2Fen%2F%2Fevil.example",
            "tiep=%2F%5Cevil.example",
            "tiep=%2F%09%2Fevil.example",
            "tiep=%2Fa%0D%0ASet-Cookie:x",
            "tiep=javascript:alert(1)",
        ] {
            assert_eq!(wanted(query), None, "{query}");
        }
    }

    #[test]
    fn the_path_goes_along() {
        let query = "tiep=%2Fen%2Fho-so%2F1%3Fa%3Db&x=1";
        let path = with_wanted("/dang-nhap/ma", query);
        assert_eq!(path, "/dang-nhap/ma?tiep=%2Fho-so%2F1%3Fa%3Db");
        assert_eq!(
            with_wanted("/dang-nhap", "tiep=%2F%2Fevil.example"),
            "/dang-nhap"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_taken_stays_on_the_site(path in "(/en)?/?[/\\\\a-z@:.?#%\t\n -]{0,20}") {
            let query = serde_urlencoded::to_string([(FIELD, &path)]).unwrap();
            if let Some(path) = wanted(&query) {
                let base = Url::parse("https://motcua.example/dang-nhap").unwrap();
                let target = base.join(&path).unwrap();
                prop_assert_eq!(target.origin(), base.origin());
            }
        }
    }
}
