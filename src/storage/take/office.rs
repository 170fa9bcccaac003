//! Word and Excel files (Office Open XML, ECMA-376): zip archives whose `[Content_Types].xml` says
//! what each part is. Programs write the parts in any order, so the archive's directory at its end
//! is read, never its beginning.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::FileRefusal;
use crate::storage::MediaType;

const CONTENT_TYPES: &str = "[content_types].xml";
const DOCUMENT: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
/// In the content types of whatever carries macros: documents and templates, the project itself, and
/// the sheets of Excel 4.0 macros.
const OF_MACROS: [&str; 3] = ["macroenabled", "vbaproject", "macrosheet"];
/// Endings of programs and scripts of Windows, macOS, Android and the shell.
const OF_PROGRAMS: [&str; 24] = [
    "apk", "app", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse",
    "lnk", "msi", "msix", "pif", "ps1", "scr", "sh", "sys", "vbe", "vbs", "wsf",
];
/// What a program begins with: Windows, Linux, macOS, Java.
const BEGINNINGS_OF_PROGRAMS: [&[u8]; 5] = [
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
];
/// A long thesis has some hundreds of parts.
const MOST_PARTS: usize = 10_000;
/// The list of content types of so many parts is smaller.
const LONGEST_LIST: u64 = 4 * 1024 * 1024;

/// What the archive is.
///
/// # Errors
/// What it is instead of a document or workbook without macros.
pub(super) fn office_media(content: &[u8]) -> Result<MediaType, FileRefusal> {
    let archive = ZipArchive::new(Cursor::new(content));
    let mut archive = archive.map_err(|_| FileRefusal::Unreadable)?;
    if archive.len() > MOST_PARTS {
        return Err(FileRefusal::OtherKind);
    }
    let names = archive
        .file_names()
        .map(|name| name.map(|name| part_name(&name)));
    let parts = names.collect::<Result<Vec<_>, _>>();
    let parts = parts.map_err(|_| FileRefusal::Unreadable)?;
    let list = parts.iter().position(|part| part == CONTENT_TYPES);
    let list = list.ok_or(FileRefusal::OtherKind)?;
    let types = ContentTypes::read(&whole_part(&mut archive, list)?)?;
    let of_parts = || parts.iter().filter_map(|part| types.of(part));
    let is_macro = |kind: &str| OF_MACROS.iter().any(|mark| kind.contains(mark));
    if of_parts().any(is_macro) || parts.iter().any(|part| part.ends_with("vbaproject.bin")) {
        return Err(FileRefusal::Macro);
    }
    if parts.iter().any(|part| is_named_as_program(part)) || begins_as_program(&mut archive) {
        return Err(FileRefusal::Program);
    }
    let main = of_parts().find_map(|kind| match kind {
        DOCUMENT => Some(MediaType::Docx),
        WORKBOOK => Some(MediaType::Xlsx),
        _ => None,
    });
    main.ok_or(FileRefusal::OtherKind)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Names of parts are compared without regard to case; some writers turn the slashes round.
fn part_name(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name.trim_start_matches('/').to_owned()
}

fn ending(part: &str) -> &str {
    let last = part.rsplit('/').next().unwrap_or_default();
    last.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn whole_part(archive: &mut Archive<'_>, at: usize) -> Result<Vec<u8>, FileRefusal> {
    let part = archive.by_index(at).map_err(|_| FileRefusal::Unreadable)?;
    let mut content = Vec::new();
    let read = part.take(LONGEST_LIST + 1).read_to_end(&mut content);
    read.map_err(|_| FileRefusal::Unreadable)?;
    if u64::try_from(content.len()).is_ok_and(|length| length > LONGEST_LIST) {
        return Err(FileRefusal::Unreadable);
    }
    Ok(content)
}

fn is_named_as_program(part: &str) -> bool {
    OF_PROGRAMS.contains(&ending(part))
}

/// Whether a part is a program under another name. A part that cannot be read runs nowhere.
fn begins_as_program(archive: &mut Archive<'_>) -> bool {
    (0..archive.len()).any(|at| {
        let Ok(part) = archive.by_index(at) else {
            return false;
        };
        let mut first = Vec::new();
        let read = part.take(4).read_to_end(&mut first);
        let begins = |magic: &&[u8]| first.starts_with(magic);
        read.is_ok() && BEGINNINGS_OF_PROGRAMS.iter().any(begins)
    })
}

/// What the parts are: each by its name, else by its ending.
#[derive(Debug, Default)]
struct ContentTypes {
    by_name: BTreeMap<String, String>,
    by_ending: BTreeMap<String, String>,
}

impl ContentTypes {
    fn read(list: &[u8]) -> Result<Self, FileRefusal> {
        let mut types = Self::default();
        let mut reader = Reader::from_reader(list);
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(types),
                Ok(Event::Start(element) | Event::Empty(element)) => types.add(&element),
                Ok(_) => {}
                Err(_) => return Err(FileRefusal::Unreadable),
            }
            buffer.clear();
        }
    }

    fn add(&mut self, element: &BytesStart<'_>) {
        let value = |name: &[u8]| {
            let mut attributes = element.attributes().flatten();
            let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
            Some(String::from_utf8_lossy(&found.value).to_ascii_lowercase())
        };
        let Some(kind) = value(b"ContentType") else {
            return;
        };
        match element.local_name().as_ref() {
            b"Override" => {
                let name = value(b"PartName").unwrap_or_default();
                self.by_name.insert(part_name(&name), kind);
            }
            b"Default" => {
                let ending = value(b"Extension").unwrap_or_default();
                self.by_ending.insert(ending, kind);
            }
            _ => {}
        }
    }

    fn of(&self, part: &str) -> Option<&str> {
        let named = self.by_name.get(part);
        named
            .or_else(|| self.by_ending.get(ending(part)))
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const TYPES: &str = "[Content_Types].xml";

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn list(entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/\
             content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.\
             openxmlformats-package.relationships+xml\"/>{entries}</Types>"
        )
    }

    fn named(part: &str, kind: &str) -> String {
        list(&format!(
            "<Override PartName=\"{part}\" ContentType=\"{kind}\"/>"
        ))
    }

    #[test]
    fn a_document_is_known_by_its_content_types() {
        let document = named("/word/document.xml", DOCUMENT);
        let workbook = named("/xl/workbook.xml", WORKBOOK);
        let by_ending = list(&format!(
            "<Default Extension=\"xml\" ContentType=\"{DOCUMENT}\"/>"
        ));
        for (parts, media) in [
            (
                vec![("word/document.xml", "<a/>"), (TYPES, &*document)],
                MediaType::Docx,
            ),
            (
                vec![(TYPES, &*document), ("Word\\Document.xml", "<a/>")],
                MediaType::Docx,
            ),
            (
                vec![(TYPES, &*by_ending), ("word/document.xml", "<a/>")],
                MediaType::Docx,
            ),
            (
                vec![(TYPES, &*workbook), ("xl/workbook.xml", "<a/>")],
                MediaType::Xlsx,
            ),
        ] {
            assert_eq!(office_media(&archive(&parts)), Ok(media), "{parts:?}");
        }
    }

    #[test]
    fn what_merely_looks_like_a_document_is_none() {
        let document = named("/word/document.xml", DOCUMENT);
        let template = document.replace("document.main", "template.main");
        let with_macros = named(
            "/word/document.xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        );
        let part = ("word/document.xml", "<a/>");
        use FileRefusal::{Macro, OtherKind, Program, Unreadable};
        for (parts, refusal) in [
            (vec![part], OtherKind),
            (vec![("word/evil.exe", "MZ")], OtherKind),
            (vec![(TYPES, &*document)], OtherKind),
            (vec![(TYPES, &*template), part], OtherKind),
            (vec![(TYPES, "<Types"), part], Unreadable),
            (vec![(TYPES, &*with_macros), part], Macro),
            (
                vec![(TYPES, &*document), part, ("word/vbaProject.bin", "x")],
                Macro,
            ),
            (
                vec![(TYPES, &*document), part, ("word/media/a.exe", "x")],
                Program,
            ),
            (
                vec![(TYPES, &*document), part, ("word/media/a.png", "MZ\u{0}")],
                Program,
            ),
        ] {
            assert_eq!(office_media(&archive(&parts)), Err(refusal), "{parts:?}");
        }
    }

    #[test]
    fn a_list_that_unpacks_without_end_is_not_read_to_its_end() {
        let long = " ".repeat(usize::try_from(LONGEST_LIST).unwrap() + 1);
        let bomb = archive(&[(TYPES, &long)]);
        assert!(bomb.len() < 100_000);
        assert_eq!(office_media(&bomb), Err(FileRefusal::Unreadable));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_the_reader(
            junk in prop::collection::vec(any::<u8>(), 0..600),
            at in 0_usize..400,
            byte: u8,
        ) {
            let _ = office_media(&junk);
            let document = named("/word/document.xml", DOCUMENT);
            let mut damaged = archive(&[(TYPES, &document), ("word/document.xml", "<a/>")]);
            let _ = office_media(damaged.get(..at).unwrap_or_default());
            if let Some(place) = damaged.get_mut(at) {
                *place = byte;
            }
            let _ = office_media(&damaged);
        }
    }
}
