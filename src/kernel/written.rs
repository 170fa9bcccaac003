//! Text of several lines as a person wrote it.

use unicode_normalization::UnicodeNormalization;

/// Composes the text (NFC) and keeps its lines, without spaces at their ends, with no more than one
/// empty line in a row and no control characters. Letters, marks and signs stay as they are.
pub fn as_written(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let mut lines: Vec<String> = Vec::new();
    for line in composed
        .lines()
        .map(|line| line.replace(char::is_control, " "))
    {
        let line = line.trim_end();
        let repeated_gap = line.is_empty() && lines.last().is_none_or(String::is_empty);
        if !repeated_gap {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}

/// Composes a text of a machine (NFC) and leaves out what nobody sees: control characters but those of
/// lines and tabs, letters without width, and marks that turn the direction of reading.
pub fn visible(text: &str) -> String {
    if text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
    {
        return text.to_owned();
    }
    text.chars().filter(|one| !is_hidden(*one)).nfc().collect()
}

const fn is_hidden(one: char) -> bool {
    matches!(
        one,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::{as_written, visible};

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (sent, seen) in [
            ("Nguye\u{302}\u{303}n Va\u{306}n", "Nguyễn Văn"),
            ("A\u{0}B\u{7}C\u{202e}D\u{200b}E\u{feff}", "ABCDE"),
            ("e\u{200d}\u{302}", "ê"),
            ("một\r\n\thai 🙂", "một\r\n\thai 🙂"),
            ("plain text", "plain text"),
        ] {
            assert_eq!(visible(sent), seen, "{sent:?}");
        }
    }

    #[test]
    fn lines_and_signs_stay_and_empty_ends_go() {
        let typed = "  Số 5/2, Ngõ Huế; ĐT 0912-345 \r\n\r\n\r\n Phường\u{7} Ba Đình\r\n";
        assert_eq!(
            as_written(typed),
            "Số 5/2, Ngõ Huế; ĐT 0912-345\n\n Phường  Ba Đình"
        );
        assert_eq!(as_written(" \r\n\t"), "");
    }
}
