//! Every route, as everybody, on what is theirs and what is not.
//!
//! `snapshots/routes.snap` holds the status of each request. When routes change, `just accept
//! access::walk` rewrites it; read in the difference whether it is what was meant.

use std::fmt::Write;

use chrono::Duration;
use motcua::app;
use motcua::web::access::{Audience, Body, Line};
use reqwest::{Method, multipart};

use super::objects::{Object, token};
use crate::exchange::scene::discard_dead;
use crate::support::{Cast, Page, Portal, assert_accepted, on_both_engines};

on_both_engines!(every_route_as_everybody);

/// Nobody; the owner; another citizen; a business; clerks of the agency that handles; a clerk of
/// another; the operator.
const PEOPLE: [&str; 8] = [
    "nobody", "lan", "minh", "hoasen", "ha", "huy", "chau", "vanhanh",
];
/// Parts of pages, which scripts put into one.
const FRAGMENTS: [&str; 2] = ["/dich-vu/goi-y", "/xa-phuong/{province}"];
const CLERKS: [&str; 3] = ["ha", "huy", "chau"];

async fn every_route_as_everybody(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut table = format!("method\troute\tobject\t{}\n", PEOPLE.join("\t"));
    for line in app::access_table().lines() {
        for object in Object::of(line.pattern) {
            write!(table, "{}\t{}\t{object:?}", line.method, line.pattern).unwrap();
            for who in PEOPLE {
                // Nobody waits for what somebody else tried in vain.
                portal.clock.advance(Duration::minutes(10));
                let page = visit(portal, &cast, line, *object, who).await;
                keeps_the_rules(line, *object, who, &page);
                write!(table, "\t{}", page.status().as_u16()).unwrap();
            }
            table.push('\n');
        }
    }
    while discard_dead(portal) > 0 {}
    assert_accepted("routes", &table);
}

/// One request, with an object of its own and a session of its own, so that no request sees what
/// another did. A form is sent with its token and nothing else.
async fn visit(portal: &Portal, cast: &Cast, line: &Line, object: Object, who: &str) -> Page {
    let browser = match who {
        "nobody" => portal.browser(),
        name => cast.signed_in(portal, name),
    };
    let path = object.path(portal, cast, line.pattern).await;
    if line.method == "GET" {
        let request = browser.request(Method::GET, &path);
        return browser.send(request, &path).await;
    }
    let (field, value) = token(portal, &browser);
    let request = browser.request(Method::POST, &path);
    let request = match line.body {
        Body::Files => request.multipart(multipart::Form::new().text(field, value)),
        Body::None | Body::Form | Body::Answers | Body::Message => request.form(&[(field, value)]),
    };
    browser.send(request, &path).await
}

/// What must hold whatever the table says.
#[track_caller]
fn keeps_the_rules(line: &Line, object: Object, who: &str, page: &Page) {
    let (status, pattern) = (page.status().as_u16(), line.pattern);
    let what = format!("{} {pattern} {object:?} as {who}: {status}", line.method);
    assert!(status < 500, "{what}");
    let is_clerk = CLERKS.contains(&who);
    let may_enter = match line.audience {
        Audience::Everyone | Audience::Machine => true,
        Audience::Account => who != "nobody",
        Audience::Clerk => is_clerk,
        Audience::Operator => who == "vanhanh",
    };
    if !may_enter && who == "nobody" {
        // A form without files is kept over the sign-in.
        let is_kept = line.method == "POST" && line.body != Body::Files;
        let (wanted, place) = match is_kept {
            true => (307, "/dang-nhap/giu?"),
            false => (303, "/dang-nhap"),
        };
        assert_eq!(status, wanted, "{what}");
        let to = page.header("location").unwrap();
        assert!(to.starts_with(place), "{what} {to}");
    } else if !may_enter {
        assert_eq!(status, 403, "{what}");
    }
    if may_enter && !object.is_of(line.audience, who) {
        // A form that makes no sense is refused before anybody asks whose the object is.
        let says_nothing = status == 404 || (line.method == "POST" && status == 400);
        assert!(says_nothing, "{what}, and it is not theirs");
    }
    if status == 200 && !FRAGMENTS.contains(&pattern) {
        assert_eq!(page.markup_faults(), Vec::<String>::new(), "{what}");
    }
    let is_private = page
        .header("cache-control")
        .unwrap_or_default()
        .contains("no-store");
    if who != "nobody" && line.audience != Audience::Machine {
        assert!(is_private, "{what}: a page of a session may be kept");
    }
}
