//! The service for which somebody was about to apply when they registered: the letter with the link
//! leads back to it. Letters repeat nothing that was typed, so it is a code or nothing.

const BEFORE: &str = "/dich-vu/";
const AFTER: &str = "/nop";
const MAX_LENGTH: usize = 20;

/// The code of a procedure, which may or may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedService(String);

impl WantedService {
    /// The service whose application begins at `path`, a path without its language.
    pub fn at(path: &str) -> Option<Self> {
        let code = path.strip_prefix(BEFORE)?.strip_suffix(AFTER)?;
        let is_code = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
        let fits = (1..=MAX_LENGTH).contains(&code.len()) && code.bytes().all(is_code);
        fits.then(|| Self(code.to_owned()))
    }

    /// Where the application begins.
    pub fn path(&self) -> String {
        format!("{BEFORE}{}{AFTER}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_code_of_a_procedure_is_taken() {
        let path = "/dich-vu/1.001193/nop";
        assert_eq!(WantedService::at(path).unwrap().path(), path);
        for path in [
            "/ho-so",
            "/dich-vu//nop",
            "/dich-vu/1.001193",
            "/dich-vu/1.001193/nop/nop",
            "/dich-vu/Hay-chuyen-tien/nop",
            "/dich-vu/a?b=/nop",
            "/dich-vu/1.001193.1.001193.1.001193/nop",
        ] {
            assert_eq!(WantedService::at(path), None, "{path}");
        }
    }
}
