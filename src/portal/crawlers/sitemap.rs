//! `/sitemap.xml`: an index of files that each list public pages in both languages
//! (<https://www.sitemaps.org/protocol.html>).

use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Path;

use crate::catalogue::{ProcedureKind, Snapshot};
use crate::portal::paths;
use crate::speech::Locale;
use crate::web::{PageError, PageRequest, PageResult};

/// Pages of a file, each in two languages: 20,000 addresses, of the 50,000 that the protocol allows.
const PER_FILE: usize = 10_000;
const LOCALES: [Locale; 2] = [Locale::Vi, Locale::En];
/// Pages that are there whatever the catalogue holds.
const FIXED: [&str; 8] = [
    "/",
    "/dich-vu",
    "/co-quan",
    "/tra-cuu",
    "/huong-dan",
    "/quyen-rieng-tu",
    "/dieu-khoan",
    "/kha-nang-tiep-can",
];

pub(super) async fn index(request: PageRequest) -> PageResult {
    let files = pages(&request.cx.catalogue).len().div_ceil(PER_FILE);
    let parts = (1..=files).map(|part| request.env.absolute(&format!("/sitemap/{part}.xml")));
    Ok(xml(index_of(parts)))
}

pub(super) async fn part(request: PageRequest, name: Path<String>) -> PageResult {
    let number = name.strip_suffix(".xml").and_then(|part| part.parse().ok());
    let before = number.and_then(|number: usize| number.checked_sub(1));
    let pages = pages(&request.cx.catalogue);
    let own = before
        .and_then(|before| pages.chunks(PER_FILE).nth(before))
        .ok_or(PageError::NotFound)?;
    Ok(xml(file_of(own, |path| request.env.absolute(path))))
}

fn xml(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/xml; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(body)
}

/// The path of every public page, without its language: services in force, life events, agencies in
/// force.
fn pages(snapshot: &Snapshot) -> Vec<String> {
    let catalogue = &snapshot.catalogue;
    let services = catalogue.procedures.values();
    let services = services.filter(|one| one.is_living() && one.kind != ProcedureKind::Internal);
    let agencies = catalogue.agencies.agencies().iter();
    let agencies = agencies.filter(|agency| agency.validity.until.is_none());
    FIXED
        .iter()
        .map(|path| (*path).to_owned())
        .chain(
            catalogue
                .life_events
                .iter()
                .map(|event| paths::life_event(&event.slug)),
        )
        .chain(services.map(|one| paths::service(&one.code)))
        .chain(agencies.map(|agency| format!("/co-quan/{}", agency.key)))
        .collect()
}

fn index_of(parts: impl Iterator<Item = String>) -> String {
    let mut text = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        "\n",
        r#"<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">"#,
        "\n"
    )
    .to_owned();
    for part in parts {
        text.push_str(&format!(
            "<sitemap><loc>{}</loc></sitemap>\n",
            escaped(&part)
        ));
    }
    text.push_str("</sitemapindex>\n");
    text
}

/// Each page in each language, with the addresses of the same page in the others.
fn file_of(pages: &[String], absolute: impl Fn(&str) -> String) -> String {
    let mut text = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        "\n",
        r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" "#,
        r#"xmlns:xhtml="http://www.w3.org/1999/xhtml">"#,
        "\n"
    )
    .to_owned();
    for page in pages {
        let addresses = LOCALES.map(|locale| (locale, escaped(&absolute(&locale.path(page)))));
        let alternates = addresses
            .iter()
            .fold(String::new(), |mut links, (locale, address)| {
                // Writing to a string cannot fail.
                let _ = write!(
                    links,
                    r#"<xhtml:link rel="alternate" hreflang="{}" href="{address}"/>"#,
                    locale.tag()
                );
                links
            });
        for (_, address) in &addresses {
            text.push_str(&format!("<url><loc>{address}</loc>{alternates}</url>\n"));
        }
    }
    text.push_str("</urlset>\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_each_page_in_both_languages() {
        let pages = ["/".to_owned(), "/dich-vu?su-kien=a&b".to_owned()];
        let text = file_of(&pages, |path| format!("https://cong.example{path}"));
        assert_eq!(text.matches("<url>").count(), 4);
        assert_eq!(text.matches("<xhtml:link ").count(), 8);
        assert!(text.contains("<loc>https://cong.example/en</loc>"));
        assert!(text.contains("<loc>https://cong.example/en/dich-vu?su-kien=a&amp;b</loc>"));
    }

    #[test]
    fn no_page_is_internal_or_ended_and_none_stands_twice() {
        let snapshot = Snapshot::built_in().unwrap();
        let pages = pages(&snapshot);
        let mut once = pages.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), pages.len());
        assert!(pages.len() > 8_000, "{}", pages.len());
        assert!(pages.contains(&"/dich-vu/1.001193".to_owned()));
        assert!(
            !pages.contains(&"/dich-vu/1.002809".to_owned()),
            "it has ended"
        );
        assert!(PER_FILE * LOCALES.len() <= 50_000);
    }
}
