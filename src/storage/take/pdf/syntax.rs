//! As much of PDF's syntax as a trailer and an encryption dictionary need (ISO 32000-2, 7.2 and 7.3).

/// A dictionary of some kilobytes has fewer tokens.
const MOST_TOKENS: usize = 20_000;
const MOST_NESTED: usize = 32;

/// A piece of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Name(Vec<u8>),
    /// A string, unescaped.
    Text(Vec<u8>),
    /// A number or keyword.
    Word(Vec<u8>),
    Begin,
    End,
    BeginArray,
    EndArray,
}

/// A dictionary: each entry's name with the tokens of its value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dictionary(Vec<(Vec<u8>, Vec<Token>)>);

impl Dictionary {
    /// The first dictionary in these bytes.
    pub(super) fn first_in(content: &[u8]) -> Option<Self> {
        let at = memchr::memmem::find(content, b"<<")?;
        let tokens = Tokens(content.get(at..)?);
        Self::of(tokens.take(MOST_TOKENS))
    }

    fn of(mut tokens: impl Iterator<Item = Token>) -> Option<Self> {
        let mut read = Self::default();
        let mut depth = 0_usize;
        tokens.next().filter(|token| *token == Token::Begin)?;
        for token in tokens {
            match token {
                Token::End if depth == 0 => return Some(read),
                Token::Name(name) if depth == 0 && read.is_complete() => {
                    read.0.push((name, Vec::new()));
                    continue;
                }
                Token::Begin | Token::BeginArray => depth += 1,
                Token::End | Token::EndArray => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth > MOST_NESTED {
                return None;
            }
            read.0.last_mut()?.1.push(token);
        }
        None
    }

    /// Whether the last entry has a value, so that a name is the next entry's. A name as a value comes
    /// first and alone.
    fn is_complete(&self) -> bool {
        self.0.last().is_none_or(|(_, value)| !value.is_empty())
    }

    /// The value of an entry.
    pub(super) fn entry(&self, name: &[u8]) -> Option<&[Token]> {
        let mut entries = self.0.iter();
        let found = entries.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_slice())
    }

    pub(super) fn number(&self, name: &[u8]) -> Option<i64> {
        match self.entry(name)? {
            [Token::Word(word)] => std::str::from_utf8(word).ok()?.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn text(&self, name: &[u8]) -> Option<&[u8]> {
        match self.entry(name)? {
            [Token::Text(text)] => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_word(&self, name: &[u8], word: &[u8]) -> bool {
        matches!(self.entry(name), Some([Token::Word(found)]) if found == word)
    }
}

struct Tokens<'a>(&'a [u8]);

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_space();
        let (first, rest) = self.0.split_first()?;
        let (token, rest) = match (first, rest) {
            (b'<', [b'<', rest @ ..]) => (Token::Begin, rest),
            (b'>', [b'>', rest @ ..]) => (Token::End, rest),
            (b'[', rest) => (Token::BeginArray, rest),
            (b']', rest) => (Token::EndArray, rest),
            (b'(', rest) => literal(rest)?,
            (b'<', rest) => hexadecimal(rest)?,
            (b'/', rest) => {
                let (name, rest) = rest.split_at(regular(rest));
                (Token::Name(name.to_vec()), rest)
            }
            _ => {
                let length = regular(self.0).max(1);
                let (word, rest) = self.0.split_at(length);
                (Token::Word(word.to_vec()), rest)
            }
        };
        self.0 = rest;
        Some(token)
    }
}

impl Tokens<'_> {
    fn skip_space(&mut self) {
        loop {
            let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
            let space = self.0.iter().take_while(|byte| is_space(byte)).count();
            self.0 = self.0.get(space..).unwrap_or_default();
            let Some(comment) = self.0.strip_prefix(b"%") else {
                return;
            };
            let end = memchr::memchr2(b'\r', b'\n', comment).unwrap_or(comment.len());
            self.0 = comment.get(end..).unwrap_or_default();
        }
    }
}

/// How many bytes are neither space nor delimiter.
fn regular(content: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\0()<>[]{}/%".contains(byte);
    content.iter().position(ends).unwrap_or(content.len())
}

/// A string in parentheses, after the first.
fn literal(content: &[u8]) -> Option<(Token, &[u8])> {
    let mut text = Vec::new();
    let mut depth = 0_usize;
    let mut rest = content;
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b')' if depth == 0 => return Some((Token::Text(text), rest)),
            b'\\' => rest = escaped(rest, &mut text)?,
            b'(' | b')' => {
                depth = if *byte == b'(' { depth + 1 } else { depth - 1 };
                text.push(*byte);
            }
            _ => text.push(*byte),
        }
    }
}

/// What follows a backslash; gives what comes after it.
fn escaped<'a>(content: &'a [u8], text: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (byte, rest) = content.split_first()?;
    let digits = content.iter().take(3);
    let octal: Vec<u8> = digits
        .take_while(|digit| (b'0'..=b'7').contains(digit))
        .copied()
        .collect();
    if !octal.is_empty() {
        let value = octal
            .iter()
            .fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
        text.push(u8::try_from(value & 0xff).unwrap_or_default());
        return content.get(octal.len()..);
    }
    match byte {
        b'n' => text.push(b'\n'),
        b'r' => text.push(b'\r'),
        b't' => text.push(b'\t'),
        b'b' => text.push(8),
        b'f' => text.push(12),
        // A line that goes on.
        b'\r' => return Some(rest.strip_prefix(b"\n").unwrap_or(rest)),
        b'\n' => {}
        other => text.push(*other),
    }
    Some(rest)
}

/// A string in hexadecimal digits, after its bracket.
fn hexadecimal(content: &[u8]) -> Option<(Token, &[u8])> {
    let end = memchr::memchr(b'>', content)?;
    let (digits, rest) = content.split_at_checked(end)?;
    let mut digits: Vec<u8> = digits
        .iter()
        .filter(|digit| !digit.is_ascii_whitespace())
        .copied()
        .collect();
    if digits.len() % 2 == 1 {
        digits.push(b'0');
    }
    Some((Token::Text(hex::decode(digits).ok()?), rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_dictionary_is_read() {
        let read = Dictionary::first_in(
            b"trailer % a comment\n<</Size 9/Root 1 0 R /ID[<4142><43>] /Type/XRef\
              /T (a\\(b\\051 \\101(c)) /D <</Size 8>> >>",
        );
        let read = read.unwrap();
        assert_eq!(read.number(b"Size"), Some(9));
        assert_eq!(read.text(b"T"), Some(b"a(b) A(c)".as_slice()));
        assert_eq!(
            read.entry(b"Type"),
            Some([Token::Name(b"XRef".to_vec())].as_slice())
        );
        assert_eq!(read.entry(b"Root").map(<[Token]>::len), Some(3));
        assert_eq!(read.entry(b"ID").unwrap()[1], Token::Text(b"AB".to_vec()));
        assert_eq!(Dictionary::first_in(b"<< /A (never closed"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic_the_reader(content in prop::collection::vec(
            prop_oneof![Just(b'<'), Just(b'>'), Just(b'('), Just(b')'), Just(b'\\'), Just(b'/'), any::<u8>()],
            0..60,
        )) {
            let _ = Dictionary::first_in(&[b"<<", content.as_slice()].concat());
        }
    }
}
