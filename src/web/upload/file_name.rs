//! The name that a file had on the device of whoever sends it, from the header of its part.
//!
//! Browsers write `filename="…"` in UTF-8 and escape three characters only: `%22`, `%0D`, `%0A` (HTML,
//! multipart/form-data encoding algorithm). Older ones and programs escape quotes by a backslash, or
//! send `filename*` (RFC 8187). A backslash before anything else is a backslash.

use actix_multipart::Field;
use actix_web::http::header::{CONTENT_DISPOSITION, ContentDisposition, DispositionParam};

use crate::kernel::visible;

/// The name, without what nobody sees; none where the part is no file.
pub(super) fn file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let name = extended(disposition).or_else(|| {
        disposition.get_filename()?;
        let header = part.headers().get(CONTENT_DISPOSITION)?;
        plain(&String::from_utf8_lossy(header.as_bytes()))
    });
    name.map(|name| visible(&name).replace(['\r', '\n', '\t'], " "))
}

fn extended(disposition: &ContentDisposition) -> Option<String> {
    disposition
        .parameters
        .iter()
        .find_map(|parameter| match parameter {
            DispositionParam::FilenameExt(name) => {
                Some(String::from_utf8_lossy(&name.value).into_owned())
            }
            _ => None,
        })
}

/// What stands in `filename="…"`.
fn plain(header: &str) -> Option<String> {
    const PARAMETER: &str = "filename=";
    let lower = header.to_ascii_lowercase();
    let at = lower.find(PARAMETER)?;
    let value = header.get(at + PARAMETER.len()..)?;
    let Some(quoted) = value.strip_prefix('"') else {
        let bare = value.split(';').next().unwrap_or_default();
        return Some(bare.trim().to_owned());
    };
    let end = closing_quote(quoted);
    let name = quoted.get(..end).unwrap_or(quoted);
    let name = name.replace("\\\"", "\"").replace("%22", "\"");
    Some(name.replace("%0D", "\r").replace("%0A", "\n"))
}

/// Where the name ends: at the first quote that no backslash escapes and after which the parameter
/// ends. A name that itself ends with a backslash is followed by such a quote only.
fn closing_quote(quoted: &str) -> usize {
    let quotes = quoted.match_indices('"').map(|(at, _)| at);
    let is_escaped = |at: usize| quoted.get(..at).is_some_and(|name| name.ends_with('\\'));
    let mut plain = quotes.clone().filter(|at| !is_escaped(*at));
    let mut any = quotes;
    plain
        .next()
        .or_else(|| any.next_back())
        .unwrap_or(quoted.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain;

    #[test]
    fn names_are_read_as_browsers_write_them() {
        for (header, name) in [
            (r#"form-data; name="a"; filename="giấy.pdf""#, "giấy.pdf"),
            (
                r#"form-data; name="a"; filename="ảnh %22thẻ%22 cũ.pdf""#,
                r#"ảnh "thẻ" cũ.pdf"#,
            ),
            (
                r#"form-data; name="a"; filename="ảnh \"thẻ\" cũ.pdf""#,
                r#"ảnh "thẻ" cũ.pdf"#,
            ),
            (r#"form-data; name="a"; filename="a\b.pdf""#, r"a\b.pdf"),
            (r#"form-data; name="a"; filename="a\""#, r"a\"),
            (
                r#"form-data; filename="C:\Users\lan\a.pdf"; name="a""#,
                r"C:\Users\lan\a.pdf",
            ),
            (r#"form-data; filename="100%25.pdf""#, "100%25.pdf"),
            (r#"form-data; FileName="a%0D%0Ab.pdf""#, "a\r\nb.pdf"),
            (r"form-data; filename=a.pdf; name=b", "a.pdf"),
            (r#"form-data; filename="never closed"#, "never closed"),
        ] {
            assert_eq!(plain(header).as_deref(), Some(name), "{header}");
        }
    }

    proptest! {
        /// What the encoding algorithm of HTML writes is read back, whatever the name, but where the
        /// name itself holds an escape.
        #[test]
        fn what_a_browser_writes_is_read_back(name in r#"[a-zạđ "\\%.;=\r\n]{1,30}"#) {
            prop_assume!(!["%22", "%0D", "%0A", "\\\""].iter().any(|escape| name.contains(escape)));
            let written = name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22");
            // The backslash at the end is told from an escaped quote where no quote follows.
            let header = format!("form-data; name=\"a\"; filename=\"{written}\"");
            prop_assert_eq!(plain(&header), Some(name));
        }
    }
}
