//! How answers travel: compressed whole, kept for strangers, asked about and not sent twice.

use std::io::Read;

use flate2::read::GzDecoder;
use motcua::catalogue::{Files, import, refresh};
use reqwest::Method;

use crate::apply::lans_dossier;
use crate::catalogue::{CODE, changed_catalogue};
use crate::support::{Browser, Cast, Page, Portal, engine_free, on_both_engines};

on_both_engines!(a_kept_page_makes_way_for_a_newer_catalogue);

engine_free!(
    every_kind_of_page_is_compressed_whole,
    who_takes_no_gzip_gets_the_same_page_as_it_is,
    a_kept_page_is_nobodys_own,
    a_page_that_is_known_is_not_sent_again,
    styles_are_compressed_and_what_does_not_shrink_is_not,
);

/// What browsers say they can unpack.
const OF_BROWSERS: &str = "gzip, deflate, br, zstd";

async fn asked(browser: &Browser, path: &str, encodings: Option<&str>) -> Page {
    let mut request = browser.request(Method::GET, path);
    if let Some(encodings) = encodings {
        request = request.header("accept-encoding", encodings);
    }
    browser.send(request, path).await
}

fn unpacked(page: &Page) -> Vec<u8> {
    let mut content = Vec::new();
    GzDecoder::new(page.body())
        .read_to_end(&mut content)
        .unwrap();
    content
}

/// In gzip, in one piece of a length that was told before.
fn is_compressed_whole(page: &Page) {
    assert_eq!(page.header("content-encoding"), Some("gzip"));
    assert_eq!(page.header("vary"), Some("Accept-Encoding"));
    assert_eq!(page.header("transfer-encoding"), None, "{}", page.path());
    let length = page.body().len().to_string();
    assert_eq!(page.header("content-length"), Some(length.as_str()));
}

async fn every_kind_of_page_is_compressed_whole(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let dossier = format!("/ho-so/{}", lans_dossier(portal, &cast, &lan).await);
    let stranger = portal.browser();
    for (browser, path) in [
        (&stranger, "/"),
        (&stranger, "/dich-vu?q=khai+sinh"),
        (&stranger, "/dang-nhap"),
        (&lan, "/ho-so"),
        (&lan, &dossier),
    ] {
        let page = asked(browser, path, Some(OF_BROWSERS)).await.is(200);
        is_compressed_whole(&page);
        let text = String::from_utf8(unpacked(&page)).unwrap();
        assert!(text.trim_end().ends_with("</html>"), "{path}");
    }
    let unknown = asked(&stranger, "/dich-vu/9.999999", Some(OF_BROWSERS)).await;
    is_compressed_whole(&unknown.is(404));
}

async fn who_takes_no_gzip_gets_the_same_page_as_it_is(portal: &Portal) {
    let browser = portal.browser();
    for encodings in [
        None,
        Some("identity"),
        Some("br"),
        Some("gzip;q=0, *;q=0.5"),
    ] {
        // Twice: as it is made, and as it was kept.
        for _ in 0..2 {
            let plain = asked(&browser, "/", encodings).await.is(200);
            assert_eq!(plain.header("content-encoding"), None, "{encodings:?}");
            assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
            let compressed = asked(&browser, "/", Some(OF_BROWSERS)).await;
            assert_eq!(unpacked(&compressed), plain.body());
            assert_eq!(compressed.header("etag"), plain.header("etag"));
        }
    }
}

async fn a_kept_page_is_nobodys_own(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (stranger, lan) = (portal.browser(), cast.signed_in(portal, "lan"));
    let before = stranger.get("/").await.is(200);
    let own = lan.get("/").await.is(200);
    assert!(own.has("a[href='/ho-so']"), "her own navigation");
    assert_eq!(own.header("cache-control"), Some("private, no-store"));
    assert_eq!(own.header("etag"), None);
    let after = stranger.get("/").await.is(200);
    assert_eq!(after.body(), before.body());
    assert_eq!(after.header("cache-control"), Some("no-cache"));
    assert!(after.header("content-security-policy").is_some());
    let english = stranger.get("/en").await.is(200);
    assert_eq!(english.attribute("html", "lang"), "en");
    let other = stranger.get("/?doi-tuong=doanh-nghiep").await.is(200);
    assert_ne!(other.body(), before.body(), "the query belongs to the page");
}

async fn a_page_that_is_known_is_not_sent_again(portal: &Portal) {
    let browser = portal.browser();
    let first = browser.get("/").await.is(200);
    let tag = first.header("etag").unwrap();
    for (known, status) in [(tag, 304), ("W/\"other\"", 200), ("*", 304)] {
        let request = browser
            .request(Method::GET, "/")
            .header("if-none-match", known);
        let answer = browser.send(request, "/").await.is(status);
        assert_eq!(answer.body().is_empty(), status == 304);
        assert_eq!(answer.header("etag"), Some(tag));
    }
}

async fn styles_are_compressed_and_what_does_not_shrink_is_not(portal: &Portal) {
    let browser = portal.browser();
    let home = browser.get("/").await;
    let styles = home.attribute("link[rel=stylesheet]", "href");
    let compressed = asked(&browser, &styles, Some(OF_BROWSERS)).await.is(200);
    is_compressed_whole(&compressed);
    let plain = asked(&browser, &styles, None).await.is(200);
    assert_eq!(unpacked(&compressed), plain.body());
    assert!(plain.header("cache-control").unwrap().contains("immutable"));
}

async fn a_kept_page_makes_way_for_a_newer_catalogue(portal: &Portal) {
    let take = |files: &Files| {
        import(portal.storage(), files, &portal.app.env.moment()).unwrap();
        refresh(&portal.app.cache, portal.storage()).unwrap();
    };
    take(&Files::BuiltIn);
    let browser = portal.browser();
    let path = format!("/dich-vu/{CODE}");
    let before = browser.get(&path).await.is(200);
    assert_eq!(browser.get(&path).await.body(), before.body());
    let folder = changed_catalogue();
    take(&Files::Folder(folder.path().to_owned()));
    let after = browser.get(&path).await.is(200);
    assert_eq!(after.text("h1"), "Tên mới của thủ tục");
}
