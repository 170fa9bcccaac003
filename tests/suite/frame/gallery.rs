//! A page with every component, behind the middleware of the portal and nothing else of it.

use std::sync::Arc;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use motcua::kernel::Instant;
use motcua::web::{
    ASSETS_ROUTE, Choice, Contact, Faults, Frame, HomeArea, NavLink, PageError, PageLink, Pager,
    Signed, Site, Step, StepState, Visit, choose_locale, dress_errors, guard_headers,
    page_with_faults, public_page, serve_asset,
};
use scraper::{Html, Selector};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "layout.html" %}
{% import "components/box.html" as box %}
{% import "components/crumbs.html" as crumbs %}
{% import "components/facts.html" as facts %}
{% import "components/field.html" as field %}
{% import "components/form.html" as form %}
{% import "components/pager.html" as pages %}
{% import "components/tag.html" as tag %}
{% import "components/time.html" as time %}
{% import "components/trail.html" as trail %}
{% block title %}{{ form::title_mark(faults) }}T{% endblock %}
{% block crumbs %}{{ crumbs::trail(links) }}{% endblock %}
{% block main %}
<h1>H</h1>
{{ form::summary(faults) }}
{{ trail::steps(steps, "f") }}
<form id="f" method="post">
{{ form::csrf() }}{{ form::once("k1") }}
{{ field::text("email", "E", typed, faults, hint="h", kind="email", width="w24", autocomplete="email") }}
{{ field::textarea("reason", "R", typed, faults, optional=true) }}
{{ field::select("place", "P", chosen, choices, faults) }}
{{ field::radios("way", "W", chosen, choices, faults, boxed=true) }}
{{ field::checkboxes("level", "L", values, choices, faults) }}
{{ field::checkbox("agreed", "A", checked, faults) }}
{{ field::file("paper", "F", faults, hint="h", accept=".pdf") }}
</form>
{{ field::search(frame.path("/dich-vu"), "q", typed, "S", quiet=true) }}
{{ tag::tag("good", "t") }}{{ tag::state("processing") }}
{{ time::moment(at) }}{{ time::day_and_time(at) }}{{ time::ago(at, now) }}
<ol class="trail">{% call trail::entry("now", "N", at) %}<b>in</b>{% endcall %}</ol>
<dl>{{ facts::fact("a", "b") }}{% call facts::rich("c") %}<i>d</i>{% endcall %}{{ facts::answer("e", typed, change="/x", change_label="X") }}</dl>
{% call box::notice("warn") %}<p>n</p>{% endcall %}
{% call box::empty("nothing") %}<p>e</p>{% endcall %}
{% call box::more("more") %}<p>m</p>{% endcall %}
{% call box::confirm("sure?", "/go", "Go", "/back", "Back") %}<p>c</p>{% endcall %}
{{ pages::pager(pager) }}
{% endblock %}"#
)]
struct Gallery {
    frame: Frame,
    faults: Faults,
    typed: String,
    chosen: String,
    choices: Vec<Choice>,
    values: Vec<String>,
    checked: bool,
    links: Vec<NavLink>,
    steps: Vec<Step>,
    pager: Pager,
    at: Instant,
    now: Instant,
}

fn gallery(frame: Frame) -> Gallery {
    let mut faults = Faults::default();
    faults.add("email", "bad <email>");
    faults.add("way", "no way");
    let step = |label: &str, state| Step {
        label: label.to_owned(),
        target: (state == StepState::Done).then(|| "x".to_owned()),
        state,
    };
    Gallery {
        pager: Pager::numbered(&frame, 2, 9),
        links: vec![frame.link("/ho-so", "<up>")],
        frame,
        faults,
        typed: "\"><script>".to_owned(),
        chosen: "b".to_owned(),
        choices: vec![
            Choice::new("a", "A"),
            Choice::new("b", "B").with_hint("hint"),
        ],
        values: vec!["b".to_owned()],
        checked: true,
        steps: vec![
            step("one", StepState::Done),
            step("two", StepState::Current),
            step("three", StepState::Ahead),
        ],
        at: "2026-11-20T10:00:00Z".parse().unwrap(),
        now: "2026-11-22T10:00:00Z".parse().unwrap(),
    }
}

fn lan() -> Visit {
    Visit {
        signed: Some(Signed {
            name: "Lan <b>".to_owned(),
            place: HomeArea::Citizen,
            office: None,
            roles: Vec::new(),
        }),
        csrf: "token".to_owned(),
        notice: None,
        second_factor_from: None,
    }
}

async fn home(request: HttpRequest) -> Result<HttpResponse, PageError> {
    public_page(&request, &gallery(Frame::of(&request)))
}

async fn signed_home(request: HttpRequest) -> Result<HttpResponse, PageError> {
    request.extensions_mut().insert(lan());
    public_page(&request, &gallery(Frame::of(&request)))
}

async fn careless(request: HttpRequest) -> HttpResponse {
    request.extensions_mut().insert(lan());
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::ETAG, "\"x\""))
        .body("one person's own")
}

async fn faulty(request: HttpRequest) -> Result<HttpResponse, PageError> {
    page_with_faults(&gallery(Frame::of(&request)))
}

async fn broken() -> Result<HttpResponse, PageError> {
    Err(PageError::internal("secret cause"))
}

async fn busy() -> Result<HttpResponse, PageError> {
    Err(PageError::TooMany { retry_after: 30 })
}

async fn number(path: web::Path<u32>) -> String {
    path.to_string()
}

async fn refuse(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.path() == "/cam" {
        return Err(PageError::Forbidden.into());
    }
    next.call(request).await
}

/// What the portal answers to `request`: status, headers, body.
pub async fn answer(request: TestRequest) -> (u16, HeaderMap, String) {
    let site = Site {
        demonstration: true,
        https: true,
        contact: Arc::new(Contact {
            owner: Some("Bộ <Công an>".to_owned()),
            hotline: Some("1800 1096".to_owned()),
            ..Contact::default()
        }),
    };
    let app = init_service(
        App::new()
            .app_data(site)
            .route(ASSETS_ROUTE, web::get().to(serve_asset))
            .route("/", web::get().to(home))
            .route("/rieng", web::get().to(signed_home))
            .route("/vo-y", web::get().to(careless))
            .route("/loi-nhap", web::get().to(faulty))
            .route("/hong", web::get().to(broken))
            .route("/api/v1/hong", web::get().to(broken))
            .route("/ban", web::get().to(busy))
            .service(web::resource("/so/{n}").route(web::get().to(number)))
            .wrap(from_fn(refuse))
            .wrap(from_fn(dress_errors))
            .wrap(from_fn(choose_locale))
            .wrap(from_fn(guard_headers)),
    )
    .await;
    let answer = match app.call(request.to_request()).await {
        Ok(answer) => answer.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let status = answer.status().as_u16();
    let headers = answer.headers().clone();
    let body = to_bytes(answer.into_body()).await.unwrap();
    (status, headers, String::from_utf8(body.to_vec()).unwrap())
}

pub async fn get(path: &str) -> (u16, HeaderMap, String) {
    answer(TestRequest::get().uri(path)).await
}

pub fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

pub fn one<'a>(page: &'a Html, selector: &str) -> scraper::ElementRef<'a> {
    let found = all(page, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found[0]
}

pub fn text(page: &Html, selector: &str) -> String {
    let words: Vec<&str> = one(page, selector)
        .text()
        .flat_map(str::split_whitespace)
        .collect();
    words.join(" ")
}

pub fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}
