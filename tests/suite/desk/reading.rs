//! The papers of a dossier beside its answers.

use super::path;
use crate::access::objects;
use crate::support::{Cast, Portal, engine_free, on_both_engines, says, words};

on_both_engines!(a_paper_is_shown_in_the_page_and_nothing_else_of_ours,);

engine_free!(
    one_who_was_faster_is_told_apart_from_oneself,
    what_was_accepted_says_by_when_it_is_handed_on,
);

async fn a_paper_is_shown_in_the_page_and_nothing_else_of_ours(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::draft(portal, &cast);
    objects::paper_of(portal, &cast, id);
    objects::file(portal, &cast, id, cast.commune, Vec::new());
    let ha = cast.signed_in(portal, "ha");
    let page = ha.get(&path(id)).await.is(200);
    let policy = page.header("content-security-policy").unwrap().to_owned();
    assert!(
        policy.contains("frame-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let framed = page.attribute("#viewer iframe, #viewer img", "src");
    let shown = framed.split('#').next().unwrap().to_owned();
    assert!(shown.ends_with("/xem"), "{shown}");
    let file = ha.get(&shown).await.is(200);
    let policy = file.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'"));
    let disposition = file.header("content-disposition").unwrap();
    assert!(disposition.starts_with("inline"), "{disposition}");
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(file.header("cache-control"), Some("private, no-store"));
    let download = ha.get(shown.trim_end_matches("/xem")).await.is(200);
    let disposition = download.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    for who in ["chau", "lan"] {
        let other = cast.signed_in(portal, who).get(&shown).await;
        assert!([403, 404].contains(&other.status().as_u16()), "{who}");
    }
    // The form of an act stands beside the same paper.
    let act = ha.get(&format!("{}/tu-choi", path(id))).await.is(200);
    assert_eq!(act.attribute("#viewer iframe, #viewer img", "src"), framed);
    let plain = ha.get("/mot-cua/ho-so").await.is(200);
    let policy = plain.header("content-security-policy").unwrap();
    assert!(!policy.contains("frame-src"), "{policy}");
}

async fn one_who_was_faster_is_told_apart_from_oneself(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let refuse = ha.get(&format!("{}/tu-choi", path(id))).await.is(200);
    let refuse = |reason: &str| refuse.form("main form").fill("reason", reason).submit();
    refuse("Sai thẩm quyền").await.is(200);
    let own = refuse("Thiếu giấy").await.is(409);
    assert!(says(&own.text("#changes h2"), "desk.stale.own_title"));
}

async fn what_was_accepted_says_by_when_it_is_handed_on(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let label = words("desk.facts.forward_by");
    let before = ha.get(&path(id)).await.is(200);
    assert!(!before.text("dl.facts").contains(&label));
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    let page = accept.form("main form").submit().await.is(200);
    assert!(page.text("dl.facts").contains(&label));
}
