//! The page on which somebody who is signed in begins.

use motcua::dossiers::ActInput;

use crate::apply::{accept, lans_dossier};
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(
    what_waits_comes_first,
    a_newcomer_is_led_to_services,
    a_wrong_address_is_headed_for_whoever_asks,
);

async fn what_waits_comes_first(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    let before = lan.get("/").await.is(200);
    assert!(before.text("h1").contains("Nguyễn Thị Lan"));
    assert!(!before.has(".todo"));
    assert!(before.has(&format!(".lines a[href='/ho-so/{id}']")));

    accept(portal, &cast, id);
    let what = "Bản sao sổ hộ khẩu".into();
    cast.act(portal, id, &ActInput::RequestSupplement { what });
    let page = lan.get("/").await.is(200);
    assert!(page.has(&format!(".todo a[href='/ho-so/{id}/bo-sung']")));
    assert!(!page.has(".lines"), "what waits is not listed twice");
    let hers = cast.signed_in(portal, "minh").get("/").await.is(200);
    assert!(!hers.has(".todo"), "it is hers alone");
}

async fn a_newcomer_is_led_to_services(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let page = cast.signed_in(portal, "an").get("/").await.is(200);
    assert!(page.has(".empty a[href='/dich-vu']"));
    let clerk = cast.signed_in(portal, "ha").get("/").await.is(200);
    assert!(clerk.has("#su-kien"), "a clerk sees what strangers see");
}

async fn a_wrong_address_is_headed_for_whoever_asks(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = lan.get("/khong-co-trang-nay").await.is(404);
    assert!(page.has("header form[action='/dang-xuat']"));
    let stranger = portal.browser().get("/khong-co-trang-nay").await.is(404);
    assert!(stranger.has("header a[href='/dang-nhap']"));
}
