//! The list of agencies and the page of one.

use crate::support::{Portal, engine_free};

engine_free!(
    all_provinces_are_listed_and_lead_to_their_pages,
    old_codes_lead_to_what_stands_there_now,
    codes_of_our_own_are_never_shown_as_official,
    agencies_are_found_by_name,
    former_units_lead_to_what_stands_there_now,
    everyday_names_and_abbreviations_are_understood,
    communes_stand_by_their_letters,
    a_central_body_has_what_its_offices_handle,
);

async fn all_provinces_are_listed_and_lead_to_their_pages(portal: &Portal) {
    let page = portal.browser().get("/co-quan").await.is(200);
    let provinces = page.links("section[aria-labelledby=tinh] a");
    assert_eq!(provinces.len(), 34);
    for path in provinces {
        let page = portal.browser().get(&path).await.is(200);
        assert!(
            page.links("section[aria-labelledby=communes] a").len() > 30,
            "{path}"
        );
    }
}

async fn old_codes_lead_to_what_stands_there_now(portal: &Portal) {
    let leads = async |from: &str| {
        let page = portal.browser().peek(&format!("/co-quan/{from}")).await;
        assert_eq!(page.status(), 301, "{from}");
        page.header("location").unwrap().to_owned()
    };
    // The older form of a code, a province's unit code, and Yên Bái's: Lào Cai has it now.
    assert_eq!(leads("000.00.00.H26").await, "/co-quan/H26");
    assert_eq!(leads("01").await, "/co-quan/H26");
    assert_eq!(leads("15").await, "/co-quan/H38");
    assert_eq!(leads("10").await, "/co-quan/H38");
    let former = portal.browser().get("/co-quan/H63").await.is(200);
    assert_eq!(former.links(".notice--warn a"), ["/co-quan/H38"]);
    for unknown in ["99999", "x%20y", "H99", "%FF"] {
        let status = portal
            .browser()
            .get(&format!("/co-quan/{unknown}"))
            .await
            .status();
        assert!(status.is_client_error(), "{unknown}: {status}");
    }
}

async fn codes_of_our_own_are_never_shown_as_official(portal: &Portal) {
    let ministry = portal.browser().get("/co-quan/G01").await.is(200);
    assert_eq!(ministry.text(".facts .code"), "G01");
    let commune = portal.browser().get("/co-quan/00004").await.is(200);
    assert!(!commune.has(".facts .code"));
}

async fn agencies_are_found_by_name(portal: &Portal) {
    let page = portal
        .browser()
        .get("/co-quan?q=phuong+ba+dinh")
        .await
        .is(200);
    assert_eq!(page.links(".results a")[0], "/co-quan/00004");
    let nothing = portal.browser().get("/co-quan?q=qwerty").await.is(200);
    assert!(nothing.has(".empty"));
}

async fn former_units_lead_to_what_stands_there_now(portal: &Portal) {
    let browser = portal.browser();
    let former = async |asked: &str| {
        let page = browser.get(&format!("/co-quan?q={asked}")).await.is(200);
        assert!(!page.has(".empty"), "{asked}");
        let first = "section[aria-labelledby=don-vi-cu] li:first-child";
        (
            page.text(&format!("{first} b")),
            page.links(&format!("{first} a")),
        )
    };
    assert!(
        browser
            .get("/co-quan")
            .await
            .text("main header p")
            .contains("cũ")
    );
    let (name, now) = former("trúc bạch").await;
    assert_eq!(
        (name.as_str(), now),
        ("Phường Trúc Bạch", vec!["/co-quan/00004".to_owned()])
    );
    let (name, now) = former("phuc xa").await;
    assert_eq!(
        (name.as_str(), now),
        ("Phường Phúc Xá", vec!["/co-quan/00097".to_owned()])
    );
    let (name, now) = former("quận Ba Đình").await;
    assert_eq!(name, "Quận Ba Đình");
    assert!(
        now.len() > 2 && now.contains(&"/co-quan/00004".to_owned()),
        "{now:?}"
    );
    let (name, now) = former("00001").await;
    assert_eq!((name.as_str(), now.len()), ("Phường Phúc Xá", 1));
    let code = browser.get("/co-quan?q=000.00.00.H26").await.is(200);
    assert_eq!(code.links(".results a"), ["/co-quan/H26"]);
}

async fn everyday_names_and_abbreviations_are_understood(portal: &Portal) {
    let browser = portal.browser();
    for (asked, first) in [
        ("bhxh", "/co-quan/G24"),
        ("bảo hiểm xã hội việt nam", "/co-quan/G24"),
        ("sở xây dựng hà nội", "/co-quan/01-so-xay-dung"),
        ("so xay dung ha noi", "/co-quan/01-so-xay-dung"),
        ("UBND phường Ba Đình", "/co-quan/00004"),
        ("ubnd p. ba đình hà nội", "/co-quan/00004"),
    ] {
        let page = browser.get(&format!("/co-quan?q={asked}")).await.is(200);
        let found = page.links(".results a");
        assert_eq!(found.first().map(String::as_str), Some(first), "{asked}");
    }
    for (asked, unit) in [
        ("UBND quận Hoàn Kiếm", "Quận Hoàn Kiếm"),
        ("ubnd q hoan kiem ha noi", "Quận Hoàn Kiếm"),
        ("Phường 14, Quận 10", "Phường 14"),
        ("P14 Q10", "Phường 14"),
        ("Thạch Thang, Hải Châu", "Phường Thạch Thang"),
    ] {
        let page = browser.get(&format!("/co-quan?q={asked}")).await.is(200);
        let former = page.texts("section[aria-labelledby=don-vi-cu] li b");
        assert_eq!(former.first().map(String::as_str), Some(unit), "{asked}");
    }
}

async fn communes_stand_by_their_letters(portal: &Portal) {
    let page = portal.browser().get("/co-quan/H26").await.is(200);
    let letters = page.texts("section[aria-labelledby=communes] h3");
    assert!(letters.len() > 10, "{letters:?}");
    assert_eq!(letters.first().map(String::as_str), Some("A"));
    let names = page.texts("section[aria-labelledby=communes] a");
    assert!(names.contains(&"Ba Đình (phường)".to_owned()));
    assert_eq!(names.len(), 126);
}

async fn a_central_body_has_what_its_offices_handle(portal: &Portal) {
    super::search::build(portal);
    let page = portal.browser().get("/co-quan/G24").await.is(200);
    assert!(
        page.links(".results a")
            .contains(&"/dich-vu/1.002759".to_owned())
    );
}
