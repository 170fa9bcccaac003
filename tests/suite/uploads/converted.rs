//! Photographs and scans of formats that not every program opens are kept as JPEG and PDF.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use motcua::storage::EngineKind;

use super::producers::{Produced, run, sent_both_ways};
use super::{RawForm, papers};
use crate::support::{Page, Portal, engine_free, says};

engine_free!(
    photographs_in_webp_become_jpeg,
    scans_in_tiff_become_pages_of_a_pdf,
    photographs_in_heic_become_jpeg_where_a_program_is_set,
    only_what_is_taken_is_offered,
);

/// Sends a file and gives what is kept of it.
async fn kept(portal: &Portal, name: &str, content: &[u8], kept_as: &str) -> Page {
    let (lan, page) = papers(portal).await;
    let after = sent_both_ways(&lan, &page, name, content).await.is(200);
    // Converted twice, the same picture is the same file.
    assert_eq!(after.texts(".file__name"), [kept_as], "{name}");
    after.click(".file__name").await.is(200)
}

async fn photographs_in_webp_become_jpeg(portal: &Portal) {
    let produced = Produced::new();
    for (from, to) in [
        ("photo.webp", "photo.jpg"),
        ("lossless.webp", "lossless.jpg"),
    ] {
        let kept = kept(portal, from, &produced.file(from), to).await;
        assert_eq!(kept.header("content-type"), Some("image/jpeg"));
        assert_eq!(size_of_jpeg(kept.body()), (320, 200), "{from}");
    }
    // JPEG under the name that Windows gives it is JPEG.
    let same = produced.file("photo.jfif");
    let kept = kept(portal, "photo.jfif", &same, "photo.jpg").await;
    assert!(kept.body() == same);
}

async fn scans_in_tiff_become_pages_of_a_pdf(portal: &Portal) {
    let produced = Produced::new();
    for (name, pages) in [
        ("fax", 1),
        ("packbits", 1),
        ("lzw", 2),
        ("jpeg", 2),
        ("deflate", 2),
        ("inks", 1),
    ] {
        let scan = produced.file(&format!("{name}.tif"));
        let kept = kept(
            portal,
            &format!("{name}.tif"),
            &scan,
            &format!("{name}.pdf"),
        )
        .await;
        assert_eq!(kept.header("content-type"), Some("application/pdf"));
        let pdf = produced.folder().join(format!("{name}.pdf"));
        fs::write(&pdf, kept.body()).unwrap();
        run(Command::new("qpdf").arg("--check").arg(&pdf));
        let mut count = Command::new("qpdf");
        let counted = count.arg("--show-npages").arg(&pdf).output().unwrap();
        assert_eq!(
            String::from_utf8(counted.stdout).unwrap().trim(),
            pages.to_string()
        );
        assert_eq!(shades(&pdf), (0, 255), "{name}: a black bar on white paper");
    }
}

/// The shades of the black bar at the top and of the paper below, on the first page, as another
/// program reads them.
fn shades(pdf: &std::path::Path) -> (u8, u8) {
    let picture = pdf.with_extension("pgm");
    let page = picture.with_extension("");
    run(Command::new("pdftoppm")
        .args(["-gray", "-r", "72", "-f", "1", "-l", "1", "-singlefile"])
        .arg(pdf)
        .arg(&page));
    let picture = fs::read(picture).unwrap();
    // P5, width, height and the largest shade, each on a line or after a space.
    let mut words = picture.splitn(5, |byte| byte.is_ascii_whitespace());
    let word = |word: Option<&[u8]>| String::from_utf8_lossy(word.unwrap()).parse().unwrap();
    assert_eq!(words.next(), Some(b"P5".as_slice()));
    let (width, height): (usize, usize) = (word(words.next()), word(words.next()));
    let pixels = words.nth(1).unwrap();
    let at = |x: usize, y: usize| pixels[y * width + x];
    let sharp = |shade: u8| {
        if shade < 16 {
            0
        } else if shade > 239 {
            255
        } else {
            shade
        }
    };
    (
        sharp(at(width / 2, height / 12)),
        sharp(at(width / 2, height / 2)),
    )
}

/// From its frame header.
fn size_of_jpeg(content: &[u8]) -> (u16, u16) {
    let frame = content
        .windows(2)
        .position(|two| two == b"\xff\xc0")
        .unwrap();
    let [_, _, _, _, _, high, low, wide, narrow] = content[frame..frame + 9] else {
        unreachable!()
    };
    (
        u16::from_be_bytes([wide, narrow]),
        u16::from_be_bytes([high, low]),
    )
}

async fn photographs_in_heic_become_jpeg_where_a_program_is_set(_: &Portal) {
    let produced = Produced::new();
    run(Command::new("heif-enc")
        .current_dir(produced.folder())
        .args(["photo.png", "-o", "photo.heic"]));
    let photo = produced.file("photo.heic");
    let portal = with_converter("/usr/bin/heif-convert".into()).await;
    let kept = kept(&portal, "photo.heic", &photo, "photo.jpg").await;
    assert_eq!(size_of_jpeg(kept.body()), (320, 200));
    portal.close().await;

    // A program that fails, or writes something else; that sees the environment or has no limits.
    let broken = produced.folder().join("broken");
    for script in [
        "exit 1",
        "exit 0",
        "echo text >photo.jpg",
        "[ -n \"$HOME$CARGO_MANIFEST_DIR\" ] && printf '\\377\\330\\377' >photo.jpg; exit 0",
        "[ \"$(ulimit -v)\" = unlimited ] && printf '\\377\\330\\377' >photo.jpg; exit 0",
        "[ \"$(ulimit -t)\" = unlimited ] && printf '\\377\\330\\377' >photo.jpg; exit 0",
    ] {
        fs::write(&broken, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();
        let portal = with_converter(broken.clone()).await;
        let (lan, page) = papers(&portal).await;
        let form = RawForm::of(&lan, &page).file("paper.other", "photo.heic", &photo);
        let said = form.send().await.is(422).text("#faults");
        assert!(
            says(&said, "apply.file_fault.unreadable"),
            "{script}: {said}"
        );
        portal.close().await;
    }
}

async fn with_converter(program: PathBuf) -> Portal {
    let set = |config: &mut motcua::config::Config| config.heif_converter = Some(program);
    Portal::open_with(EngineKind::Sqlite, set).await
}

/// A phone that finds HEIC among what is offered sends it, and else JPEG by itself.
async fn only_what_is_taken_is_offered(portal: &Portal) {
    let (_, page) = papers(portal).await;
    let offered = page.attribute("input[type=file]", "accept");
    for ending in [".pdf", ".jfif", ".webp", ".tif", ".docx"] {
        assert!(offered.split(',').any(|one| one == ending), "{offered}");
    }
    assert!(!offered.contains("heic"), "{offered}");
    let portal = with_converter("/usr/bin/heif-convert".into()).await;
    let (_, page) = papers(&portal).await;
    assert!(
        page.attribute("input[type=file]", "accept")
            .contains(".heic")
    );
    portal.close().await;
}
