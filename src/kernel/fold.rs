//! Vietnamese text made comparable: without marks for finding, with marks in one spelling for
//! telling "bán" from "bản", and with a key that sorts as the Vietnamese alphabet does.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

use super::is_apostrophe;

const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const TILDE: char = '\u{303}';
const HOOK: char = '\u{309}';
const DOT_BELOW: char = '\u{323}';

/// The letters in the order of the Vietnamese alphabet; f, j, w and z stand where Latin has them.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Ends the letters of a sort key; below the space, so that "an" sorts before "an ninh".
const END_OF_LETTERS: char = '\u{1f}';

/// `text` without marks: lower case, đ as d, whatever is no letter or digit as one space. ASCII for
/// every Vietnamese text.
///
/// ```
/// assert_eq!(motcua::kernel::fold("  Sổ ĐỎ (nhà, đất)"), "so do nha dat");
/// ```
pub fn fold(text: &str) -> String {
    spaced(&lower(text), |word, folded| {
        folded.extend(
            word.nfkd()
                .filter(|c| !is_combining_mark(*c))
                .map(|c| if c == 'đ' { 'd' } else { c }),
        );
    })
}

/// `text` with its marks, each written in one way only: lower case, composed (NFC), the tone where
/// today's schoolbooks put it (hòa for hoà, thủy for thuỷ, toàn for tòan), whatever is no letter or
/// digit as one space. Texts that read the same to a Vietnamese come out the same.
pub fn normalise(text: &str) -> String {
    spaced(&lower(text), |word, normalised| {
        let mut letters: Vec<Letter> = word.nfc().map(Letter::read).collect();
        place_tone(&mut letters);
        normalised.extend(letters.into_iter().flat_map(Letter::write).nfc());
    })
}

/// A key whose bytes sort as the Vietnamese alphabet does (a ă â b c d đ e ê …), and texts of the
/// same letters by tone: level, huyền, hỏi, ngã, sắc, nặng. For lists and for a `COLLATE "C"` column.
pub fn sort_key(text: &str) -> String {
    let normalised = normalise(text);
    let letters = normalised.chars().map(Letter::read);
    let tones = letters.clone().map(|letter| letter.tone.rank());
    letters
        .map(|letter| alphabetical(letter.base))
        .chain([END_OF_LETTERS])
        .chain(tones)
        .collect()
}

/// Lower case, with what can be decomposed brought to its plain letters first (full-width forms,
/// ligatures), so that folding twice is folding once. The letters that look like đ are taken for it.
fn lower(text: &str) -> String {
    let plain: String = text.nfkd().collect();
    plain
        .to_lowercase()
        .nfkd()
        .map(|letter| match letter {
            'ð' | 'ɖ' => 'đ',
            other => other,
        })
        .collect()
}

/// The words of `text`, each written by `write`, with one space between them. `text` is decomposed:
/// a mark belongs to the letter before it.
fn spaced(text: &str, mut write: impl FnMut(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let is_between = |c: char| is_apostrophe(c) || !c.is_alphanumeric() && !is_combining_mark(c);
    for word in text.split(is_between) {
        let before = out.len();
        if before > 0 && !word.is_empty() {
            out.push(' ');
        }
        let start = out.len();
        write(word, &mut out);
        // Marks without a letter leave nothing behind.
        if out.len() == start {
            out.truncate(before);
        }
    }
    out
}

/// The six tones, in the order of dictionaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Level,
    Falling,
    Dipping,
    Broken,
    Rising,
    Heavy,
}

impl Tone {
    fn from_mark(mark: char) -> Option<Self> {
        match mark {
            GRAVE => Some(Self::Falling),
            HOOK => Some(Self::Dipping),
            TILDE => Some(Self::Broken),
            ACUTE => Some(Self::Rising),
            DOT_BELOW => Some(Self::Heavy),
            _ => None,
        }
    }

    const fn mark(self) -> Option<char> {
        match self {
            Self::Level => None,
            Self::Falling => Some(GRAVE),
            Self::Dipping => Some(HOOK),
            Self::Broken => Some(TILDE),
            Self::Rising => Some(ACUTE),
            Self::Heavy => Some(DOT_BELOW),
        }
    }

    const fn rank(self) -> char {
        match self {
            Self::Level => '0',
            Self::Falling => '1',
            Self::Dipping => '2',
            Self::Broken => '3',
            Self::Rising => '4',
            Self::Heavy => '5',
        }
    }
}

/// A letter with its shape (ă, ơ, đ) and, apart from it, its tone.
#[derive(Debug, Clone, Copy)]
struct Letter {
    base: char,
    tone: Tone,
}

impl Letter {
    fn read(composed: char) -> Self {
        let plain = Self {
            base: composed,
            tone: Tone::Level,
        };
        if composed.is_ascii() {
            return plain;
        }
        let (mut shape, mut tone, mut is_letter) = (None, Tone::Level, true);
        decompose_canonical(composed, |part| match (Tone::from_mark(part), shape) {
            (Some(mark), _) => tone = mark,
            (None, None) => shape = Some(part),
            (None, Some(base)) => {
                shape = compose(base, part);
                is_letter &= shape.is_some();
            }
        });
        match shape {
            Some(base) if is_letter => Self { base, tone },
            // A lone mark, or a letter of another script that does not compose: kept as it is.
            _ => plain,
        }
    }

    fn write(self) -> impl Iterator<Item = char> {
        std::iter::once(self.base).chain(self.tone.mark())
    }
}

/// Puts the tone of the vowel pairs oa, oe, uy on the letter where schoolbooks have it: on the first
/// when the pair ends the syllable (hòa), on the second otherwise (hoàn) and after q (quý).
fn place_tone(syllable: &mut [Letter]) {
    for at in 1..syllable.len() {
        let after_q = at > 1 && syllable.get(at - 2).is_some_and(|l| l.base == 'q');
        let ends = at + 1 == syllable.len();
        let [.., first, second] = syllable.get_mut(..=at).unwrap_or_default() else {
            continue;
        };
        if !matches!(
            (first.base, second.base),
            ('o', 'a') | ('o', 'e') | ('u', 'y')
        ) {
            continue;
        }
        let tone = match (first.tone, second.tone) {
            (Tone::Level, tone) | (tone, Tone::Level) => tone,
            // Two tones on one syllable is no Vietnamese word.
            _ => continue,
        };
        (first.tone, second.tone) = if ends && !after_q {
            (tone, Tone::Level)
        } else {
            (Tone::Level, tone)
        };
    }
}

/// The letter's place in the alphabet as one ASCII character; digits and spaces stand for themselves,
/// before the letters, and other scripts after them.
fn alphabetical(base: char) -> char {
    ALPHABET
        .chars()
        .zip('A'..)
        .find_map(|(letter, place)| (letter == base).then_some(place))
        .unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VIETNAMESE: &str = "[a-zA-Z0-9 ,.()/àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐÁẮẤÉẾÍÓỐỚÚỨÝ]{0,40}";

    #[test]
    fn marks_case_and_punctuation_fold_away() {
        assert_eq!(fold("Đăng ký  KHAI SINH"), "dang ky khai sinh");
        assert_eq!(fold("gcn-qsdđ, nhà/đất…"), "gcn qsdd nha dat");
        assert_eq!(fold("\u{301}, ̣"), "");
        assert_eq!(fold("Ðặng ðình Ɖạt"), "dang dinh dat");
        assert_eq!(fold("HʼHen"), fold("H'Hen"));
    }

    #[test]
    fn old_and_new_tone_places_are_one_spelling() {
        for (typed, one) in [
            ("hoà", "hòa"),
            ("hòa", "hòa"),
            ("Thuỷ", "thủy"),
            ("khoẻ", "khỏe"),
            ("tòan", "toàn"),
            ("hòan", "hoàn"),
            ("qúy", "quý"),
            ("quý", "quý"),
            ("hùynh", "huỳnh"),
            ("hoa\u{300}", "hòa"),
            ("hóa đơn", "hóa đơn"),
        ] {
            assert_eq!(normalise(typed), one, "{typed}");
        }
    }

    #[test]
    fn normalising_keeps_what_differs_apart() {
        assert_ne!(normalise("bán"), normalise("bản"));
        assert_ne!(normalise("dau"), normalise("đau"));
        assert_ne!(normalise("hòa"), normalise("hóa"));
    }

    #[test]
    fn lists_follow_the_vietnamese_alphabet() {
        let sorted = [
            "1 tháng",
            "an",
            "an ninh",
            "ảnh",
            "ăn",
            "âm",
            "ba",
            "bà",
            "bả",
            "bã",
            "bá",
            "bạ",
            "dạ",
            "đa",
            "em",
            "êm",
            "nông",
            "nơi",
            "ủy ban",
            "ưu đãi",
            "y tế",
        ];
        let mut shuffled = sorted;
        shuffled.reverse();
        shuffled.sort_by_key(|text| sort_key(text));
        assert_eq!(shuffled, sorted);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.clone());
            prop_assert!(!folded.chars().any(is_combining_mark));
            prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        }

        #[test]
        fn vietnamese_folds_to_ascii(text in VIETNAMESE) {
            prop_assert!(fold(&text).is_ascii());
        }

        #[test]
        fn normalising_twice_is_normalising_once(text in VIETNAMESE) {
            let normalised = normalise(&text);
            prop_assert_eq!(normalise(&normalised), normalised.clone());
            prop_assert_eq!(fold(&normalised), fold(&text));
        }

        #[test]
        fn composition_does_not_matter(text in VIETNAMESE) {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(normalise(&decomposed), normalise(&text));
            prop_assert_eq!(sort_key(&decomposed), sort_key(&text));
        }

        #[test]
        fn the_order_is_total(one in VIETNAMESE, other in VIETNAMESE) {
            // Equal keys mean equal texts, so the bytes of the keys order texts totally.
            prop_assert_eq!(sort_key(&one) == sort_key(&other), normalise(&one) == normalise(&other));
        }
    }
}
