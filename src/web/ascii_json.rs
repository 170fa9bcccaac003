//! JSON in ASCII alone. Some clients read what they get in the character set of their machine, and
//! send back what came of it.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Writes a value; letters beyond ASCII stand as `\uXXXX`.
pub fn ascii_json(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut written = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut written, Ascii))?;
    Ok(written)
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let mut units = [0; 2];
        for letter in fragment.chars() {
            if letter.is_ascii() {
                write!(writer, "{letter}")?;
                continue;
            }
            for unit in letter.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn letters_are_written_as_their_numbers() {
        let written = ascii_json(&json!({ "đã": "Đồng 🙂\n\"" })).unwrap();
        let wanted = r#"{"\u0111\u00e3":"\u0110\u1ed3ng \ud83d\ude42\n\""}"#;
        assert_eq!(String::from_utf8(written).unwrap(), wanted);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was(text in ".*") {
            let written = ascii_json(&text).unwrap();
            prop_assert!(written.is_ascii());
            prop_assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), json!(text));
        }
    }
}
