//! Where an operator arrives.

use motcua::accounts::demonstration::PASSWORD;

use crate::exchange::scene::{Client, row};
use crate::support::{Cast, Portal, on_both_engines, says, words};

on_both_engines!(
    an_operator_arrives_where_the_work_is,
    what_needs_somebody_is_said_and_leads_there,
);

async fn an_operator_arrives_where_the_work_is(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let form = portal.browser().get("/dang-nhap").await.form("main form");
    let form = form.fill("name", "vanhanh@motcua.example");
    let page = form.fill("password", PASSWORD).submit().await.is(200);
    assert_eq!(page.path(), "/quan-tri");
    assert_eq!(
        page.texts(".nav--main a[aria-current]"),
        [words("frame.nav.console")]
    );
    for path in page.links("main a") {
        cast.signed_in(portal, "vanhanh").get(&path).await.is(200);
    }
    let search = page
        .form("form[role=search]")
        .fill("ma", "H26.1-261122-0007");
    let found = search.submit().await.is(200);
    assert!(found.path().starts_with("/quan-tri/lien-thong/ho-so?ma="));
}

async fn what_needs_somebody_is_said_and_leads_there(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let quiet = operator.get("/quan-tri").await.is(200);
    assert_eq!(quiet.texts(".figures b")[..2], ["0", "0"]);
    assert!(says(&quiet.text("section"), "console.overview.no_needs"));
    let client = Client::of(portal, "h99", crate::exchange::scene::NOWHERE).await;
    let step = row("H99-260105-0001", "20260105083000", 4, "Chuyển xử lý");
    assert_eq!(client.progress(&[step]).await["error_code"], "-1");
    let page = operator.get("/quan-tri").await.is(200);
    assert_eq!(page.texts(".figures b")[..2], ["1", "1"]);
    let partner = format!("/quan-tri/lien-thong/{}", client.partner.id);
    let waiting = format!("{partner}#quarantine");
    assert_eq!(page.links(".results a"), [partner, waiting]);
}
