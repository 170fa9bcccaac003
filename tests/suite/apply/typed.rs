//! What an applicant typed: it stays as it was typed, nothing of it is lost, and a place that was
//! chosen is the place the application goes to.

use super::{BIRTH, PROCEDURE, agreed, begun, filled_in};
use crate::support::{Cast, Page, Portal, on_both_engines};

on_both_engines!(
    a_postal_address_stays_as_it_was_typed,
    another_place_begins_another_draft,
);

async fn a_postal_address_stays_as_it_was_typed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let papers = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let papers = papers.form("form[enctype]").press("_next", "1");
    let page = papers.submit().await.is(200);
    let form = page.form("main form").choose("way", "post");
    let typed = "  Số 5/2, Ngõ Huế; ĐT 0912-345 \r\n Phường Ba Đình\r\n";
    let page = form.fill("address", typed).submit().await.is(200);
    let kept = "Số 5/2, Ngõ Huế; ĐT 0912-345 Phường Ba Đình";
    assert!(page.text("main").contains(kept), "{}", page.text("main"));
    let handover = page.path().replace("kiem-tra", "nhan-ket-qua");
    let again = lan.get(&handover).await.is(200);
    let again = again.form("main form").value("address");
    assert_eq!(
        again.trim(),
        "Số 5/2, Ngõ Huế; ĐT 0912-345\n Phường Ba Đình"
    );
    let receipt = agreed(page).await;
    assert!(receipt.text("main").contains(kept));
}

async fn another_place_begins_another_draft(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let path = format!("/dich-vu/{BIRTH}/nop?tinh=01");
    let page = lan.get(&path).await.is(200);
    let offered = page.form("main form").offered("xa")[1..3].to_vec();
    let begin = async |place: &str| {
        let form = page.form("main form").choose("xa", place);
        form.submit().await.is(200)
    };
    let first = begin(&offered[0]).await;
    // Back, and another place on the page that was shown before.
    let second = begin(&offered[1]).await;
    assert_ne!(first.path(), second.path());
    let agency = |page: &Page| page.texts("main > p.soft").pop().unwrap();
    assert_ne!(agency(&first), agency(&second));
    assert_eq!(begin(&offered[0]).await.path(), first.path());
    assert_eq!(begin(&offered[1]).await.path(), second.path());
}
