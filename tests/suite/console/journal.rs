//! The journal as operators read it.

use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines, words};

on_both_engines!(what_somebody_did_is_read_and_followed,);

async fn what_somebody_did_is_read_and_followed(portal: &Portal) {
    const PAGE: &str = "/quan-tri/nhat-ky";
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    ha.get(&format!("/mot-cua/ho-so/{id}")).await.is(200);
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(PAGE).await.is(200);
    let rows = page.texts("tbody tr");
    let looked = words("console.journal.action.looked_at_dossier");
    let look = rows.iter().find(|row| row.contains(&looked)).unwrap();
    let code = crate::desk::dossier(portal, id).code;
    assert!(look.contains("Lê Thu Hà") && look.contains(&code), "{look}");
    let about = operator
        .get(&format!("{PAGE}?ve={}", id.uuid()))
        .await
        .is(200);
    assert_eq!(about.texts("tbody tr").len(), 1);
    let by = about.click("tbody td a").await.is(200);
    assert!(by.path().contains("ai="), "{}", by.path());
    let by = by.texts("tbody tr");
    assert!(by.iter().all(|row| row.contains("Lê Thu Hà")), "{by:?}");
    operator.get(&format!("{PAGE}?ai=khong-co")).await.is(404);
    for who in ["ha", "huy", "lan"] {
        cast.signed_in(portal, who).get(PAGE).await.is(403);
    }
}
