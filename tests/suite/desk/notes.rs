//! A note that clerks write for themselves: colleagues read it; the applicant, letters and partners
//! learn nothing of it.

use motcua::context::Principal;
use motcua::dossiers::{self, State};
use motcua::jobs;
use motcua::kernel::Viewer;

use super::{dossier, path};
use crate::access::objects;
use crate::exchange::listener::Listener;
use crate::exchange::scene::{self, Client};
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(
    colleagues_read_a_note_and_nobody_else,
    a_note_without_a_text_is_told_beside_the_field,
    a_note_takes_nothing_from_the_applicant,
);

const NOTE: &str = "Đã gọi cho tổ dân phố, chờ trả lời";

async fn colleagues_read_a_note_and_nobody_else(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let id = objects::dossier(portal, &cast);
    let partner = motcua::exchange::NewPartner {
        push_url: listener.push_url().parse().ok(),
        ..scene::province()
    };
    let client = Client::sign_in(portal, &partner).await;
    let letters = portal.letters().await.len();
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let page = ha.get(&path(id)).await.is(200);
    let form = page.click(".doings a[href$=ghi-chu]").await.is(200);
    let done = form.form("main form").fill("text", NOTE).submit();
    let done = done.await.is(200);
    assert!(done.text("[role=status]").contains("Đã lưu ghi chú"));
    assert!(done.text(".said").contains(NOTE));
    assert!(
        huy.get(&path(id))
            .await
            .is(200)
            .text(".trail")
            .contains(NOTE)
    );
    let noted = dossier(portal, id);
    assert_eq!((noted.state(), noted.chain.seq), (State::Submitted, 2));

    // Neither the text nor that there is one.
    let lan = cast.signed_in(portal, "lan");
    for page in ["", "/bien-nhan", "/rut"] {
        let page = lan.get(&format!("/ho-so/{id}{page}")).await.is(200);
        let body = String::from_utf8_lossy(page.body()).into_owned();
        assert!(!body.contains("tổ dân phố") && !body.contains("internal_note"));
        assert!(!body.contains("Ghi chú nội bộ"), "{body}");
    }
    let form = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    let form = String::from_utf8_lossy(form.body()).into_owned();
    assert!(
        form.contains(r#"name="version" value="1""#),
        "no version of the row: {form}"
    );
    // Who works at the agency but holds the dossier reads no more than other applicants.
    let own = Viewer {
        account: cast.account("lan"),
        ..cast.clerk_of_every_role()
    };
    let cx = portal.app.context(Principal::Account(own));
    let storage = portal.storage();
    let opened = storage.write(|tx| dossiers::open_for_staff(tx, &cx, id));
    assert_eq!(opened.unwrap().history.events.len(), 1);
    let shown = lan.get(&format!("/ho-so/{id}")).await;
    assert_eq!(shown.texts(".trail__title").len(), 1, "that it was filed");
    assert_eq!(portal.letters().await.len(), letters, "no letter");
    let open = portal.storage().read(jobs::counts).unwrap().open;
    assert_eq!(open, 0, "and no job for anybody");
    assert!(listener.heard().is_empty());
    assert_eq!(client.state_of(&noted.code).await, None, "not theirs");
    listener.close().await;
}

async fn a_note_without_a_text_is_told_beside_the_field(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let address = format!("{}/ghi-chu", path(id));
    let page = ha.get(&address).await.is(200);
    let page = page.form("main form").fill("text", " ").submit().await;
    let page = page.is(422);
    assert_eq!(page.links("#faults a"), ["#text"]);
    assert_eq!(page.text("#faults a"), "Chưa ghi nội dung");
    let long = page.form("main form").fill("text", &"ô".repeat(4_001));
    let page = long.submit().await.is(422);
    assert_eq!(page.text("textarea").trim().chars().count(), 4_001);
    // Whoever decides and takes money has other ways to write.
    huy.get(&address).await.is(403);
}

async fn a_note_takes_nothing_from_the_applicant(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let lan = cast.signed_in(portal, "lan");
    let page = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    let note = dossiers::ActInput::AddNote { text: NOTE.into() };
    cast.act(portal, id, &note);
    // The dossier has another version, but nothing has changed for her.
    let form = page.form("form.confirm").fill("reason", "Nhầm");
    let done = form.submit().await.is(200);
    assert!(done.has(".tag--withdrawn"));
    assert_eq!(dossier(portal, id).chain.seq, 3);
}
