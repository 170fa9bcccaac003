//! Text of several lines as a person wrote it.

/// Keeps the lines of the text, without spaces at their ends, with no more than one empty line in a row
/// and no control characters. Letters, marks and signs stay as they are.
pub fn as_written(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(|line| line.replace(char::is_control, " ")) {
        let line = line.trim_end();
        let repeated_gap = line.is_empty() && lines.last().is_none_or(String::is_empty);
        if !repeated_gap {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::as_written;

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
