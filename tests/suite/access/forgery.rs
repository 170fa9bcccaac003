//! No form passes that was not sent from one of our own pages to this very browser.

use motcua::app;
use motcua::web::KEEP_FORM;
use motcua::web::access::{Audience, Body, Line};
use reqwest::header::ORIGIN;
use reqwest::{Method, multipart};

use super::objects::{Object, token};
use crate::exchange::scene::discard_dead;
use crate::support::{Browser, Cast, Portal, engine_free};

engine_free!(
    no_form_passes_without_its_token,
    no_form_passes_from_elsewhere,
    a_path_without_a_route_is_not_found_and_a_wrong_method_refused,
);

fn forms() -> Vec<Line> {
    let table = app::access_table();
    let forms = table
        .lines()
        .iter()
        .filter(|line| line.method == "POST" && line.audience != Audience::Machine);
    forms.cloned().collect()
}

/// Somebody whom the route admits.
fn admitted(portal: &Portal, cast: &Cast, line: &Line) -> Browser {
    match line.audience {
        Audience::Clerk => cast.signed_in(portal, "ha"),
        Audience::Operator => cast.signed_in(portal, "vanhanh"),
        Audience::Everyone | Audience::Account | Audience::Machine => cast.signed_in(portal, "lan"),
    }
}

async fn no_form_passes_without_its_token(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let other = token(portal, &cast.signed_in(portal, "minh")).1;
    for line in forms() {
        for forged in ["", "00", other.as_str()] {
            let browser = admitted(portal, &cast, &line);
            let path = Object::fitting(line.pattern)
                .path(portal, &cast, line.pattern)
                .await;
            let request = browser.request(Method::POST, &path);
            let request = match line.body {
                Body::Files => {
                    request.multipart(multipart::Form::new().text("_csrf", forged.to_owned()))
                }
                _ => request.form(&[("_csrf", forged)]),
            };
            let page = browser.send(request, &path).await;
            // An upload that has nowhere to go is sent on before anything of it is read.
            let status = page.status().as_u16();
            // What is kept over a sign-in has lost its token with its session, so it is refused for
            // its missing destination.
            let is_refused = status == 403
                || (status == 303 && line.body == Body::Files)
                || (status == 400 && line.pattern == KEEP_FORM);
            assert!(is_refused, "{status} from {} with {forged:?}", line.pattern);
        }
    }
    while discard_dead(portal) > 0 {}
}

async fn no_form_passes_from_elsewhere(portal: &Portal) {
    let cast = Cast::of(portal).await;
    for line in forms() {
        let elsewhere = [
            (ORIGIN.as_str(), "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ];
        for (header, value) in elsewhere {
            let browser = admitted(portal, &cast, &line);
            let path = Object::fitting(line.pattern)
                .path(portal, &cast, line.pattern)
                .await;
            let genuine = token(portal, &browser);
            let request = browser.request(Method::POST, &path).form(&[genuine]);
            let mut request = request.build().unwrap();
            request.headers_mut().insert(header, value.parse().unwrap());
            let page = browser.send_built(request, &path).await;
            assert_eq!(
                page.status().as_u16(),
                403,
                "{} with {header}",
                line.pattern
            );
        }
    }
    while discard_dead(portal) > 0 {}
}

async fn a_path_without_a_route_is_not_found_and_a_wrong_method_refused(portal: &Portal) {
    let browser = portal.browser();
    browser.get("/khong-co").await.is(404);
    browser.get("/en/khong-co").await.is(404);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let request = browser.request(method, "/dang-nhap");
        browser.send(request, "/dang-nhap").await.is(405);
    }
}
