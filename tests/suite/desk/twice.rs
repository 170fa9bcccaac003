//! A form that is sent twice: whoever did what it asks for is told that it is done, and everybody
//! else, or who asks for something else, that they come late.

use motcua::dossiers::State;

use super::{dossier, path};
use crate::access::objects;
use crate::support::{Cast, Page, Portal, on_both_engines, says};

on_both_engines!(
    an_act_that_is_sent_twice_is_done_once,
    a_result_that_is_sent_twice_is_recorded_once,
    another_act_of_the_same_clerk_still_comes_late,
);

/// Sends the form of a page a first and a second time.
async fn twice(page: &Page, filled: &[(&str, &str)]) -> Page {
    let send = || {
        let form = page.form("main form");
        let fill =
            |form: crate::support::Form, (name, typed): &(&str, &str)| form.fill(name, typed);
        filled.iter().fold(form, fill).submit()
    };
    send().await.is(200);
    send().await.is(200)
}

async fn an_act_that_is_sent_twice_is_done_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let open = async |act: &str| ha.get(&format!("{}/{act}", path(id))).await.is(200);

    let done = twice(&open("tiep-nhan").await, &[("note", "Chào bạn")]).await;
    assert!(says(&done.text("[role=status]"), "desk.notice.accept"));
    assert_eq!(done.path().split('?').next(), Some(path(id).as_str()));
    assert_eq!(dossier(portal, id).chain.seq, 2, "filed and accepted");

    let hand = open("chuyen").await;
    let whom = cast.account("ha").to_string();
    for _ in 0..2 {
        let form = hand.form("main form").choose("officer", &whom);
        form.submit().await.is(200);
    }
    let payment = [("label", "Lệ phí"), ("amount", "135.000")];
    twice(&open("yeu-cau-nop-phi").await, &payment).await;
    let page = huy.get(&path(id)).await.is(200);
    let mark = page.click("a[href*='/phi/']").await.is(200);
    twice(&mark, &[]).await;
    assert_eq!(dossier(portal, id).state(), State::Processing);
    twice(&open("yeu-cau-bo-sung").await, &[("what", "Ảnh")]).await;
    assert_eq!(dossier(portal, id).chain.seq, 6, "each act once");
    let stop = huy.get(&format!("{}/dung", path(id))).await.is(200);
    twice(&stop, &[("reason", "Không đủ điều kiện")]).await;
    assert_eq!(dossier(portal, id).chain.seq, 7);
}

async fn a_result_that_is_sent_twice_is_recorded_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    accept.form("main form").submit().await.is(200);
    let decide = huy.get(&format!("{}/ket-qua", path(id))).await.is(200);
    let send = |content: &'static [u8]| {
        let form = decide.form("main form").fill("title", "Giấy khai sinh");
        form.attach("file", "kq.pdf", content).submit()
    };
    send(b"%PDF-1.7\n%").await.is(200);
    let again = send(b"%PDF-1.7\n%").await.is(200);
    assert_eq!(again.texts(".file__name a:not(.target)").len(), 1);
    send(b"%PDF-1.7\n%another").await.is(409);
    let give = ha.get(&format!("{}/tra-ket-qua", path(id))).await.is(200);
    twice(&give, &[]).await;
    assert_eq!(dossier(portal, id).state(), State::Returned);
}

async fn another_act_of_the_same_clerk_still_comes_late(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let refuse = ha.get(&format!("{}/tu-choi", path(id))).await.is(200);
    let form = || refuse.form("main form");
    form()
        .fill("reason", "Sai thẩm quyền")
        .submit()
        .await
        .is(200);
    let other = form().fill("reason", "Thiếu giấy").submit().await;
    let other = other.is(409);
    assert_eq!(other.text("textarea").trim(), "Thiếu giấy");
}
