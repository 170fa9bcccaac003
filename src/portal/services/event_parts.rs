//! What a life event includes, in a few words.

use crate::catalogue::LifeEvent;
use crate::web::Frame;

/// How many parts of a life event a tile names.
const PARTS: usize = 3;

/// The first parts of a life event as one phrase.
pub(in crate::portal) fn event_parts(frame: &Frame, event: &LifeEvent) -> String {
    let parts = event.parts_in(frame.words.locale()).into_iter();
    let mut parts = parts.take(PARTS);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |phrase, part| phrase + "; " + &within_a_phrase(part))
}

/// A heading as it is written within a phrase: an abbreviation (BHYT) keeps its capitals.
fn within_a_phrase(heading: &str) -> String {
    let mut letters = heading.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => heading.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::within_a_phrase;

    #[test]
    fn an_abbreviation_keeps_its_capitals() {
        assert_eq!(within_a_phrase("Đăng ký kết hôn"), "đăng ký kết hôn");
        assert_eq!(within_a_phrase("BHXH một lần"), "BHXH một lần");
    }
}
