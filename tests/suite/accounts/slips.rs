//! What is typed wrong by accident costs nobody anything.

use motcua::accounts::demonstration::PASSWORD;

use crate::support::{Browser, Cast, Page, Portal, engine_free};

engine_free!(a_sign_in_that_is_half_empty_is_no_guess);

const LAN: &str = "lan@motcua.example";

async fn signs_in(browser: &Browser, name: &str, password: &str) -> Page {
    let page = browser.get("/dang-nhap").await.is(200);
    let form = page.form("main form").fill("name", name);
    form.fill("password", password).submit().await
}

async fn a_sign_in_that_is_half_empty_is_no_guess(portal: &Portal) {
    Cast::of(portal).await;
    let browser = portal.browser();
    // More than enough to close the account, and the address, to whoever guesses.
    for _ in 0..50 {
        let page = signs_in(&browser, LAN, "").await.is(422);
        assert_eq!(page.links("#faults a"), ["#password"]);
        assert_eq!(page.form("main form").value("name"), LAN);
        let page = signs_in(&browser, " ", PASSWORD).await.is(422);
        assert_eq!(page.links("#faults a"), ["#name"]);
        assert_eq!(page.form("main form").value("password"), "");
    }
    let page = signs_in(&browser, LAN, PASSWORD).await.is(200);
    assert_eq!(page.path(), "/ho-so");
}
