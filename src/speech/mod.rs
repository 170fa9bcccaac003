//! What pages and letters say, and in which language: the words of `locales/`, and how numbers,
//! dates and terms are written. Free of HTTP and SQL.

mod format;
mod locale;
mod words;

pub use locale::Locale;
pub use words::{Dictionary, DictionaryError, Phrase, Words};
