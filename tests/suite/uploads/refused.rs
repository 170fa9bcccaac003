//! What is no paper is refused with a word on what it is and what helps, and nothing of it stays.

use std::process::Command;

use super::parts::{altered, archive};
use super::producers::{Produced, run, sent_both_ways};
use super::{RawForm, papers};
use crate::access::objects;
use crate::support::{Cast, Portal, count, engine_free, says, words};

engine_free!(
    a_file_with_macros_or_programs_is_named_as_such,
    a_file_with_a_password_is_told_at_upload,
    old_office_files_and_photographs_say_how_to_save_them,
    what_nobody_asked_for_is_not_stored,
    a_clerks_result_is_judged_as_well,
);

async fn is_refused(portal: &Portal, files: &[(&str, Vec<u8>, &str)]) {
    let (lan, page) = papers(portal).await;
    let before = stored(portal);
    for (name, content, key) in files {
        let after = sent_both_ways(&lan, &page, name, content).await.is(422);
        assert_eq!(after.links("#faults a"), ["#paper.other"], "{name}");
        let said = after.text("#faults");
        let key = format!("apply.file_fault.{key}");
        assert!(says(&said, &key) && said.contains(name), "{key}: {said}");
    }
    assert_eq!(stored(portal), before);
}

/// How many contents the database knows, and how many files stand in the file store.
fn stored(portal: &Portal) -> (i64, usize) {
    let objects = count(portal.storage(), "file_objects");
    let mut folders = vec![portal.place.folder().join("files")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
            }
        }
    }
    (objects, files)
}

async fn a_file_with_macros_or_programs_is_named_as_such(portal: &Portal) {
    const DOCUMENT: &str =
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let document = Produced::new().file("python-docx.docx");
    let same = |types: String| types;
    let of_macros =
        |types: String| types.replace(DOCUMENT, "application/vnd.ms-word.document.macroEnabled");
    let of_template = |types: String| types.replace("document.main+xml", "template.main+xml");
    let macros = altered(
        &document,
        of_macros,
        &[("word/vbaProject.bin", b"\xd0\xcf")],
    );
    let hidden = altered(&document, same, &[("word/vbaProject.bin", b"\xd0\xcf")]);
    let program = altered(&document, same, &[("word/evil.exe", b"MZ\x90")]);
    let renamed = altered(&document, same, &[("word/media/image1.png", b"MZ\x90")]);
    let template = altered(&document, of_template, &[]);
    let lookalike = archive(&[
        ("word/evil.exe".to_owned(), b"MZ\x90".to_vec()),
        ("word/document.xml".to_owned(), b"<w:document/>".to_vec()),
    ]);
    let cut = document[..document.len() / 2].to_vec();
    let files = [
        ("a.docm", macros, "macro"),
        ("b.docx", hidden, "macro"),
        ("c.docx", program, "program"),
        ("d.docx", renamed, "program"),
        ("e.dotx", template, "other_kind"),
        ("f.docx", lookalike, "other_kind"),
        ("g.docx", cut, "unreadable"),
    ];
    is_refused(portal, &files).await;
}

async fn a_file_with_a_password_is_told_at_upload(portal: &Portal) {
    let produced = Produced::new();
    produced.converted("text.txt", "pdf:writer_pdf_Export", "text.pdf");
    let locked = |name: &str, options: &[&str]| {
        let mut qpdf = Command::new("qpdf");
        run(qpdf
            .current_dir(produced.folder())
            .args(options)
            .args(["text.pdf", name]));
        produced.file(name)
    };
    let aes = ["--encrypt", "mở", "chủ", "256", "--"];
    let compressed = [
        "--object-streams=generate",
        "--encrypt",
        "mở",
        "chủ",
        "256",
        "--",
    ];
    let web = [
        "--linearize",
        "--encrypt",
        "mo",
        "chu",
        "128",
        "--use-aes=y",
        "--",
    ];
    let files = [
        ("aes.pdf", locked("aes.pdf", &aes), "password"),
        (
            "compressed.pdf",
            locked("compressed.pdf", &compressed),
            "password",
        ),
        ("web.pdf", locked("web.pdf", &web), "password"),
    ];
    is_refused(portal, &files).await;

    // What only forbids printing opens for everybody.
    let (lan, page) = papers(portal).await;
    for (name, strength) in [
        ("r6.pdf", ["256"].as_slice()),
        ("r4.pdf", &["128", "--use-aes=y"]),
        ("r3.pdf", &["128", "--use-aes=n"]),
        ("r2.pdf", &["40"]),
    ] {
        let begin = ["--allow-weak-crypto", "--encrypt", "", "chủ"];
        let options = [begin.as_slice(), strength, &["--"]].concat();
        let content = locked(name, &options);
        sent_both_ways(&lan, &page, name, &content).await.is(200);
    }
}

async fn old_office_files_and_photographs_say_how_to_save_them(portal: &Portal) {
    let produced = Produced::new();
    let old = produced.converted("text.txt", "doc:MS Word 97", "text.doc");
    run(Command::new("heif-enc")
        .current_dir(produced.folder())
        .args(["photo.png", "-o", "photo.heic"]));
    let files = [
        ("text.doc", old, "old_office"),
        ("photo.heic", produced.file("photo.heic"), "heic"),
        ("palette.tif", produced.file("palette.tif"), "unreadable"),
        ("empty.pdf", Vec::new(), "empty"),
        (
            "page.html",
            b"<!doctype html><p>%PDF-1.4".to_vec(),
            "other_kind",
        ),
    ];
    is_refused(portal, &files).await;
}

async fn what_nobody_asked_for_is_not_stored(portal: &Portal) {
    let (lan, page) = papers(portal).await;
    let before = stored(portal);
    for control in ["paper.unknown", "paper.", "papers", "file"] {
        let form = RawForm::of(&lan, &page).file(control, "a.pdf", b"%PDF-1.4\n%%EOF");
        form.send().await.is(400);
    }
    assert_eq!(stored(portal), before);
}

async fn a_clerks_result_is_judged_as_well(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let accept = ha
        .get(&format!("/mot-cua/ho-so/{id}/tiep-nhan"))
        .await
        .is(200);
    accept.form("main form").submit().await.is(200);
    let decide = format!("/mot-cua/ho-so/{id}/ket-qua");
    let types = "<Types><Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/></Types>";
    let macros = archive(&[
        ("word/vbaProject.bin".to_owned(), b"x".to_vec()),
        ("[Content_Types].xml".to_owned(), types.into()),
    ]);
    let locked = b"%PDF-1.4\ntrailer <</Encrypt 2 0 R>>".to_vec();
    let before = stored(portal);
    for (content, key) in [(macros, "desk.file.macro"), (locked, "desk.file.password")] {
        let page = huy.get(&decide).await.is(200);
        let form = page.form("main form").fill("title", "Quyết định");
        let page = form
            .attach("file", "kq.docx", &content)
            .submit()
            .await
            .is(422);
        assert!(
            page.text("#faults").contains(&words(key)),
            "{}",
            page.text("#faults")
        );
    }
    assert_eq!(stored(portal), before);
}
