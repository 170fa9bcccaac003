//! Names of files as they are shown and saved under.

use super::dossier::Dossier;
use super::store::ResultDocument;
use crate::kernel::visible;
use crate::storage::MediaType;
use crate::vault::telling_title;

/// The longest name, in characters; what is beyond is cut before the ending.
const LONGEST: usize = 120;
/// The longest title in the name of a result; the dossier's code follows it.
const LONGEST_TITLE: usize = 90;
/// For a file whose name says nothing.
const NAMELESS: &str = "tep";
/// Endings that say what a file is, or claims to be. Whatever else stands behind the last dot of a name
/// belongs to the name, as the year in "Quyết định 12.2024".
const KNOWN_ENDINGS: [&str; 46] = [
    "pdf", "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "avif", "heic", "heif",
    "tif", "tiff", "svg", "doc", "docx", "docm", "dot", "dotx", "rtf", "odt", "txt", "wps", "xls",
    "xlsx", "xlsm", "xlsb", "ods", "csv", "et", "ppt", "pptx", "odp", "zip", "rar", "7z", "html",
    "htm", "xml", "exe", "bat", "com", "js", "scr", "msi",
];

/// A name that is safe to show and to save under: without folders and what nobody sees, and with the
/// ending of what the file is.
pub(super) fn presentable(name: &str, media: MediaType) -> String {
    let clean: String = without_folders(&visible(name))
        .replace(char::is_control, " ")
        .chars()
        .filter(|one| !matches!(one, '<' | '>'))
        .map(|one| if one == '\\' { '_' } else { one })
        .collect();
    let stem = without_ending(clean.trim()).trim();
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = if stem.is_empty() { NAMELESS } else { &stem };
    format!("{stem}.{}", media.extension())
}

/// The name under which a person saves a result: what it is and the dossier that it belongs to, as
/// offices and their systems give every result the same name.
pub(super) fn result_name(dossier: &Dossier, result: &ResultDocument, media: MediaType) -> String {
    let title = telling_title(&result.title).unwrap_or(&dossier.procedure.name);
    let title: String = title.chars().take(LONGEST_TITLE).collect();
    let name = format!(
        "{} {}",
        title.replace(['/', '\\'], "-").trim(),
        dossier.code
    );
    presentable(&name, media)
}

/// Old browsers sent the whole path. A backslash parts folders only where a drive or a share of Windows
/// comes first; elsewhere it is a sign like others.
fn without_folders(name: &str) -> &str {
    let has_drive =
        matches!(name.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let last = if has_drive || name.starts_with("\\\\") {
        name.rsplit(['/', '\\']).next()
    } else {
        name.rsplit('/').next()
    };
    last.unwrap_or_default()
}

fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if KNOWN_ENDINGS.contains(&&*ending.to_ascii_lowercase()) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pdf(name: &str) -> String {
        presentable(name, MediaType::Pdf)
    }

    #[test]
    fn names_lose_folders_and_lies_about_the_content() {
        assert_eq!(
            pdf("C:\\fakepath\\giấy chứng sinh.PDF"),
            "giấy chứng sinh.pdf"
        );
        assert_eq!(pdf("\\\\may-chu\\chung\\giấy.pdf"), "giấy.pdf");
        assert_eq!(pdf("../../etc/passwd"), "passwd.pdf");
        assert_eq!(pdf("virus.exe"), "virus.pdf");
        assert_eq!(presentable("ảnh.HEIC", MediaType::Jpeg), "ảnh.jpg");
        assert_eq!(pdf("\u{0}\n"), "tep.pdf");
        assert_eq!(pdf(&"a".repeat(500)).len(), LONGEST + 4);
    }

    #[test]
    fn what_is_no_ending_stays() {
        assert_eq!(pdf("Quyết định 12.2024"), "Quyết định 12.2024.pdf");
        assert_eq!(pdf("Đơn đề nghị 30.11.2026"), "Đơn đề nghị 30.11.2026.pdf");
        assert_eq!(pdf("Quyết định 12.2024.pdf"), "Quyết định 12.2024.pdf");
        assert_eq!(pdf("ảnh \"thẻ\" cũ.pdf"), "ảnh \"thẻ\" cũ.pdf");
        assert_eq!(pdf("a\\b.pdf"), "a_b.pdf");
    }

    #[test]
    fn nothing_unseen_stays() {
        // Right-to-left override: shown as "giấy exe.pdf" is in truth "giấy fdp.exe".
        assert_eq!(pdf("giấy \u{202e}fdp.exe"), "giấy fdp.pdf");
        assert_eq!(pdf("gia\u{302}\u{301}y\u{200b}.pdf"), "giấy.pdf");
    }

    proptest! {
        #[test]
        fn any_name_is_presentable(name in any::<String>()) {
            let shown = pdf(&name);
            prop_assert!(shown.ends_with(".pdf") && shown.chars().count() <= LONGEST + 4);
            prop_assert!(!shown.contains(|one: char| one.is_control() || matches!(one, '/' | '\\' | '<' | '>')));
            prop_assert_eq!(visible(&shown), shown);
        }
    }
}
