//! A form whose page was open too long says so, and leads back to that page.

use motcua::accounts::demonstration::PASSWORD;
use motcua::accounts::sessions;
use reqwest::Method;
use reqwest::header::ORIGIN;

use super::objects;
use crate::support::{Cast, Page, Portal, engine_free, says, words};

engine_free!(
    a_form_of_an_earlier_session_says_that_its_page_is_old,
    a_form_after_the_session_is_kept_and_sent_again,
    a_form_from_nowhere_is_not_kept,
    a_text_that_is_too_long_is_not_called_a_file,
);

async fn a_form_of_an_earlier_session_says_that_its_page_is_old(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let accept = format!("/mot-cua/ho-so/{id}/tiep-nhan");
    let old = ha.get(&accept).await.is(200);
    let says = |page: Page, path: &str| {
        let page = page.is(403);
        assert_eq!(page.text("h1"), words("errors.title.expired"));
        assert!(!says(&page.text("main"), "errors.text.forbidden"));
        assert_eq!(page.links("main ul a")[0], path);
        page
    };
    sign_in_again(portal, &cast, &ha, "ha");
    let form = old.form("main form").fill("note", "Hẹn gặp chị");
    let kept = says(form.submit().await, &accept);
    // What was typed is sent again with the button.
    let done = kept.form("main form").submit().await.is(200);
    assert!(
        done.text("main").contains("Hẹn gặp chị"),
        "{}",
        done.text("main")
    );

    let decide = format!("/mot-cua/ho-so/{id}/ket-qua");
    let old = huy.get(&decide).await.is(200);
    sign_in_again(portal, &cast, &huy, "huy");
    let form = old
        .form("main form")
        .fill("title", "Giấy khai sinh")
        .attach("file", "kq.pdf", b"%PDF-1.7\n%");
    let kept = says(form.submit().await, &decide);
    // The file is chosen again; what was typed is not.
    let form = kept.form("main form");
    assert_eq!(form.value("title"), "Giấy khai sinh");
    form.submit().await.is(200);
}

fn sign_in_again(portal: &Portal, cast: &Cast, browser: &crate::support::Browser, name: &str) {
    let (account, moment) = (cast.account(name), portal.app.env.moment());
    let token = portal
        .storage()
        .write(|tx| sessions::open(tx, &moment, account));
    browser.keep_cookie("__Host-motcua", token.unwrap().reveal());
}

async fn a_form_after_the_session_is_kept_and_sent_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let address = format!("/mot-cua/ho-so/{id}/tu-choi");
    let form = ha.get(&address).await.is(200).form("main form");
    ha.keep_cookie("__Host-motcua", &"0".repeat(64));
    let page = form.fill("reason", "Sai thẩm quyền").submit().await.is(200);
    assert!(
        page.path().starts_with("/dang-nhap/giu?"),
        "{}",
        page.path()
    );
    let told = page.text(".notice--warn");
    assert!(
        says(&told, "accounts.sign_in.session_ended") && says(&told, "accounts.sign_in.form_kept"),
        "{told}"
    );
    assert!(!String::from_utf8_lossy(page.body()).contains("Sai thẩm quyền"));
    // A wrong password loses nothing; the right one leads to the button that sends it.
    let form = page.form("main form").fill("name", "ha@motcua.example");
    let wrong = form.fill("password", "not this one").submit().await.is(422);
    let form = wrong.form("main form").fill("password", PASSWORD);
    let go_on = form.submit().await.is(200);
    assert_eq!(go_on.text("h1"), words("accounts.go_on.title"));
    let sent = go_on.form("main form").submit().await.is(200);
    assert!(
        sent.text("main").contains("Sai thẩm quyền"),
        "{}",
        sent.text("main")
    );
    let stranger = portal.browser().get("/mot-cua/ho-so").await.is(200);
    assert!(!stranger.has(".notice--warn"), "nothing was lost");
}

async fn a_form_from_nowhere_is_not_kept(portal: &Portal) {
    let browser = portal.browser();
    let address = "/dang-nhap/giu?vao=%2Fho-so";
    let post = || {
        let request = browser.request(Method::POST, address);
        request.form(&[("reason", "Sai thẩm quyền")])
    };
    let kept = browser.send(post(), address).await.is(200);
    assert!(kept.has("[name=_kept]"));
    let mut nowhere = post().build().unwrap();
    nowhere.headers_mut().remove(ORIGIN);
    let told = browser.send_built(nowhere, address).await.is(200);
    assert!(!told.has("[name=_kept]"), "nobody says where it comes from");
}

async fn a_text_that_is_too_long_is_not_called_a_file(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let form = ha.get(&format!("/mot-cua/ho-so/{id}/tu-choi")).await;
    let form = form.form("main form").fill("reason", &"a".repeat(70_000));
    let page = form.submit().await.is(413);
    let said = page.text("main");
    assert!(
        says(&said, "errors.text.too_long") && !says(&said, "errors.text.too_large"),
        "{said}"
    );
}
