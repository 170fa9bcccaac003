//! A message that was refused is seen with its reason, tried again, mended or discarded.

use motcua::dossiers::{self, EventKind};
use motcua::exchange;
use motcua::kernel::Clock as _;
use motcua::storage::Error;
use serde_json::{Value, json};

use super::{history, page_of};
use crate::exchange::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::support::{Cast, Page, Portal, on_both_engines, says, words, words_for};

const CODE: &str = "H99-260105-0001";

on_both_engines!(
    a_refused_message_is_mended_and_makes_its_dossier_appear,
    what_came_and_what_was_recorded_are_both_kept,
    a_message_is_tried_again_when_what_it_waited_for_is_there,
    what_is_discarded_needs_a_reason_and_stays_kept,
    all_that_wait_for_one_reason_are_discarded_at_once,
    all_that_wait_for_one_reason_are_tried_again,
    what_waits_for_another_reason_by_now_is_looked_at_again,
    a_long_list_is_paged,
);

/// The page of the one message that waits.
async fn message(portal: &Portal, cast: &Cast, client: &Client) -> Page {
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    assert_eq!(page.texts("#quarantine tbody tr").len(), 1);
    page.click("#quarantine tbody a").await.is(200)
}

fn waiting(portal: &Portal, client: &Client) -> usize {
    let open = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, client.partner.id, None, 100));
    open.unwrap().len()
}

async fn a_refused_message_is_mended_and_makes_its_dossier_appear(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let mut wrong = snapshot(CODE, 4);
    wrong["NgayHenTra"] = json!("mai");
    assert_eq!(client.insert(&[wrong]).await["error_code"], "-1");
    let page = message(portal, &cast, &client).await;
    assert!(page.text(".notice--warn").contains("NgayHenTra"));
    let typed = page.form("form#mend").value("mended");
    assert!(!typed.contains(&client.session), "the session is shown");
    let mut mended: Value = serde_json::from_str(&typed).unwrap();
    assert_eq!(mended["session"], "");

    let broken = page.form("form#mend").fill("mended", "{ hỏng");
    let broken = broken.submit().await.is(422);
    assert_eq!(broken.links("#faults a"), ["#mended"]);
    assert!(broken.text("#mended-error").contains("dòng 1, cột 3"));
    assert_eq!(broken.form("form#mend").value("mended").trim(), "{ hỏng");
    mended["data"][0]["NgayHenTra"] = json!("20260199");
    let form = broken.form("form#mend");
    let still = form.fill("mended", &mended.to_string()).submit();
    let still = still.await.is(422);
    assert!(still.text("#mended-error").contains("NgayHenTra"));
    assert!(still.form("form#mend").value("mended").contains("20260199"));
    assert_eq!(client.state_of(CODE).await, None);

    mended["data"][0]["NgayHenTra"] = json!("20260112083000");
    // Whatever a partner may send may be mended.
    mended["GhiChu"] = json!("x".repeat(2 * 1024 * 1024));
    let form = still.form("form#mend");
    let done = form.fill("mended", &mended.to_string()).submit();
    let done = done.await.is(200);
    assert!(says(&done.text("[role=status]"), "console.notice.recorded"));
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("4"));
    assert_eq!(waiting(portal, &client), 0);
    page.form("form#replay").submit().await.is(409);
}

async fn what_came_and_what_was_recorded_are_both_kept(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let mut wrong = snapshot(CODE, 4);
    // So it came, and nobody could know which dossier it is about.
    wrong["MaHoSo"] = json!("so 1");
    wrong["TrichYeuHoSo"] = json!("Như đã gửi");
    assert_eq!(client.insert(&[wrong]).await["error_code"], "-1");
    portal.clock.advance(chrono::Duration::minutes(5));
    let page = message(portal, &cast, &client).await;
    let typed = page.form("form#mend").value("mended");
    let mut mended: Value = serde_json::from_str(&typed).unwrap();
    mended["data"][0]["MaHoSo"] = json!(CODE);
    mended["data"][0]["TrichYeuHoSo"] = json!("Như đã sửa");
    let form = page.form("form#mend").fill("mended", &mended.to_string());
    form.submit().await.is(200);

    let operator = cast.signed_in(portal, "vanhanh");
    let history = operator.get(&history(CODE)).await.is(200);
    let titles = history.texts(".trail__title");
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert_eq!(titles[0], words("console.history.mended"));
    assert!(
        titles
            .iter()
            .any(|title| *title == words("console.history.in"))
    );
    let name = operator.get("/tai-khoan").await.is(200).text("main");
    let by = history.text(".trail [lang=vi]");
    assert!(!by.is_empty() && name.contains(&by), "{by}");
    let settled = history.click(".trail a").await.is(200);
    assert!(settled.text("#recorded").contains("Như đã sửa"));
    assert!(settled.text("#came").contains("Như đã gửi"));
    assert!(settled.text(".notice--good").contains(&by));

    // The event names what was recorded, which is sealed as every message is.
    let (partner, now) = (client.partner.id, portal.clock.now());
    let (named, body, traffic) = portal
        .storage()
        .read(|conn| {
            let id = dossiers::dossier_of_code(conn, CODE)?.unwrap();
            let events = dossiers::events(conn, id)?;
            let EventKind::Synced { message, .. } = events[0].event.kind else {
                panic!("{events:?}")
            };
            let named = exchange::messages_named(conn, partner, vec![message])?;
            let body = exchange::message_body(conn, partner, message)?;
            let from = now - chrono::Duration::days(1);
            let until = now + chrono::Duration::seconds(1);
            let traffic = exchange::traffic(conn, partner, from, until)?;
            Ok::<_, Error>((named, body.unwrap(), traffic))
        })
        .unwrap();
    let by = named[0].mended.unwrap().by;
    assert_eq!(by, cast.account("vanhanh"));
    assert_eq!(body, mended.to_string().into_bytes());
    // It did not come from the partner.
    let came: Vec<(bool, i64)> = traffic
        .iter()
        .map(|one| (one.taken, one.messages))
        .collect();
    assert_eq!(came, [(false, 1)]);
}

async fn a_message_is_tried_again_when_what_it_waited_for_is_there(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let progress = row(CODE, "20260109160000", 9, "Kết thúc xử lý hồ sơ");
    assert_eq!(client.progress(&[progress]).await["error_code"], "-1");
    let page = message(portal, &cast, &client).await;
    let early = page.form("form#replay").submit().await.is(422);
    assert!(early.text("#message .alarm").contains(CODE));
    assert_eq!(waiting(portal, &client), 1);
    assert!(is_success(&client.insert(&[snapshot(CODE, 2)]).await));
    page.form("form#replay").submit().await.is(200);
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("9"));
    assert_eq!(waiting(portal, &client), 0);
}

async fn what_is_discarded_needs_a_reason_and_stays_kept(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    client.update(&[snapshot(CODE, 4)]).await;
    let page = message(portal, &cast, &client).await;
    let wrong = page.form("form#discard").submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#reason"]);
    assert_eq!(waiting(portal, &client), 1);
    let reason = "Đơn vị gửi nhầm hồ sơ thử";
    let form = wrong.form("form#discard").fill("reason", reason);
    let done = form.submit().await.is(200);
    assert!(!done.has("#quarantine tbody"));
    let operator = cast.signed_in(portal, "vanhanh");
    let kept = operator.get(page.path()).await.is(200);
    assert!(kept.text(".notice--good").contains(reason));
    assert!(kept.text("pre").contains(CODE), "it stays readable");
    assert!(!kept.has("form#discard"));
    // Under the address of another partner there is no such message.
    let other = Client::of(portal, "h26", "H26").await;
    let own = client.partner.id.to_string();
    let foreign = page.path().replace(&own, &other.partner.id.to_string());
    operator.get(&foreign).await.is(404);
}

async fn all_that_wait_for_one_reason_are_discarded_at_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let other = Client::of(portal, "h26", "H26").await;
    // A partner that has set its agency's code wrongly sends all of it in vain.
    for n in 1..=3 {
        let of_others = snapshot(&format!("H98-260105-{n:04}"), 4);
        client.insert(std::slice::from_ref(&of_others)).await;
        other.insert(&[of_others]).await;
    }
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    assert!(
        page.text("#reasons li")
            .contains(&words_for("console.stuck.quarantined", 3))
    );
    let page = page.click("#reasons a").await.is(200);
    assert!(
        page.text("#discard .choice")
            .contains(&words_for("console.discard.alike", 2))
    );
    let form = page.form("form#discard").tick("discard_alike", "1");
    let wrong = form.submit().await.is(422);
    assert!(
        wrong.has("#discard_alike[checked]"),
        "what was ticked is kept"
    );
    // Of what comes now nobody has decided anything.
    portal.clock.advance(chrono::Duration::minutes(1));
    client.insert(&[snapshot("H98-260105-0009", 4)]).await;
    client.update(&[snapshot(CODE, 4)]).await;
    let reason = "Đơn vị đặt nhầm mã cơ quan";
    let form = wrong.form("form#discard").fill("reason", reason);
    let done = form.submit().await.is(200);
    let mut open = done.texts("#quarantine tbody a");
    open.sort();
    assert_eq!(open, ["H98-260105-0009", CODE]);
    assert_eq!(waiting(portal, &other), 3, "another partner's wait on");
    let kept = portal.storage().read(|conn| {
        let about = ["H98-260105-0001", "H98-260105-0003"].map(str::to_owned);
        exchange::quarantined_about(conn, &[client.partner.id], &about)
    });
    let kept = kept.unwrap();
    assert_eq!(kept.len(), 2, "{kept:?}");
    for one in kept {
        let how = one.settlement.unwrap();
        assert!(how.contains(reason), "{how}");
        assert_eq!(one.settled_by, Some(cast.account("vanhanh")));
    }
    assert!(!done.has("#reasons"), "no reason is shared any more");
    let alone = done.click("#quarantine tbody a").await.is(200);
    assert!(!alone.has("#discard .choice"), "nothing else waits for it");
}

async fn all_that_wait_for_one_reason_are_tried_again(portal: &Portal) {
    const OTHER: &str = "H99-260105-0002";
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    for at in ["20260109150000", "20260109160000"] {
        let rows = [CODE, OTHER].map(|code| row(code, at, 4, "Đang xử lý"));
        assert_eq!(client.progress(&rows).await["error_code"], "-1");
    }
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    let page = page.click("#reasons a").await.is(200);
    // What the page showed is not what they wait for any more: nothing is tried.
    assert!(is_success(&client.insert(&[snapshot(CODE, 2)]).await));
    portal.work_off().await;
    let looked = page.form("form#replay-alike").submit().await.is(422);
    assert!(says(
        &looked.text("#message .alarm"),
        "console.fault.other_reason"
    ));
    let done = looked.form("form#replay-alike").submit().await.is(200);
    assert!(says(
        &done.text("[role=status]"),
        "console.notice.replays_alike"
    ));
    portal.work_off().await;
    assert_eq!(
        waiting(portal, &client),
        2,
        "the other dossier is not there"
    );
    assert!(is_success(&client.insert(&[snapshot(OTHER, 2)]).await));
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    if let Some(reason) = page.links("#reasons a").first() {
        let page = operator.get(reason).await.is(200);
        page.form("form#replay-alike").submit().await.is(200);
    }
    portal.work_off().await;
    assert_eq!(waiting(portal, &client), 0);
}

async fn what_waits_for_another_reason_by_now_is_looked_at_again(portal: &Portal) {
    const OTHER: &str = "H99-260105-0002";
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    for at in ["20260109150000", "20260109160000"] {
        let rows = [CODE, OTHER].map(|code| row(code, at, 4, "Đang xử lý"));
        assert_eq!(client.progress(&rows).await["error_code"], "-1");
    }
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    let page = page.click("#reasons a").await.is(200);
    assert!(page.text(".notice--warn").contains(CODE));
    // They wait for the other dossier now.
    assert!(is_success(&client.insert(&[snapshot(CODE, 2)]).await));
    portal.work_off().await;
    let form = page.form("form#discard").tick("discard_alike", "1");
    let looked = form.fill("reason", "Nhầm hồ sơ").submit().await.is(422);
    assert_eq!(looked.links("#faults a"), ["#discard_alike"]);
    assert!(looked.text(".notice--warn").contains(OTHER));
    assert_eq!(
        looked.form("form#discard").value("reason").trim(),
        "Nhầm hồ sơ"
    );
    assert!(!looked.has("#discard_alike[checked]"));
    assert_eq!(waiting(portal, &client), 2);
    let form = looked.form("form#discard").tick("discard_alike", "1");
    form.submit().await.is(200);
    assert_eq!(waiting(portal, &client), 0);
}

async fn a_long_list_is_paged(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    for n in 1..=21 {
        let code = format!("H99-260105-{n:04}");
        client.update(&[snapshot(&code, 4)]).await;
    }
    let operator = cast.signed_in(portal, "vanhanh");
    let first = operator.get(&page_of(client.partner.id)).await.is(200);
    let codes = first.texts("#quarantine tbody a");
    assert_eq!(codes.len(), 20);
    let second = first.click(".pager [rel=next]").await.is(200);
    let rest = second.texts("#quarantine tbody a");
    assert_eq!(rest.len(), 1);
    assert!(!codes.contains(&rest[0]));
    let nowhere = format!("{}?sau=khong-co", page_of(client.partner.id));
    operator.get(&nowhere).await.is(404);
}
