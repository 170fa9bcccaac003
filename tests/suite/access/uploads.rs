//! Malformed forms with files: names, contents and bodies that no browser would send.

use std::fmt::Write;

use motcua::app;
use motcua::dossiers::attachments_of;
use motcua::web::access::{Body, Line};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::malformed::{EACH, NASTY, nasty, one, somebody};
use super::objects::{Object, token};
use crate::support::{Browser, Cast, Page, Portal, engine_free, on_both_engines};

on_both_engines!(
    nonsense_in_forms_with_files_is_no_fault_of_ours,
    a_file_may_be_called_anything,
);

engine_free!(a_form_with_files_that_is_cut_anywhere_is_refused);

const BOUNDARY: &str = "b0undary";
/// The controls of the forms that send files: papers of a draft, of a supplement, a result.
const CONTROLS: [&str; 9] = [
    "paper.p1",
    "paper.other",
    "paper.",
    "_next",
    "papers",
    "answer",
    "version",
    "file",
    "title",
];
const PDF: &[u8] = b"%PDF-1.4\n%%EOF";

/// A part of a form: the line that names it, as it is sent, and what it holds.
struct Part {
    disposition: String,
    content: Vec<u8>,
}

impl Part {
    fn text(name: &str, value: &str) -> Self {
        Self {
            disposition: format!("form-data; name=\"{name}\""),
            content: value.as_bytes().to_vec(),
        }
    }

    fn file(name: &str, file_name: &str, content: &[u8]) -> Self {
        Self {
            disposition: format!("form-data; name=\"{name}\"; filename=\"{file_name}\""),
            content: content.to_vec(),
        }
    }
}

fn body(parts: &[Part]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let mut head = String::new();
        let disposition = &part.disposition;
        write!(
            head,
            "--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n"
        )
        .unwrap();
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(browser: &Browser, path: &str, body: Vec<u8>) -> Page {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = browser.request(Method::POST, path);
    let request = request.header(CONTENT_TYPE, kind).body(body);
    browser.send(request, path).await
}

fn uploads() -> Vec<Line> {
    let table = app::access_table();
    let lines = table.lines().iter();
    lines
        .filter(|line| line.body == Body::Files)
        .cloned()
        .collect()
}

/// Contents that are no paper, and one that is.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..2_000),
        1 => Just(PDF.to_vec()),
        1 => Just(b"PK\x03\x04 not quite a document".to_vec()),
        1 => Just(vec![0xff; 5_000]),
    ]
}

/// File names, also such as would break the line that they stand in.
fn file_names() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => nasty(),
        1 => Just("a\r\nSet-Cookie: a=b\r\n\r\n.pdf".to_owned()),
        1 => Just("a\"; name=\"_csrf".to_owned()),
        1 => Just("a".repeat(10_000)),
    ]
}

async fn nonsense_in_forms_with_files_is_no_fault_of_ours(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut runner = TestRunner::deterministic();
    for line in uploads() {
        for _ in 0..EACH {
            let browser = somebody(portal, &cast, &line);
            let path = Object::fitting(line.pattern)
                .path(portal, &cast, line.pattern)
                .await;
            let (field, value) = token(portal, &browser);
            let mut parts = vec![Part::text(field, &value)];
            let junk = one(&mut runner, nasty());
            for name in CONTROLS.into_iter().chain([junk.as_str()]) {
                let text = one(&mut runner, nasty());
                let file_name = one(&mut runner, file_names());
                let content = one(&mut runner, contents());
                parts.push(if one(&mut runner, any::<bool>()) {
                    Part::text(name, &text)
                } else {
                    Part::file(name, &file_name, &content)
                });
            }
            let page = send(&browser, &path, body(&parts)).await;
            let status = page.status().as_u16();
            let sent: Vec<&str> = parts.iter().map(|part| part.disposition.as_str()).collect();
            assert!(status < 500, "{status} from {} with {sent:?}", line.pattern);
            let cookie = page.header("set-cookie").unwrap_or_default();
            assert!(!cookie.starts_with("a="), "{sent:?}");
        }
    }
}

async fn a_form_with_files_that_is_cut_anywhere_is_refused(portal: &Portal) {
    let cast = Cast::of(portal).await;
    for line in uploads() {
        let browser = somebody(portal, &cast, &line);
        let path = Object::fitting(line.pattern)
            .path(portal, &cast, line.pattern)
            .await;
        let (field, value) = token(portal, &browser);
        let file = Part::file("paper.other", "a.pdf", PDF);
        let whole = body(&[Part::text(field, &value), file]);
        // Within the token, a head, the content, and the end.
        let last = whole.len();
        for cut in [0, 10, 60, last - 70, last - 40, last - 25, last - 8] {
            let page = send(&browser, &path, whole[..cut].to_vec()).await;
            let status = page.status().as_u16();
            assert!(
                (400..500).contains(&status),
                "{status} from {} cut at {cut} of {last}",
                line.pattern
            );
        }
    }
}

async fn a_file_may_be_called_anything(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let browser = cast.signed_in(portal, "lan");
    let longest = "ă".repeat(5_000);
    let quotes_and_folders = [
        "a\\\"b.pdf",
        "..\\..\\c.pdf",
        "/etc/passwd",
        longest.as_str(),
    ];
    for name in NASTY.into_iter().chain(quotes_and_folders) {
        // A line break ends the line that names the part; that form is no form any more.
        if name.is_empty() || name.contains(['\r', '\0']) {
            continue;
        }
        let pattern = "/ho-so/{id}/giay-to";
        let path = Object::Draft.path(portal, &cast, pattern).await;
        let (field, value) = token(portal, &browser);
        let content = format!("%PDF-1.4\n{name}");
        let file = Part::file("paper.other", name, content.as_bytes());
        let sent = send(&browser, &path, body(&[Part::text(field, &value), file])).await;
        assert!(sent.status().as_u16() < 400, "{name}");
        let id = path.split('/').nth(2).unwrap().parse().unwrap();
        let papers = portal
            .storage()
            .read(|conn| attachments_of(conn, id))
            .unwrap();
        let shown = &papers.last().unwrap().file_name;
        assert!(shown.chars().all(|c| !c.is_control()), "{name}: {shown:?}");
        assert!(
            shown.chars().count() < 130 && shown.ends_with(".pdf"),
            "{shown:?}"
        );
        let paper = format!("/ho-so/{id}/giay-to/{}", papers.last().unwrap().id);
        let got = browser.get(&paper).await.is(200);
        assert_eq!(got.body(), content.as_bytes());
        let disposition = got.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment"), "{disposition}");
    }
}
