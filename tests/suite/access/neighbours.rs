//! What hangs on a dossier is reached through that dossier only: an address made of two that one may
//! see leads nowhere.

use motcua::kernel::DossierId;
use reqwest::{Method, multipart};

use super::objects::{dossier, draft, paper_of, result_of, token};
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(
    a_paper_is_reached_through_its_own_dossier_only,
    a_result_is_reached_through_its_own_dossier_only,
);

async fn a_paper_is_reached_through_its_own_dossier_only(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let (one, other) = (draft(portal, &cast), draft(portal, &cast));
    let paper = paper_of(portal, &cast, one);
    lan.get(&format!("/ho-so/{one}/giay-to/{paper}"))
        .await
        .is(200);
    lan.get(&format!("/ho-so/{other}/giay-to/{paper}"))
        .await
        .is(404);
    // It is not taken away through another draft either, though the answer is that of a repeat.
    let (field, value) = token(portal, &lan);
    let path = format!("/ho-so/{other}/giay-to");
    let form = multipart::Form::new().text(field, value);
    let form = form.text("_remove", paper.to_string());
    let request = lan.request(Method::POST, &path).multipart(form);
    lan.send(request, &path).await.is(303);
    lan.get(&format!("/ho-so/{one}/giay-to/{paper}"))
        .await
        .is(200);
}

async fn a_result_is_reached_through_its_own_dossier_only(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (one, other) = (dossier(portal, &cast), dossier(portal, &cast));
    let result = result_of(portal, &cast, one);
    let (lan, ha) = (cast.signed_in(portal, "lan"), cast.signed_in(portal, "ha"));
    for (browser, desk) in [(&lan, ""), (&ha, "/mot-cua")] {
        let address = |id: DossierId| format!("{desk}/ho-so/{id}/ket-qua/{result}");
        browser.get(&address(one)).await.is(200);
        browser.get(&address(other)).await.is(404);
    }
}
