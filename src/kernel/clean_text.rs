//! Text as it comes from keyboards, clipboards and other systems, brought to the one spelling in which
//! it is compared and kept. It is cleaned once, where it enters: web/posted.rs, web/upload.rs,
//! web/query.rs, exchange/wire/object.rs and the command line. Types of values clean nothing themselves.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A text that people read, as typed or synced: composed (NFC), without invisible characters, with
/// plain spaces, with đ where a keyboard gave a letter that only looks like it, and with one sign for
/// the apostrophe in a word. Lines, tabs, quotation marks and dashes stay.
///
/// Passwords, identifiers and addresses of other systems are not cleaned by this.
pub fn clean(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let seen = visible(text);
    let mut cleaned = String::with_capacity(seen.len());
    let mut word = Word::default();
    let mut letters = seen.chars().peekable();
    while let Some(letter) = letters.next() {
        let one = match letter {
            'Ð' | 'ð' if word.has_vowel => letter,
            'Ð' | 'Ɖ' => 'Đ',
            'ð' | 'ɖ' => 'đ',
            mark if is_apostrophe(mark) => {
                let is_inside = word.has_letter && letters.peek().copied().is_some_and(is_letter);
                if is_inside { '\'' } else { mark }
            }
            space => plain_space(space),
        };
        word.add(one);
        cleaned.push(one);
    }
    cleaned
}

/// Composes a text (NFC) and leaves out what nobody sees. This alone is done to the identifiers of
/// other systems, whose letters are their own.
pub fn visible(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    text.chars().filter(|one| !is_hidden(*one)).nfc().collect()
}

/// Full-width letters, digits and signs, as keyboards for Chinese and Japanese give them, in ASCII.
/// For numbers, codes and e-mail addresses: in other text they may be meant.
pub fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3002}' => '.',
        other => other,
    }
}

/// The signs that stand where a name has its apostrophe (H'Hen), by keyboard and word processor.
pub const fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '`'
            | '´'
            | 'ʹ'
            | 'ʻ'
            | 'ʼ'
            | 'ˋ'
            | 'ˊ'
            | '‘'
            | '’'
            | '‛'
            | '′'
            | '‵'
            | '＇'
            | '｀'
    )
}

/// ASCII text that needs no cleaning: most of what comes. A backtick may be an apostrophe.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' '..=b'_' | b'a'..=b'~' | b'\n' | b'\r' | b'\t'))
}

/// Control characters but those of lines and tabs, letters without width, selectors of glyphs, and
/// marks that turn the direction of reading. No letter of Vietnamese or of a minority's script is
/// among them.
const fn is_hidden(one: char) -> bool {
    matches!(
        one,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Spaces of every width are one; the separators of lines and paragraphs are the end of a line.
fn plain_space(letter: char) -> char {
    match letter {
        '\n' | '\r' | '\t' => letter,
        '\u{2028}' | '\u{2029}' => '\n',
        space if space.is_whitespace() => ' ',
        other => other,
    }
}

fn is_letter(one: char) -> bool {
    (one.is_alphabetic() || is_combining_mark(one)) && !is_apostrophe(one)
}

/// What of a word has been read. Đ begins a syllable, so that an eth with no vowel before it in the
/// word is a mistyped đ (Ðặng, QSDÐ, HÐND); one with a vowel before it is a letter of Icelandic or
/// Faroese, where no word begins with it (Sigurðsson).
#[derive(Default)]
struct Word {
    has_letter: bool,
    has_vowel: bool,
}

impl Word {
    fn add(&mut self, letter: char) {
        if is_letter(letter) {
            self.has_letter = true;
            self.has_vowel |= is_vowel(letter);
        } else {
            *self = Self::default();
        }
    }
}

fn is_vowel(letter: char) -> bool {
    let mut base = None;
    decompose_canonical(letter, |part| {
        base.get_or_insert(part);
    });
    base.is_some_and(|base| {
        matches!(
            base.to_lowercase().next(),
            Some('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'œ' | 'ø')
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (sent, seen) in [
            ("Nguye\u{302}\u{303}n Va\u{306}n", "Nguyễn Văn"),
            ("A\u{0}B\u{7}C\u{202e}D\u{200b}E\u{feff}", "ABCDE"),
            ("e\u{200d}\u{302}", "ê"),
            ("\u{202a}0912345678\u{202c}", "0912345678"),
            ("048\u{200b}190\u{ad}000017\u{fe0f}", "048190000017"),
            ("\u{2066}an@example.vn\u{2069}\u{2060}", "an@example.vn"),
            ("một\r\n\thai 🙂", "một\r\n\thai 🙂"),
            ("plain text", "plain text"),
            ("", ""),
        ] {
            assert_eq!(visible(sent), seen, "{sent:?}");
            assert_eq!(clean(sent), seen, "{sent:?}");
        }
    }

    #[test]
    fn letters_that_look_like_d_with_a_stroke_become_it() {
        for (typed, meant) in [
            ("Ðặng Văn Ðạt", "Đặng Văn Đạt"),
            ("Ɖặng ðình ɖạt", "Đặng đình đạt"),
            ("GCN QSDÐ, HÐND, QÐ-UBND", "GCN QSDĐ, HĐND, QĐ-UBND"),
            ("H’Ðăm", "H'Đăm"),
            ("BỘ LAO ÐỘNG", "BỘ LAO ĐỘNG"),
            ("Jón Sigurðsson, GARÐAR", "Jón Sigurðsson, GARÐAR"),
            ("Đặng đi", "Đặng đi"),
        ] {
            assert_eq!(clean(typed), meant);
        }
    }

    #[test]
    fn an_apostrophe_in_a_word_is_one_sign_and_quotation_marks_stay() {
        for typed in [
            "H'Hen", "H’Hen", "H‘Hen", "HʼHen", "H`Hen", "H´Hen", "H′Hen", "H＇Hen",
        ] {
            assert_eq!(clean(typed), "H'Hen", "{typed}");
        }
        for kept in ["‘Trẻ em’ – “điểm a”", "5´", "`x`", "Y Moan Ênuôl"] {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn spaces_are_plain_and_lines_stay() {
        assert_eq!(
            clean("Số\u{a0}5\u{202f}ngõ\u{3000}2\r\n\tHuế\u{2028}x"),
            "Số 5 ngõ 2\r\n\tHuế\nx"
        );
    }

    #[test]
    fn scripts_of_minorities_stay() {
        for kept in ["ꪼꪕ", "ꨌꩌ", "ភាសាខ្មែរ", "ʔ ɓ ŏ ñ č ƀ", "H'mông", "漢喃"]
        {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn full_width_signs_have_an_ascii_twin() {
        let text: String = "０９１２－ａｎ＠ｅｘａｍｐｌｅ。ｖｎ đ"
            .chars()
            .map(half_width)
            .collect();
        assert_eq!(text, "0912-an@example.vn đ");
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
            prop_assert_eq!(visible(&cleaned), cleaned);
        }

        #[test]
        fn what_stands_between_letters_unseen_changes_nothing(
            text in "[a-zA-ZĐđàáảãạăâêôơưẩ '’,.-]{0,20}",
            hidden in proptest::sample::select(vec![
                '\u{ad}', '\u{200b}', '\u{200e}', '\u{202a}', '\u{202e}', '\u{2060}', '\u{2069}',
                '\u{feff}', '\u{fe0f}',
            ]),
            at in 0_usize..20,
        ) {
            let mut spoilt: Vec<char> = text.chars().collect();
            spoilt.insert(at.min(spoilt.len()), hidden);
            let spoilt: String = spoilt.into_iter().collect();
            prop_assert_eq!(clean(&spoilt), clean(&text));
        }

        #[test]
        fn composition_does_not_matter(text in "[a-zA-ZĐđàáảãạăằâấêếôộơờưự ]{0,30}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(clean(&decomposed), clean(&text));
        }
    }
}
