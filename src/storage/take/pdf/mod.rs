//! Whether a PDF needs a password. The reader looks for the entry of the trailer that says that the file
//! is encrypted, in plain text in every version of the format, and tries the empty password. It reads
//! no other objects of the file, which a stranger may have made to unpack without end.

mod empty_password;
mod syntax;

use syntax::{Dictionary, Token};

/// The entry of the trailer, or of the dictionary of the cross-reference stream in its place
/// (ISO 32000-2, 7.5.5 and 7.5.8).
const ENTRY: &[u8] = b"/Encrypt";
/// A trailer is seldom longer; the arrays of an incremental cross-reference stream may be.
const DICTIONARY: usize = 16 * 1024;

/// Whether the file cannot be opened without a password.
pub(super) fn needs_password(content: &[u8]) -> bool {
    let entries = memchr::memmem::find_iter(content, ENTRY);
    let mut trailers = entries.filter_map(|at| trailer_around(content, at));
    let Some(trailer) = trailers.next() else {
        return false;
    };
    let encryption = encryption(content, &trailer);
    let opens = encryption.and_then(|encryption| empty_password::opens(&trailer, &encryption));
    // What cannot be told from outside is asked of the person: the file says that it is encrypted.
    opens != Some(true)
}

/// The trailer in which the entry at this place names an encryption dictionary. The first of a file has
/// what those of its later revisions have.
fn trailer_around(content: &[u8], at: usize) -> Option<Dictionary> {
    let (before, from) = content.split_at_checked(at)?;
    let after = from.get(ENTRY.len()..)?;
    if !names_dictionary(after) {
        return None;
    }
    let begins = beginning_of_trailer(before, after)?;
    let dictionary = Dictionary::first_in(content.get(begins..)?);
    // A trailer that cannot be read says all the same that the file is encrypted.
    Some(dictionary.unwrap_or_default())
}

/// The dictionary that the trailer names, or that stands in it.
fn encryption(content: &[u8], trailer: &Dictionary) -> Option<Dictionary> {
    match trailer.entry(b"Encrypt")? {
        [Token::Word(number), Token::Word(generation), Token::Word(_)] => {
            let head = [number.as_slice(), b" ", generation, b" obj"].concat();
            let is_whole = |at: &usize| {
                let before = at.checked_sub(1).and_then(|at| content.get(at));
                before.is_none_or(|byte| !byte.is_ascii_digit())
            };
            let mut places = memchr::memmem::find_iter(content, &head).filter(is_whole);
            Dictionary::first_in(content.get(places.next()?..)?)
        }
        _ => {
            let at = memchr::memmem::find(content, ENTRY)?;
            Dictionary::first_in(content.get(at..)?)
        }
    }
}

/// A reference such as `12 0 R`, or the dictionary itself.
fn names_dictionary(after: &[u8]) -> bool {
    let value = after.trim_ascii_start();
    if value.starts_with(b"<<") {
        return true;
    }
    // `/EncryptMetadata` is another entry: a space ends a name.
    let is_name_over = after.first().is_some_and(u8::is_ascii_whitespace);
    let mut words = value
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let mut number = || {
        let word = words.next().unwrap_or_default();
        !word.is_empty() && word.iter().all(u8::is_ascii_digit)
    };
    is_name_over && number() && number() && words.next().is_some_and(|word| word.starts_with(b"R"))
}

/// Where the trailer begins in which the place is; none where it is in a text that speaks of one.
fn beginning_of_trailer(before: &[u8], after: &[u8]) -> Option<usize> {
    let from = before.len().saturating_sub(DICTIONARY);
    let before = before.get(from..)?;
    let after = after.get(..DICTIONARY).unwrap_or(after);
    let last = |word: &[u8]| memchr::memmem::rfind(before, word);
    // A dictionary is an object of its own, or follows the word `trailer`.
    let begins = last(b"trailer").max(last(b" obj"))?;
    let ended = last(b"endobj").max(last(b"stream")).max(last(b"startxref"));
    if ended.is_some_and(|ended| ended > begins) {
        return None;
    }
    let dictionary = before.get(begins..)?;
    let end = memchr::memmem::find(after, b"stream").unwrap_or(after.len());
    let rest = after.get(..end).unwrap_or(after);
    let has = |word: &[u8]| {
        let finder = memchr::memmem::Finder::new(word);
        finder.find(dictionary).is_some() || finder.find(rest).is_some()
    };
    (dictionary.starts_with(b"trailer") || has(b"/XRef")).then_some(from + begins)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::needs_password;

    #[test]
    fn an_encrypted_file_is_known_by_its_trailer() {
        for content in [
            "xref\n0 1\ntrailer << /Root 1 0 R /Encrypt 12 0 R /Size 9 >>\nstartxref\n9\n%%EOF",
            "trailer\n<</Encrypt<</Filter/Standard>>/Root 1 0 R>>",
            "7 0 obj <</Type/XRef/Encrypt 12 0 R/W[1 2 1]>> stream\nab\nendstream endobj",
            "7 0 obj <</Encrypt 12 0 R /W[1 2 1] /Type /XRef>> stream\nab\nendstream endobj",
            "trailer <<>>\nstartxref\n1\n%%EOF\ntrailer <</Encrypt 3 0 R>>\nstartxref",
        ] {
            assert!(needs_password(content.as_bytes()), "{content}");
        }
    }

    #[test]
    fn a_text_that_speaks_of_encryption_is_not_encrypted() {
        for content in [
            "trailer <</Root 1 0 R>>",
            "5 0 obj << /Length 30 >> stream\n(the entry /Encrypt 12 0 R)\nendstream endobj trailer <<>>",
            "5 0 obj <</EncryptMetadata false>> endobj",
            "5 0 obj <</Type/Catalog/Encrypt 12 0 R>> endobj",
            "/Encrypt",
            "trailer <</Encrypt null>>",
        ] {
            assert!(!needs_password(content.as_bytes()), "{content}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic_the_reader(
            words in prop::collection::vec(prop_oneof![
                Just(b"/Encrypt".to_vec()), Just(b" 1 0 R".to_vec()), Just(b"trailer".to_vec()),
                Just(b"<<".to_vec()), Just(b" obj".to_vec()), Just(b"stream".to_vec()),
                prop::collection::vec(any::<u8>(), 0..9),
            ], 0..20)
        ) {
            let _ = needs_password(&words.concat());
        }
    }
}
