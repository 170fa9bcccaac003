//! `/robots.txt`: what search engines may read. A demonstration is no portal of the state, and is not
//! found as one.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::web::{PageRequest, PageResult};

/// Pages of one person, of staff and of machines. Each begins a path, in both languages.
const CLOSED: [&str; 9] = [
    "/ho-so",
    "/kho",
    "/tai-khoan",
    "/dang-",
    "/quen-mat-khau",
    "/mot-cua",
    "/quan-tri",
    "/mapi",
    "/api",
];

pub(super) async fn file(request: PageRequest) -> PageResult {
    let is_demonstration = request.frame().demonstration;
    let sitemap = request.env.absolute("/sitemap.xml");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(rules(is_demonstration, &sitemap)))
}

fn rules(is_demonstration: bool, sitemap: &str) -> String {
    if is_demonstration {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let mut rules = "User-agent: *\n".to_owned();
    for path in CLOSED {
        rules.push_str(&format!("Disallow: {path}\nDisallow: /en{path}\n"));
    }
    rules.push_str(&format!("\nSitemap: {sitemap}\n"));
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demonstration_is_not_found_as_the_portal() {
        assert_eq!(
            rules(true, "https://x/sitemap.xml"),
            "User-agent: *\nDisallow: /\n"
        );
        let open = rules(false, "https://x/sitemap.xml");
        assert!(open.contains("Disallow: /mot-cua\nDisallow: /en/mot-cua\n"));
        assert!(open.ends_with("\nSitemap: https://x/sitemap.xml\n"));
        assert!(!open.contains("Disallow: /\n"));
    }
}
