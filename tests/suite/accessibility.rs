//! What an automatic check of accessibility finds: nothing, on any page, in either language, with and
//! without faults (WCAG 2.2 AA and the best practice of axe-core, in Chromium). `tests/run` fetches
//! axe-core.

use motcua::app;
use motcua::demonstration::prepare;
use motcua::speech::Locale;
use motcua::web::access::{Audience, Line};

use crate::access::objects::Object;
use crate::apply::{PROCEDURE, begun, filled_in};
use crate::support::{Browser, Cast, Chromium, Page, Portal, engine_free};

engine_free!(axe_finds_nothing_on_any_page);

/// What nobody reads in a browser.
const NO_PAGES: [&str; 4] = [
    "/healthz",
    "/readyz",
    "/dich-vu/goi-y",
    "/xa-phuong/{province}",
];
/// Pages that their route alone does not lead to.
const NAMED: [&str; 4] = [
    "/?doi-tuong=doanh-nghiep",
    "/dich-vu?q=khai+sinh",
    "/dich-vu?q=khong-co-gi-nhu-the",
    "/khong-co-trang-nay",
];

/// A page, and who reads it.
struct View {
    path: String,
    browser: Browser,
}

async fn axe_finds_nothing_on_any_page(portal: &Portal) {
    prepare(&portal.app).await.unwrap();
    let cast = Cast::of(portal).await;
    let window = Chromium::open(portal.base_url().clone()).await;
    window.go("/healthz").await;
    let nameless = "<!doctype html><html><body><img src='/x.png'></body></html>";
    assert!(!window.axe(nameless).await.is_empty(), "axe looks");
    let mut found = Vec::new();
    let mut seen = 0;
    for view in views(portal, &cast).await {
        for locale in [Locale::Vi, Locale::En] {
            let path = locale.path(&view.path);
            let page = view.browser.get(&path).await;
            if !is_page(&page) {
                continue;
            }
            seen += 1;
            look_at(&window, &page, &path, &mut found).await;
            if let Some(faulty) = sent_empty(&page).await {
                let path = format!("{path} with faults");
                look_at(&window, &faulty, &path, &mut found).await;
            }
        }
    }
    window.close().await;
    assert!(seen > 100, "{seen} pages");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

async fn look_at(window: &Chromium, page: &Page, path: &str, found: &mut Vec<String>) {
    let html = String::from_utf8_lossy(page.body());
    for finding in window.axe(&html).await {
        found.push(format!("{path}: {finding}"));
    }
}

/// Every page of the access table, as somebody for whom it is.
async fn views(portal: &Portal, cast: &Cast) -> Vec<View> {
    let mut views: Vec<View> = NAMED
        .iter()
        .map(|path| View {
            path: (*path).to_owned(),
            browser: portal.browser(),
        })
        .collect();
    views.extend(of_a_full_application(portal, cast).await);
    let table = app::access_table();
    let lines = table.lines().iter();
    let pages = lines.filter(|line| line.method == "GET" && !NO_PAGES.contains(&line.pattern));
    for line in pages {
        let Some(reader) = reader(line) else { continue };
        let object = Object::fitting(line.pattern);
        views.push(View {
            path: object.path(portal, cast, line.pattern).await,
            browser: match reader {
                "" => portal.browser(),
                name => cast.signed_in(portal, name),
            },
        });
    }
    views
}

/// The pages that an application shows once its form is filled in.
async fn of_a_full_application(portal: &Portal, cast: &Cast) -> Vec<View> {
    let lan = cast.signed_in(portal, "lan");
    let papers = filled_in(begun(&lan, PROCEDURE, cast, portal).await).await;
    let form = papers.form("form[enctype]").press("_next", "1");
    let delivery = form.submit().await.is(200);
    let chosen = delivery.form("main form").choose("way", "portal");
    let check = chosen.submit().await.is(200);
    assert!(check.path().ends_with("/kiem-tra"), "{}", check.path());
    [papers.path(), delivery.path(), check.path()]
        .map(|path| View {
            path: path.to_owned(),
            browser: cast.signed_in(portal, "lan"),
        })
        .into()
}

fn reader(line: &Line) -> Option<&'static str> {
    match line.audience {
        Audience::Everyone => Some(""),
        Audience::Account => Some("lan"),
        Audience::Clerk => Some("huy"),
        Audience::Operator => Some("vanhanh"),
        Audience::Machine => None,
    }
}

fn is_page(page: &Page) -> bool {
    page.header("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"))
}

/// What the page answers when its first form is sent as it is, if it finds fault with that.
async fn sent_empty(page: &Page) -> Option<Page> {
    if !page.has("main form[method=post]") {
        return None;
    }
    let answer = page.form("main form[method=post]").submit().await;
    (answer.status() == 422 && is_page(&answer)).then_some(answer)
}
