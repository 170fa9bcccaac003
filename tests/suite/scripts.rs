//! What scripts add to pages, in Chromium. The same journeys without script are everywhere else.

use serde_json::json;

use crate::apply::{PROCEDURE, begun};
use crate::road::sign_in;
use crate::support::{Cast, Chromium, Portal, engine_free};

engine_free!(
    suggestions_stand_under_the_search,
    a_session_that_is_about_to_end_is_told_and_kept,
    communes_follow_the_province,
    a_password_can_be_seen,
    characters_are_counted_near_the_limit,
);

async fn suggestions_stand_under_the_search(portal: &Portal) {
    let window = Chromium::open(portal.base_url().clone()).await;
    window.go("/").await;
    window.type_in("q", "doi giay phep lai xe").await;
    window.appears(".suggest [role=option]").await;
    let search = "main [name=q]";
    assert_eq!(window.attribute(search, "aria-expanded").await, "true");
    window.type_in("q", "\u{e015}").await;
    let picked = window.attribute(search, "aria-activedescendant").await;
    assert_eq!(picked, "suggestion-1");
    let leads_to = window.link("#suggestion-1").await;
    window.type_in("q", "\u{e00c}").await;
    assert_eq!(window.attribute(search, "aria-expanded").await, "false");
    window.type_in("q", " ").await;
    window.appears(".suggest [role=option]").await;
    window.type_in("q", "\u{e015}\u{e007}").await;
    window.appears("main [aria-labelledby]").await;
    assert_eq!(window.path().await, leads_to);
    window.close().await;
}

async fn a_session_that_is_about_to_end_is_told_and_kept(portal: &Portal) {
    Cast::of(portal).await;
    let window = sign_in(Chromium::open(portal.base_url().clone()).await, "lan").await;
    let idle_for = |minutes: u32| {
        format!("localStorage.setItem('motcua.seen', String(Date.now() - {minutes} * 60000))")
    };
    assert_eq!(
        window
            .run("return document.getElementById('session').open")
            .await,
        json!(false)
    );
    window.run(&idle_for(51)).await;
    window
        .appears("#session[open] [data-state=ending]:not([hidden])")
        .await;
    window.click("#session form[data-keep] button").await;
    window.appears("#session:not([open])").await;

    window.run(&idle_for(56)).await;
    window
        .appears("#session[open] [data-state=ended]:not([hidden])")
        .await;
    assert_eq!(
        window.link("#session [data-state=ended] a").await,
        "/dang-nhap"
    );
    window.run(&idle_for(0)).await;
    window.appears("#session:not([open])").await;
    window.close().await;
}

async fn communes_follow_the_province(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let begun = begun(&lan, PROCEDURE, &cast, portal).await;
    let page = begun.form("main form").submit().await.is(200);
    let window = sign_in(Chromium::open(portal.base_url().clone()).await, "lan").await;
    window.go(page.path()).await;
    window.choose("dia_chi.province", "48").await;
    window
        .appears("datalist#wards-48 option[value='Phường Hải Châu']")
        .await;
    let list = window.attribute("[name='dia_chi.ward']", "list").await;
    assert_eq!(list, "wards-48");
    window.close().await;
}

async fn a_password_can_be_seen(portal: &Portal) {
    let window = Chromium::open(portal.base_url().clone()).await;
    window.go("/dang-nhap").await;
    window.appears("[data-show-password] button").await;
    window.type_in("password", "mat-khau-cua-toi").await;
    window.click("[data-show-password] button").await;
    assert_eq!(window.attribute("#password", "type").await, "text");
    window.click("[data-show-password] button").await;
    assert_eq!(window.attribute("#password", "type").await, "password");
    window.close().await;
}

async fn characters_are_counted_near_the_limit(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let begun = begun(&lan, PROCEDURE, &cast, portal).await;
    let page = begun.form("main form").submit().await.is(200);
    let form = page.form("main form").choose("dia_chi.province", "01");
    let form = form.fill("dia_chi.ward", "Phường Ba Đình");
    let page = form.fill("dia_chi.street", "Số 1").submit().await.is(200);
    let window = sign_in(Chromium::open(portal.base_url().clone()).await, "lan").await;
    window.go(page.path()).await;
    let most = window.attribute("textarea", "data-most").await;
    let most: usize = most.parse().unwrap();
    for (length, number) in [(most - 3, "3"), (most + 4, "4")] {
        let typed = format!(
            "const area = document.querySelector('textarea');
            area.value = 'ă'.repeat({length});
            area.dispatchEvent(new Event('input'));"
        );
        window.run(&typed).await;
        window
            .appears("textarea + p[role=status]:not(:empty)")
            .await;
        let said = "return document.querySelector('textarea + p[role=status]').textContent";
        let mut told = window.run(said).await;
        while !told.as_str().unwrap().contains(number) {
            told = window.run(said).await;
        }
    }
    window.close().await;
}
