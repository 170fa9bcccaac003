//! Documents and workbooks of the programs that people write them with are taken as they come, in one
//! piece and in packets of a hundred bytes. The programs run here: LibreOffice, python-docx, openpyxl.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tempfile::TempDir;

use super::parts::{archive, ordered, parts_of};
use super::{RawForm, papers, remove};
use crate::support::{Browser, Page, Portal, engine_free};

engine_free!(
    documents_of_every_producer_are_taken_in_any_packets,
    libreoffice_files_are_taken_in_any_packets,
);

/// Of the network, in bytes.
const PACKET: usize = 100;

/// What the libraries wrote.
pub struct Produced(TempDir);

impl Produced {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let python = env::var("MOTCUA_TEST_PYTHON").unwrap_or_else(|_| {
            let installed =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("target/producers/bin/python");
            installed.to_string_lossy().into_owned()
        });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/producers/produce.py");
        run(Command::new(python).arg(script).arg(folder.path()));
        Self(folder)
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    #[track_caller]
    pub fn file(&self, name: &str) -> Vec<u8> {
        let path = self.0.path().join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Lets LibreOffice write a file in another format.
    pub fn converted(&self, from: &str, filter: &str, to: &str) -> Vec<u8> {
        let profile = format!(
            "-env:UserInstallation=file://{}/profile",
            self.0.path().display()
        );
        let mut office = Command::new("soffice");
        office.current_dir(self.0.path()).env("HOME", self.0.path());
        office.args([profile.as_str(), "--headless", "--convert-to", filter, from]);
        run(&mut office);
        self.file(to)
    }
}

/// Runs a program of another project, which `tests/run` installs.
#[track_caller]
pub fn run(program: &mut Command) {
    let done = program.output();
    let done = done.unwrap_or_else(|error| panic!("{program:?}: {error}; `tests/run` installs it"));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program:?}: {said}");
}

/// Sends a file in one piece and in packets; gives the page after the second.
pub async fn sent_both_ways(lan: &Browser, page: &Page, name: &str, content: &[u8]) -> Page {
    let whole = RawForm::of(lan, page).file("paper.other", name, content);
    let taken = whole.send().await;
    let packets = RawForm::of(lan, page).file("paper.other", name, content);
    let again = packets.send_in_packets(PACKET).await;
    assert_eq!(taken.status(), again.status(), "{name}");
    assert_eq!(taken.texts("#faults"), again.texts("#faults"), "{name}");
    again
}

async fn is_taken(lan: &Browser, page: &Page, name: &str, content: &[u8], kind: &str) {
    let after = sent_both_ways(lan, page, name, content).await.is(200);
    // The same bytes sent twice are one paper.
    assert_eq!(after.texts(".file__name"), [name], "{name}");
    let kept = after.click(".file__name").await.is(200);
    assert!(kept.body() == content, "{name} came back changed");
    let shown = kept.header("content-type").unwrap();
    assert!(shown.contains(kind), "{name} is shown as {shown}");
    let id = after.attribute("button[name=_remove]", "value");
    remove(&after, &id).await;
}

const DOCUMENT: &str = "wordprocessingml.document";
const WORKBOOK: &str = "spreadsheetml.sheet";

async fn documents_of_every_producer_are_taken_in_any_packets(portal: &Portal) {
    let (lan, page) = papers(portal).await;
    let produced = Produced::new();
    let (document, workbook) = (
        produced.file("python-docx.docx"),
        produced.file("openpyxl.xlsx"),
    );
    let rels = "_rels/.rels";
    let types = "[Content_Types].xml";
    // Word writes the list of types, the relations and the text first; WPS Office the list last;
    // some viewers of telephones the properties before all.
    let word = |text| [types, rels, text];
    let files = [
        ("python-docx.docx", document.clone(), DOCUMENT),
        ("openpyxl.xlsx", workbook.clone(), WORKBOOK),
        (
            "word.docx",
            archive(&ordered(
                parts_of(&document),
                &word("word/document.xml"),
                &[],
            )),
            DOCUMENT,
        ),
        (
            "excel.xlsx",
            archive(&ordered(parts_of(&workbook), &word("xl/workbook.xml"), &[])),
            WORKBOOK,
        ),
        (
            "wps.docx",
            archive(&ordered(
                parts_of(&document),
                &[rels, "docProps/app.xml"],
                &[types],
            )),
            DOCUMENT,
        ),
        (
            "wps.xlsx",
            archive(&ordered(
                parts_of(&workbook),
                &["xl/sharedStrings.xml"],
                &[rels, types],
            )),
            WORKBOOK,
        ),
    ];
    for (name, content, kind) in files {
        is_taken(&lan, &page, name, &content, kind).await;
    }
}

async fn libreoffice_files_are_taken_in_any_packets(portal: &Portal) {
    let (lan, page) = papers(portal).await;
    let produced = Produced::new();
    for (from, filter, name, kind) in [
        (
            "text.txt",
            "docx:Office Open XML Text",
            "text.docx",
            DOCUMENT,
        ),
        (
            "python-docx.docx",
            "docx:MS Word 2007 XML",
            "python-docx.docx",
            DOCUMENT,
        ),
        (
            "table.csv",
            "xlsx:Calc MS Excel 2007 XML",
            "table.xlsx",
            WORKBOOK,
        ),
        (
            "text.txt",
            "pdf:writer_pdf_Export",
            "text.pdf",
            "application/pdf",
        ),
    ] {
        let content = produced.converted(from, filter, name);
        is_taken(&lan, &page, name, &content, kind).await;
    }
}
