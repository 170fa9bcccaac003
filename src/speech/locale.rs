//! The languages of the portal, and how an address names its language: the same pages stand under
//! `/en` in English.

use crate::kernel::plain_enum;

plain_enum! {
    /// A language that the portal speaks.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum Locale {
        /// Vietnamese, the language of the law and of every page.
        #[default]
        Vi = 1,
        /// English, for the frame, search, sign-in, filing and tracking.
        En = 2,
    }
}

const ENGLISH_PREFIX: &str = "/en";

impl Locale {
    /// The language tag of BCP 47, also the folder under `locales/`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language that a page offers as the other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Vi => Self::En,
            Self::En => Self::Vi,
        }
    }

    /// The address of `path` (which begins with `/` and has no language) in this language.
    pub fn path(self, path: &str) -> String {
        match (self, path) {
            (Self::Vi, _) => path.to_owned(),
            (Self::En, "/") => ENGLISH_PREFIX.to_owned(),
            (Self::En, _) => format!("{ENGLISH_PREFIX}{path}"),
        }
    }

    /// Splits the path of a request into its language and the path without it.
    pub fn split(path: &str) -> (Self, &str) {
        match path.strip_prefix(ENGLISH_PREFIX) {
            Some("" | "/") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::Vi, path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_a_whole_first_segment_is_a_language() {
        assert_eq!(Locale::split("/"), (Locale::Vi, "/"));
        assert_eq!(Locale::split("/en"), (Locale::En, "/"));
        assert_eq!(Locale::split("/en/"), (Locale::En, "/"));
        assert_eq!(Locale::split("/en/dich-vu"), (Locale::En, "/dich-vu"));
        assert_eq!(Locale::split("/energy"), (Locale::Vi, "/energy"));
        assert_eq!(Locale::split("/dich-vu/en"), (Locale::Vi, "/dich-vu/en"));
    }

    proptest! {
        #[test]
        fn an_address_splits_into_what_made_it(path in "(/[a-z0-9-]{1,8}){0,4}", english: bool) {
            let path = if path.is_empty() { "/".to_owned() } else { path };
            prop_assume!(path != "/en" && !path.starts_with("/en/"));
            let locale = if english { Locale::En } else { Locale::Vi };
            let address = locale.path(&path);
            prop_assert_eq!(Locale::split(&address), (locale, path.as_str()));
        }
    }
}
