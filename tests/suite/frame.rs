//! The frame of every page: components, language, assets, headers, error pages.

mod gallery;

use gallery::{all, answer, get, header_of, one, text};

use actix_web::http::header;
use actix_web::test::TestRequest;
use motcua::web::Assets;
use scraper::Html;

use crate::support::{markup_faults, words};

#[actix_web::test]
async fn a_page_speaks_the_language_of_its_address() {
    let (status, _, body) = get("/en?q=1").await;
    assert_eq!(status, 200);
    let page = Html::parse_document(&body);
    assert_eq!(one(&page, "html").attr("lang"), Some("en"));
    let other = one(&page, ".nav--account a[hreflang]");
    assert_eq!(other.attr("href"), Some("/?q=1"));
    assert_eq!(other.attr("lang"), Some("vi"));
    let services = all(&page, ".nav--main a")[0];
    assert_eq!(services.attr("href"), Some("/en/dich-vu"));
    assert_eq!(services.inner_html(), "Services");

    let (_, _, body) = get("/").await;
    let page = Html::parse_document(&body);
    assert_eq!(one(&page, "html").attr("lang"), Some("vi"));
    assert_eq!(
        text(&page, "title"),
        format!(
            "{} T · {}",
            words("common.faults.prefix"),
            words("frame.brand")
        )
    );
}

#[actix_web::test]
async fn a_fault_is_said_beside_its_field_and_in_the_summary() {
    let (status, _, body) = get("/loi-nhap").await;
    assert_eq!(status, 422);
    let page = Html::parse_document(&body);
    let links = all(&page, "#faults[role=alert][tabindex='-1'] a");
    let targets: Vec<_> = links.iter().map(|link| link.attr("href")).collect();
    assert_eq!(targets, [Some("#email"), Some("#way")]);
    let email = one(&page, "#email");
    assert_eq!(email.attr("aria-invalid"), Some("true"));
    assert_eq!(
        email.attr("aria-describedby"),
        Some("email-hint email-error")
    );
    assert!(text(&page, "#email-error").ends_with("bad <email>"));
    assert_eq!(one(&page, "#way").attr("type"), Some("radio"));
}

#[actix_web::test]
async fn what_was_typed_stays_and_is_only_text() {
    let (_, _, body) = get("/loi-nhap").await;
    let page = Html::parse_document(&body);
    assert_eq!(one(&page, "#email").attr("value"), Some("\"><script>"));
    assert_eq!(
        one(&page, "#f #reason").text().collect::<String>(),
        "\"><script>"
    );
    assert_eq!(one(&page, "#place [selected]").attr("value"), Some("b"));
    assert_eq!(one(&page, "[name=way][checked]").attr("value"), Some("b"));
    assert_eq!(one(&page, "[name=level][checked]").attr("value"), Some("b"));
    assert!(one(&page, "#agreed").attr("checked").is_some());
    assert!(all(&page, "script:not([src^='/static/'])").is_empty());
}

#[actix_web::test]
async fn every_control_has_a_label_and_every_reference_a_target() {
    let (_, _, body) = get("/loi-nhap").await;
    let page = Html::parse_document(&body);
    assert_eq!(markup_faults(&page), Vec::<String>::new());
    assert!(all(&page, "[style]").is_empty());
    // The walk of all pages relies on this: whatever is taken away shows.
    for (good, bad) in [
        ("for=\"email\"", "for=\"mail\""),
        ("id=\"email-error\"", "id=\"email-hint\""),
        ("href=\"#way\"", "href=\"#ways\""),
        ("<h1>H</h1>", ""),
        ("<html lang=\"vi\"", "<html"),
    ] {
        assert!(body.contains(good), "{good}");
        let page = Html::parse_document(&body.replacen(good, bad, 1));
        assert!(!markup_faults(&page).is_empty(), "{bad} instead of {good}");
    }
}

#[actix_web::test]
async fn components_say_states_steps_and_moments() {
    let (_, _, body) = get("/en/loi-nhap").await;
    let page = Html::parse_document(&body);
    assert_eq!(text(&page, ".tag--processing"), "In progress");
    assert_eq!(text(&page, ".steps [aria-current=step]"), "two");
    let step = one(&page, ".steps .done button");
    assert_eq!(
        (step.attr("form"), step.attr("value")),
        (Some("f"), Some("x"))
    );
    assert_eq!(text(&page, ".trail .now time"), "20 November 2026, 17:00");
    let ago = one(&page, "time[title]");
    assert_eq!(ago.inner_html(), "2 days ago");
    assert_eq!(ago.attr("datetime"), Some("2026-11-20T17:00+07:00"));
    assert_eq!(text(&page, ".pager [aria-current=page]"), "2");
    assert_eq!(
        one(&page, ".pager [rel=next]").attr("href"),
        Some("/en/loi-nhap?trang=3")
    );
    assert_eq!(text(&page, ".crumbs a"), "<up>");
}

#[actix_web::test]
async fn what_belongs_to_a_session_is_kept_nowhere() {
    for path in ["/rieng", "/vo-y"] {
        let asked = TestRequest::get()
            .uri(path)
            .insert_header((header::IF_NONE_MATCH, "*"));
        let (status, headers, _) = answer(asked).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(header_of(&headers, "cache-control"), "private, no-store");
        assert_eq!(header_of(&headers, "etag"), "");
    }
    let (_, _, body) = get("/rieng").await;
    let page = Html::parse_document(&body);
    assert_eq!(text(&page, ".nav--account .nav__wide"), "Lan <b>");
    let sign_out = one(
        &page,
        ".nav--account form[method=post][action='/dang-xuat'] [name=_csrf]",
    );
    assert_eq!(sign_out.attr("value"), Some("token"));
}

#[actix_web::test]
async fn the_foot_says_whose_portal_it_is() {
    let (_, _, body) = get("/").await;
    let page = Html::parse_document(&body);
    assert!(text(&page, "footer").contains("Bộ <Công an>"));
    assert_eq!(text(&page, "footer a[href='tel:18001096']"), "1800 1096");
    assert!(all(&page, "footer a[href^='mailto:']").is_empty());
}

#[actix_web::test]
async fn every_answer_carries_the_headers() {
    for path in ["/", "/khong-co", "/hong", "/cam", "/api/v1/hong"] {
        let (_, headers, _) = get(path).await;
        let policy = header_of(&headers, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(header_of(&headers, "x-content-type-options"), "nosniff");
        assert_eq!(header_of(&headers, "referrer-policy"), "same-origin");
        assert!(headers.contains_key("strict-transport-security"), "{path}");
        assert!(headers.contains_key("cache-control"), "{path}");
    }
}

#[actix_web::test]
async fn an_error_is_a_page_that_offers_a_way_on() {
    for (path, status, title) in [
        ("/khong-co", 404, "errors.title.not_found"),
        ("/so/chu", 404, "errors.title.not_found"),
        ("/cam", 403, "errors.title.forbidden"),
        ("/ban", 429, "errors.title.too_many"),
        ("/hong", 500, "errors.title.internal"),
        ("/en/hong", 500, "Something went wrong on our side"),
    ] {
        let (found, headers, body) = get(path).await;
        assert_eq!(found, status, "{path}");
        assert_eq!(
            header_of(&headers, "content-type"),
            "text/html; charset=utf-8"
        );
        assert!(!body.contains("secret cause"), "{path}");
        let page = Html::parse_document(&body);
        let is_english = path.starts_with("/en/");
        let title = if is_english {
            title.to_owned()
        } else {
            words(title)
        };
        assert_eq!(text(&page, "h1"), title);
        assert!(!all(&page, "main ul a").is_empty(), "{path}");
    }
    let (_, headers, body) = get("/en/ban?a=1").await;
    assert_eq!(header_of(&headers, "retry-after"), "30");
    let again = "main a[href='/en/ban?a=1']";
    assert_eq!(text(&Html::parse_document(&body), again), "Try again");
    let (_, _, body) = get("/khong-co").await;
    one(
        &Html::parse_document(&body),
        "main form[role=search] input[name=q]",
    );
}

#[actix_web::test]
async fn a_wrong_method_is_told_with_the_right_ones() {
    let (status, _, body) = answer(TestRequest::post().uri("/so/1")).await;
    assert_eq!(status, 405);
    let page = Html::parse_document(&body);
    assert_eq!(text(&page, "h1"), words("errors.title.method"));
}

#[actix_web::test]
async fn machines_get_problem_details() {
    let (status, headers, body) = get("/api/v1/hong").await;
    assert_eq!(status, 500);
    assert_eq!(
        header_of(&headers, "content-type"),
        "application/problem+json"
    );
    let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["status"], 500);
    assert_eq!(problem["title"], "Something went wrong on our side");
}

#[actix_web::test]
async fn assets_are_kept_for_good_under_their_digest() {
    let address = Assets::built_in().address("look.css");
    let (status, headers, style) = get(&address).await;
    assert_eq!(status, 200);
    assert_eq!(
        header_of(&headers, "content-type"),
        "text/css; charset=utf-8"
    );
    assert!(header_of(&headers, "cache-control").contains("immutable"));
    for name in style
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        let (status, ..) = get(&Assets::built_in().address(name)).await;
        assert_eq!(status, 200, "{name}");
    }
    let (_, headers, _) = get("/static/older/look.css").await;
    assert_eq!(header_of(&headers, "cache-control"), "no-cache");
    assert_eq!(get("/static/older/../Cargo.toml").await.0, 404);
    assert_eq!(get("/static/older/css/base.css").await.0, 404);
}
