//! Malformed addresses, queries and forms are answered with a clear error, and never a 500.

use motcua::app;
use motcua::web::access::{Body, Line};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::objects::{Object, token};
use crate::exchange::scene::discard_dead;
use crate::support::{Browser, Cast, Portal, engine_free, on_both_engines};

on_both_engines!(
    nonsense_in_forms_is_no_fault_of_ours,
    nonsense_in_addresses_is_no_fault_of_ours,
);

engine_free!(bodies_that_are_no_forms_are_refused);

/// How many forms of nonsense each route gets.
pub const EACH: usize = 6;

/// Texts that have broken other portals.
pub const NASTY: [&str; 22] = [
    "",
    " ",
    "\0",
    "a\0b",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "1e309",
    "2026-02-30",
    "0000-00-00",
    "31/12/9999",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "%00%ff%",
    "\u{202e}đảo ngược",
    "e\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦",
    "\r\nSet-Cookie: a=b",
    "00000000-0000-0000-0000-000000000001",
];

pub fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(&NASTY[..]).prop_map(str::to_owned),
        2 => "\\PC{0,40}",
        1 => Just("ă".repeat(5_000)),
    ]
}

async fn nonsense_in_forms_is_no_fault_of_ours(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut runner = TestRunner::deterministic();
    for line in app::access_table().lines() {
        if line.method != "POST" || matches!(line.body, Body::Files | Body::Message) {
            continue;
        }
        let names = field_names(portal, &cast, line).await;
        for _ in 0..EACH {
            let browser = somebody(portal, &cast, line);
            let path = Object::fitting(line.pattern)
                .path(portal, &cast, line.pattern)
                .await;
            let (field, value) = token(portal, &browser);
            let mut pairs = vec![(field.to_owned(), value)];
            for name in &names {
                pairs.push((name.clone(), one(&mut runner, nasty())));
            }
            pairs.push(one(&mut runner, (nasty(), nasty())));
            let request = browser.request(Method::POST, &path).form(&pairs);
            let page = browser.send(request, &path).await;
            let status = page.status().as_u16();
            assert!(
                status < 500,
                "{status} from {} with {pairs:?}",
                line.pattern
            );
        }
    }
    while discard_dead(portal) > 0 {}
}

async fn nonsense_in_addresses_is_no_fault_of_ours(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let raw = [
        "?trang=99999999999999999999",
        "?trang=-1&sau=%ff&truoc=%00",
        "?q=%ff%fe&%zz&=&&==&a",
        "?tiep=//evil.example&tiep=https://evil.example",
        "?%00=%00",
    ];
    let segments = [
        "%00",
        "%ff",
        "%2e%2e",
        "-1",
        "%F0%9F%98%80",
        "x".repeat(3_000).leak(),
    ];
    for line in app::access_table()
        .lines()
        .iter()
        .filter(|line| line.method == "GET")
    {
        let browser = somebody(portal, &cast, line);
        let path = Object::fitting(line.pattern)
            .path(portal, &cast, line.pattern)
            .await;
        let mut addresses: Vec<String> = raw.iter().map(|query| format!("{path}{query}")).collect();
        if line.pattern.contains('{') {
            addresses.extend(
                segments
                    .iter()
                    .map(|segment| with_segment(line.pattern, segment)),
            );
        }
        for address in addresses {
            let request = browser.request(Method::GET, &address);
            let page = browser.send(request, &address).await;
            let status = page.status().as_u16();
            assert!(status < 500, "{status} from {address}");
        }
    }
    while discard_dead(portal) > 0 {}
}

async fn bodies_that_are_no_forms_are_refused(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let form = "application/x-www-form-urlencoded";
    let bodies: [(&str, Vec<u8>); 7] = [
        (form, b"%ff=%fe&%zz".to_vec()),
        (form, vec![b'&'; 70_000]),
        (form, vec![b'x'; 2_000_000]),
        ("application/json", b"{\"_csrf\":1}".to_vec()),
        ("multipart/form-data", b"--".to_vec()),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n".to_vec()),
        ("nonsense", vec![0xff; 100]),
    ];
    for line in app::access_table()
        .lines()
        .iter()
        .filter(|line| line.method == "POST" && line.body != Body::Message)
    {
        for (kind, body) in &bodies {
            let browser = somebody(portal, &cast, line);
            let path = Object::fitting(line.pattern)
                .path(portal, &cast, line.pattern)
                .await;
            let request = browser
                .request(Method::POST, &path)
                .header(CONTENT_TYPE, *kind)
                .body(body.clone());
            let page = browser.send(request, &path).await;
            let status = page.status().as_u16();
            // An upload that has nowhere to go is sent on before anything of it is read.
            let is_refused =
                (400..500).contains(&status) || (status == 303 && line.body == Body::Files);
            assert!(is_refused, "{status} from {} with {kind}", line.pattern);
        }
    }
    while discard_dead(portal) > 0 {}
}

/// What the form of a route asks for, from its page, if it has one.
async fn field_names(portal: &Portal, cast: &Cast, line: &Line) -> Vec<String> {
    let browser = somebody(portal, cast, line);
    let path = Object::fitting(line.pattern)
        .path(portal, cast, line.pattern)
        .await;
    let request = browser.request(Method::GET, &path);
    let page = browser.send(request, &path).await;
    let mut names = page.attributes("main [name]", "name");
    names.retain(|name| name != "_csrf");
    names
}

pub fn somebody(portal: &Portal, cast: &Cast, line: &Line) -> Browser {
    let name = match line.pattern {
        "/mot-cua/ho-so/{id}/ket-qua" => "huy",
        pattern if pattern.starts_with("/mot-cua") => "ha",
        pattern if pattern.starts_with("/quan-tri") => "vanhanh",
        _ => "lan",
    };
    cast.signed_in(portal, name)
}

fn with_segment(pattern: &str, segment: &str) -> String {
    let parts = pattern
        .split('/')
        .map(|part| if part.starts_with('{') { segment } else { part });
    parts.collect::<Vec<_>>().join("/")
}

pub fn one<S: Strategy>(runner: &mut TestRunner, strategy: S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}
