//! What is asked for and what is taken at the desk.

use motcua::dossiers::State;

use super::{dossier, handed_to, offered, path};
use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines, says, words};

on_both_engines!(
    a_fee_is_paid_with_what_was_asked_for,
    what_everything_waits_for_is_offered_first,
);

async fn a_fee_is_paid_with_what_was_asked_for(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    handed_to(portal, &cast, id, "ha").await;
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let ask = ha.get(&format!("{}/yeu-cau-nop-phi", path(id))).await;
    let ask = ask.form("main form").fill("label", "Lệ phí");
    let far = ask.fill("amount", "9223372036854775807").submit().await;
    let far = far.is(422);
    assert_eq!(far.links("#faults a"), ["#amount"]);
    let ask = far.form("main form").fill("amount", "135.000");
    ask.submit().await.is(200);

    let page = huy.get(&path(id)).await.is(200);
    let mark = page.click("a[href*='/phi/']").await.is(200);
    for (wrong, key) in [
        ("1", "desk.problem.less_than_fee"),
        ("134.999", "desk.problem.less_than_fee"),
        ("135.001", "desk.problem.more_than_fee"),
    ] {
        let form = mark.form("main form").fill("amount", wrong);
        let told = form.submit().await.is(422);
        assert!(says(&told.text("#amount-error"), key), "{wrong}");
        assert_eq!(told.form("main form").value("amount"), wrong);
        assert_eq!(dossier(portal, id).state(), State::PaymentRequested);
    }
    let done = mark.form("main form").submit().await.is(200);
    assert!(done.text(".trail").contains("135.000"));
    assert_eq!(dossier(portal, id).state(), State::Processing);
}

async fn what_everything_waits_for_is_offered_first(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    handed_to(portal, &cast, id, "ha").await;
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    assert!(!huy.get(&path(id)).await.has(".doings a[href*='/phi/']"));
    let ask = ha.get(&format!("{}/yeu-cau-nop-phi", path(id))).await;
    let ask = ask.form("main form").fill("label", "Lệ phí");
    ask.fill("amount", "135.000").submit().await.is(200);

    let page = huy.get(&path(id)).await.is(200);
    let mark = words("desk.act.mark_fee_paid");
    assert_eq!(page.texts(".doings a")[0], format!("{mark}: Lệ phí"));
    assert_eq!(offered(&page).last().unwrap(), "dung");
    let body = String::from_utf8_lossy(page.body()).into_owned();
    assert!(
        body.contains("135.000\u{a0}đ"),
        "the sign stays beside the number"
    );
    let others = ha.get(&path(id)).await.is(200).text("section ul.soft");
    let by = format!("{mark}: {}", words("desk.role.cashier"));
    assert!(others.contains(&by), "{others}");
}
