//! What search engines and shared links are told of a public page.

use crate::speech::Locale;
use crate::web::{Frame, PageRequest};

/// Stands in the page's struct; `components/meta.html` writes it into the head.
pub(super) struct PageMeta {
    /// What the page is about, in a sentence or two.
    pub description: String,
    /// The page's own address in full.
    pub canonical: String,
    /// The address of the Vietnamese page.
    pub vietnamese: String,
    /// The address of the English page.
    pub english: String,
}

impl PageMeta {
    /// Of the page at `path`, which has no language.
    pub fn of(request: &PageRequest, frame: &Frame, path: &str, description: String) -> Self {
        let address = |locale: Locale| request.env.absolute(&locale.path(path));
        Self {
            description,
            canonical: address(frame.words.locale()),
            vietnamese: address(Locale::Vi),
            english: address(Locale::En),
        }
    }
}
