//! What a partner did not take is sent again or discarded by an operator.

use motcua::exchange::NewPartner;

use super::page_of;
use crate::access::objects;
use crate::exchange::listener::{Listener, Manners};
use crate::exchange::scene::{Client, new_partner};
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(a_dead_push_is_sent_again, a_dead_push_is_discarded);

/// How often a push that is refused is tried, and more.
const ROUNDS: usize = 30;

async fn refused(portal: &Portal, cast: &Cast, listener: &Listener) -> Client {
    let new = NewPartner {
        push_url: Some(listener.push_url().parse().unwrap()),
        decides: true,
        ..new_partner("h26", "H26")
    };
    let client = Client::sign_in(portal, &new).await;
    listener.behave(Manners::Refuses);
    objects::dossier_at(portal, cast, cast.commune);
    for _ in 0..ROUNDS {
        portal.work_off().await;
        portal.clock.advance(chrono::Duration::hours(2));
    }
    client
}

async fn a_dead_push_is_sent_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let client = refused(portal, &cast, &listener).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let list = operator.get("/quan-tri/lien-thong").await.is(200);
    assert_eq!(list.text("tbody th .tag"), "Có sự cố");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    assert!(page.text("#dead .said").contains("MaSoThue empty"));
    listener.behave(Manners::Takes);
    let before = listener.heard().len();
    let after = page.form("#dead form").press("act", "retry").submit();
    assert!(!after.await.is(200).has("#dead"));
    portal.work_off().await;
    assert_eq!(listener.heard().len(), before + 1);
    // The page was made before it was sent again.
    page.form("#dead form").submit().await.is(409);
    listener.close().await;
}

async fn a_dead_push_is_discarded(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let client = refused(portal, &cast, &listener).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    let before = listener.heard().len();
    let after = page.form("#dead form").press("act", "discard").submit();
    assert!(!after.await.is(200).has("#dead"));
    portal.work_off().await;
    assert_eq!(listener.heard().len(), before);
    listener.close().await;
}
