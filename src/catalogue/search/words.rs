//! Text as words: each without marks, with marks, and where it stands.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::kernel::{fold, normalise};

/// A word of a name or a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Without marks.
    pub folded: String,
    /// With its marks, in one spelling.
    pub exact: String,
    /// Whether its writer typed marks, and so meant this word and no other.
    pub marked: bool,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

impl Word {
    fn new(text: &str, span: Range<usize>) -> Self {
        let exact = one_spelling(normalise(text));
        let folded = one_spelling(fold(text));
        Self {
            marked: folded != exact,
            folded,
            exact,
            span,
        }
    }

    /// The word as if typed without marks.
    pub fn without_marks(&self) -> Self {
        Self {
            exact: self.folded.clone(),
            marked: false,
            ..self.clone()
        }
    }
}

/// Reads texts as words; what it has read once it remembers, for names share most of theirs.
#[derive(Debug, Default)]
pub(super) struct WordReader {
    seen: HashMap<String, Word>,
}

impl WordReader {
    /// The words of `text`, in order.
    pub fn read(&mut self, text: &str) -> Vec<Word> {
        let mut found = Vec::new();
        let mut start = None;
        let ends = text.char_indices().chain([(text.len(), ' ')]);
        for (at, c) in ends {
            let inside = c.is_alphanumeric() || is_combining_mark(c);
            match (start, inside) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    start = None;
                    let word = self.word(text.get(from..at).unwrap_or_default(), from..at);
                    if !word.folded.is_empty() {
                        found.push(word);
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn word(&mut self, text: &str, span: Range<usize>) -> Word {
        if let Some(known) = self.seen.get(text) {
            return Word {
                span,
                ..known.clone()
            };
        }
        let word = Word::new(text, span);
        self.seen.insert(text.to_owned(), word.clone());
        word
    }
}

/// The words of one text.
pub(super) fn words(text: &str) -> Vec<Word> {
    WordReader::default().read(text)
}

/// People write lí and lý, kĩ and kỹ, tỉ and tỷ, quí and quý for the same syllable: an i that alone
/// follows h, k, l, m, s, t or qu becomes y.
fn one_spelling(mut word: String) -> String {
    let (head, last) = match word.char_indices().last() {
        Some((at, last)) => (word.get(..at).unwrap_or_default(), last),
        None => return word,
    };
    let y = match last {
        'i' => 'y',
        'ì' => 'ỳ',
        'ỉ' => 'ỷ',
        'ĩ' => 'ỹ',
        'í' => 'ý',
        'ị' => 'ỵ',
        _ => return word,
    };
    if matches!(head, "h" | "k" | "l" | "m" | "s" | "t" | "qu") {
        word.pop();
        word.push(y);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let text = "Thủ tục: «LÍ lịch» số 1";
        let found = words(text);
        let folded: Vec<&str> = found.iter().map(|w| w.folded.as_str()).collect();
        assert_eq!(folded, ["thu", "tuc", "ly", "lich", "so", "1"]);
        assert_eq!(found[2].exact, "lý");
        assert_eq!(&text[found[2].span.clone()], "LÍ");
        assert_eq!(&text[found[5].span.clone()], "1");
    }

    #[test]
    fn only_open_syllables_change_their_i() {
        for (typed, one) in [
            ("kĩ", "kỹ"),
            ("quí", "quý"),
            ("kí", "ký"),
            ("thi", "thi"),
            ("tin", "tin"),
        ] {
            assert_eq!(words(typed)[0].exact, one);
        }
    }
}
