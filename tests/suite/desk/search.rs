//! The search over an agency's dossiers.

use super::{dossier, path};
use crate::access::objects;
use crate::support::{Cast, Portal, engine_free, on_both_engines};

on_both_engines!(
    the_queue_is_searched_by_code_name_and_number,
    what_somebody_waits_for_stands_before_what_is_finished,
);

engine_free!(a_phone_is_shown_as_people_write_it);

async fn the_queue_is_searched_by_code_name_and_number(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let code = dossier(portal, id).code;
    let queue = ha.get("/mot-cua/ho-so").await.is(200);
    let search = |typed: &str| queue.form("form[role=search]").fill("q", typed).submit();
    let spelt = code.to_lowercase().replace('-', " – ");
    assert_eq!(search(&spelt).await.is(200).path(), path(id));
    // The code of the agency in its older form: H26.1 is 000.00.01.H26.
    let old_form = code.replace("H26.1-", "000.00.01.H26-");
    assert_ne!(old_form, code);
    assert_eq!(search(&old_form).await.is(200).path(), path(id));
    for typed in [
        "nguyen thi lan",
        "Nguyễn Thị",
        "Lan",
        "la",
        "thị lan",
        "001190004017",
        "001 190 004 017",
    ] {
        let found = search(typed).await.is(200);
        assert_eq!(found.texts("tbody th .code"), [code.as_str()], "{typed}");
        // A name stands in the address, so that the page can be loaded again; a number does not.
        let is_name = !typed.starts_with('0');
        assert_eq!(found.path().contains("q="), is_name, "{}", found.path());
    }
    for typed in ["tran van khong co", "lan nguyen", "thi", "an"] {
        let nothing = search(typed).await.is(200);
        assert!(nothing.has(".empty"), "{typed}");
    }
    let by_address = ha.get("/mot-cua/ho-so?q=001190004017").await.is(200);
    assert!(
        by_address.has(".empty"),
        "no number is asked for in an address"
    );
    ha.get("/mot-cua/ho-so?danh-sach=khong-co").await.is(404);
    ha.get("/mot-cua/ho-so?sau=khong-co").await.is(404);
    let next = ha.get("/mot-cua/ho-so/ke-tiep").await.is(200);
    assert_eq!(next.path(), path(id));
}

async fn what_somebody_waits_for_stands_before_what_is_finished(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let ha = cast.signed_in(portal, "ha");
    let mut codes = Vec::new();
    for _ in 0..3 {
        let id = objects::dossier(portal, &cast);
        codes.push((id, dossier(portal, id).code));
        portal.clock.advance(chrono::Duration::minutes(1));
    }
    let refuse = ha.get(&format!("{}/tu-choi", path(codes[0].0))).await;
    let refuse = refuse.form("main form").fill("reason", "Sai thẩm quyền");
    refuse.submit().await.is(200);
    let queue = ha.get("/mot-cua/ho-so").await.is(200);
    for typed in ["nguyen thi lan", "001190004017"] {
        let search = queue.form("form[role=search]").fill("q", typed);
        let found = search.submit().await.is(200).texts("tbody th .code");
        let expected = [1, 2, 0].map(|at: usize| codes[at].1.clone());
        assert_eq!(found, expected, "{typed}");
    }
}

async fn a_phone_is_shown_as_people_write_it(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let form = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    let page = form.form("main form").submit().await.is(200);
    assert_eq!(page.text("a[href^='tel:']"), "0912000017");
    let receipt = page.click("a[href$=giay-tiep-nhan]").await.is(200);
    let said = receipt.text("main");
    assert!(
        said.contains("0912000017") && !said.contains("+84"),
        "{said}"
    );
}
