//! The whole road in a real browser: a citizen finds, applies and files; a clerk accepts; an
//! approver decides; the citizen has the result.

use std::fs;

use motcua::accounts::demonstration::PASSWORD;

use crate::support::{Cast, Chromium, Portal, on_both_engines, words, words_for};

mod partner;
mod phone;

on_both_engines!(from_the_search_to_the_result);

async fn from_the_search_to_the_result(portal: &Portal) {
    Cast::of(portal).await;
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("the-cu.pdf");
    fs::write(&paper, b"%PDF-1.4\n%%EOF\n").unwrap();
    let paper = paper.to_str().unwrap();

    let citizen = signed_in(portal, "minh").await;
    let id = filed(&citizen, paper).await;
    let clerk = signed_in(portal, "mai").await;
    clerk.go(&format!("/mot-cua/ho-so/{id}/tiep-nhan")).await;
    clerk.press("main form button").await;
    assert!(
        clerk.text().await.contains(&words("common.state.accepted")),
        "{}",
        clerk.text().await
    );
    let approver = signed_in(portal, "nam").await;
    approver.go(&format!("/mot-cua/ho-so/{id}/ket-qua")).await;
    approver.type_in("title", "Thẻ bảo hiểm y tế điện tử").await;
    approver.upload(paper).await;
    approver.press("main form button").await;
    portal.work_off().await;

    citizen.go(&format!("/ho-so/{id}")).await;
    assert!(
        citizen
            .text()
            .await
            .contains(&words("dossiers.state.returned")),
        "{}",
        citizen.text().await
    );
    citizen.go("/kho").await;
    assert!(citizen.text().await.contains("Thẻ bảo hiểm y tế điện tử"));
    for browser in [citizen, clerk, approver] {
        browser.close().await;
    }
}

async fn signed_in(portal: &Portal, name: &str) -> Chromium {
    sign_in(Chromium::open(portal.base_url().clone()).await, name).await
}

pub async fn sign_in(browser: Chromium, name: &str) -> Chromium {
    browser.go("/dang-nhap").await;
    browser
        .type_in("name", &format!("{name}@motcua.example"))
        .await;
    browser.type_in("password", PASSWORD).await;
    browser.press("main form button:not([type=button])").await;
    browser
}

/// Finds the service, answers its questions, uploads a paper and files. Gives back the dossier.
async fn filed(citizen: &Chromium, paper: &str) -> String {
    citizen.go("/dich-vu?q=cap+lai+the+bhyt").await;
    citizen.press("main a[href='/dich-vu/1.002759']").await;
    // The window is narrower than what shows the column beside.
    citizen
        .press(".sticky-act a[href='/dich-vu/1.002759/nop']")
        .await;
    citizen.choose("tinh", "01").await;
    citizen.press("main form button").await;
    citizen.press("main .actions button[name='_next']").await;
    assert!(
        citizen
            .text()
            .await
            .contains(&words_for("common.faults.title", 2)),
        "{}",
        citizen.text().await
    );
    citizen.tick("cho_ai", "toi").await;
    citizen.tick("ly_do", "hong").await;
    citizen.press("main .actions button[name='_next']").await;
    citizen.type_in("ma_so_bhxh", "0123456789").await;
    citizen.press("main .actions button[name='_next']").await;
    citizen.press("main .actions button[name='_next']").await;
    citizen.press("main .actions button[name='_next']").await;

    citizen.upload(paper).await;
    citizen.press("main .actions button[name='_next']").await;
    citizen.tick("way", "portal").await;
    citizen.press("main .actions button[name='_next']").await;
    assert!(
        citizen.text().await.contains("the-cu.pdf"),
        "{}",
        citizen.text().await
    );
    citizen.click("main input[name='agreed']").await;
    citizen.press("main form .actions button").await;
    let receipt = citizen.path().await;
    let id = receipt
        .strip_prefix("/ho-so/")
        .and_then(|rest| rest.strip_suffix("/bien-nhan"));
    id.unwrap_or_else(|| panic!("{receipt} is no receipt"))
        .to_owned()
}
