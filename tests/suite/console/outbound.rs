//! What a partner did not take is sent again or discarded by an operator.

use diesel::RunQueryDsl;
use motcua::dossiers::{self, FetchPartnerFile};
use motcua::exchange::NewPartner;
use motcua::jobs::{self, Lane, NewJob};
use motcua::kernel::{DossierId, Id};
use motcua::storage::Error;
use uuid::Uuid;

use super::{history, page_of};
use crate::access::objects;
use crate::exchange::listener::{Listener, Manners};
use crate::exchange::scene::{Client, discard_dead, new_partner};
use crate::support::{Browser, Cast, Page, Portal, on_both_engines, says, words, words_with};

on_both_engines!(
    a_dead_push_is_sent_again,
    a_dead_push_is_discarded,
    what_waits_behind_a_dead_push_says_so,
    what_was_never_tried_is_shown_with_why,
    a_partner_that_is_left_alone_is_tried_at_once,
    a_host_that_is_not_allowed_is_named,
    a_long_list_of_dead_jobs_is_paged,
);

/// How often a push that is refused is tried, and more.
const ROUNDS: usize = 30;

/// A partner that has refused Lan's dossier until nobody tried any more.
async fn refused(portal: &Portal, cast: &Cast, listener: &Listener) -> (Client, DossierId) {
    let new = NewPartner {
        push_url: Some(listener.push_url().parse().unwrap()),
        decides: true,
        ..new_partner("h26", "H26")
    };
    let client = Client::sign_in(portal, &new).await;
    listener.behave(Manners::Refuses);
    let id = objects::dossier_at(portal, cast, cast.commune);
    for _ in 0..ROUNDS {
        portal.work_off().await;
        portal.clock.advance(chrono::Duration::hours(2));
    }
    (client, id)
}

async fn a_dead_push_is_sent_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let (client, _) = refused(portal, &cast, &listener).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let list = operator.get("/quan-tri/lien-thong").await.is(200);
    assert_eq!(list.text("tbody th .tag"), words("console.health.trouble"));
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    assert!(page.text("#dead .said").contains("MaSoThue empty"));
    listener.behave(Manners::Takes);
    let before = listener.heard().len();
    let after = page.form("#dead form").submit();
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
    let (client, id) = refused(portal, &cast, &listener).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let list = operator.get(&page_of(client.partner.id)).await.is(200);
    let page = list.click("#dead a.button").await.is(200);
    assert!(page.text(".notice").contains("MaSoThue empty"));
    let before = listener.heard().len();
    let blank = page.form("form#discard").fill("reason", " ").submit();
    let blank = blank.await.is(422);
    assert_eq!(blank.links("#faults a"), ["#reason"]);
    let long = "ư".repeat(501);
    let long_form = blank.form("form#discard").fill("reason", &long);
    let kept = long_form.submit().await.is(422);
    assert_eq!(kept.text("textarea#reason"), long, "nothing typed is lost");
    let reason = "Đơn vị đã nhận qua công văn";
    let form = kept.form("form#discard").fill("reason", reason);
    assert!(!form.submit().await.is(200).has("#dead"));
    portal.work_off().await;
    assert_eq!(listener.heard().len(), before);

    let history = history_of(portal, &operator, id).await;
    assert_eq!(
        history.texts(".trail__title"),
        [words("console.history.given_up")]
    );
    let told = history.text(".trail");
    let event = words_with("console.history.event", &[("n", &1)]);
    for what in [
        reason,
        &event,
        "MaSoThue empty",
        &words("console.history.given_up_by"),
    ] {
        assert!(told.contains(what), "{what} in {told}");
    }
    // It is settled by now.
    page.form("form#discard")
        .fill("reason", "x")
        .submit()
        .await
        .is(409);
    page.form("form#retry").submit().await.is(409);
    operator.get(page.path()).await.is(404);
    listener.close().await;
}

/// The exchange about a dossier.
async fn history_of(portal: &Portal, operator: &Browser, id: DossierId) -> Page {
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let code = found.unwrap().unwrap().code;
    operator.get(&history(&code)).await.is(200)
}

async fn what_waits_behind_a_dead_push_says_so(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let (_, id) = refused(portal, &cast, &listener).await;
    let lan = cast.signed_in(portal, "lan");
    let page = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    let form = page.form("main form").fill("reason", "Không cần nữa");
    form.submit().await.is(200);
    portal.work_off().await;

    let operator = cast.signed_in(portal, "vanhanh");
    let page = history_of(portal, &operator, id).await;
    let titles = page.texts(".trail__title");
    let expected = ["console.history.not_out", "console.history.dead"].map(words);
    assert_eq!(titles, expected);
    let waits = page.text(".trail .open");
    assert!(
        waits.contains(&words_with("console.history.event", &[("n", &2)]))
            && waits.contains(&words_with("console.waiting.held_up", &[("n", &1)])),
        "{waits}"
    );
    assert!(!says(&waits, "console.dead.attempts"), "{waits}");
    assert!(page.text(".trail .bad").contains("MaSoThue empty"));

    // The link leads to where it is sent again.
    let dead = page.click(".trail .bad a").await.is(200);
    listener.behave(Manners::Takes);
    dead.form("form#retry").submit().await.is(200);
    portal.work_off().await;
    let page = history_of(portal, &operator, id).await;
    assert_eq!(
        page.texts(".trail__title"),
        ["console.history.out"; 2].map(words)
    );
    listener.close().await;
}

async fn what_was_never_tried_is_shown_with_why(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let new = NewPartner {
        push_url: Some(listener.push_url().parse().unwrap()),
        decides: true,
        ..new_partner("h26", "H26")
    };
    Client::sign_in(portal, &new).await;
    listener.behave(Manners::Fails);
    let operator = cast.signed_in(portal, "vanhanh");
    let first = objects::dossier_at(portal, &cast, cast.commune);
    let page = history_of(portal, &operator, first).await;
    assert_eq!(
        page.texts(".trail__title"),
        [words("console.history.not_out")]
    );
    assert!(says(&page.text(".trail .open"), "console.waiting.new"));

    portal.work_off().await;
    let page = history_of(portal, &operator, first).await;
    let waits = page.text(".trail .open");
    assert!(
        says(&waits, "console.waiting.not_before")
            && waits.contains(&words_with("console.dead.attempts", &[("n", &1)])),
        "{waits}"
    );
    for _ in 0..5 {
        portal.clock.advance(chrono::Duration::minutes(1));
        portal.work_off().await;
    }
    let second = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let page = history_of(portal, &operator, second).await;
    let waits = page.text(".trail .open");
    assert!(
        says(&waits, "console.waiting.away") && !says(&waits, "console.dead.attempts"),
        "{waits}"
    );
    let page = history_of(portal, &operator, first).await;
    assert!(says(&page.text(".trail .open"), "console.waiting.away"));

    listener.behave(Manners::Takes);
    portal.clock.advance(chrono::Duration::hours(1));
    portal.work_off().await;
    // After an hour the session has ended.
    let operator = cast.signed_in(portal, "vanhanh");
    for id in [first, second] {
        let page = history_of(portal, &operator, id).await;
        assert_eq!(page.texts(".trail__title"), [words("console.history.out")]);
    }
    listener.close().await;
}

async fn a_partner_that_is_left_alone_is_tried_at_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let new = NewPartner {
        push_url: Some(listener.push_url().parse().unwrap()),
        decides: true,
        ..new_partner("h26", "H26")
    };
    let client = Client::sign_in(portal, &new).await;
    listener.behave(Manners::Fails);
    let id = objects::dossier_at(portal, &cast, cast.commune);
    let operator = cast.signed_in(portal, "vanhanh");
    for _ in 0..6 {
        portal.work_off().await;
        portal.clock.advance(chrono::Duration::minutes(1));
    }
    portal.work_off().await;
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    listener.behave(Manners::Takes);
    let before = listener.heard().len();
    portal.work_off().await;
    assert_eq!(listener.heard().len(), before, "it is left alone");
    let done = page.form("form#try-now").submit().await.is(200);
    assert!(says(
        &done.text("[role=status]"),
        "console.notice.tried_now"
    ));
    assert!(!done.has("form#try-now"));
    portal.work_off().await;
    assert_eq!(listener.heard().len(), before + 1);
    let page = history_of(portal, &operator, id).await;
    assert_eq!(page.texts(".trail__title"), [words("console.history.out")]);
    // Machines are told to the second.
    assert_eq!(page.text(".trail time").matches(':').count(), 2);
    listener.close().await;
}

async fn a_host_that_is_not_allowed_is_named(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", crate::exchange::scene::NOWHERE).await;
    let mut offering = crate::exchange::scene::snapshot("H99-260105-0001", 10);
    offering["DanhSachGiayToKetQua"] = serde_json::json!([{
        "TenGiayTo": "Giấy khai sinh",
        "MaThanhPhanHoSo": "",
        "GiayToId": "7",
        "DuongDanTepTinKetQua": "https://tep.la.example:8443/kq.pdf",
    }]);
    client.insert(&[offering]).await;
    portal.work_off().await;
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    let host = [("host", &"tep.la.example:8443" as &dyn std::fmt::Display)];
    let told = words_with("console.failure.host_not_allowed", &host);
    assert_eq!(page.text("#dead .said"), told);
    crate::exchange::scene::discard_dead(portal);
}

async fn a_long_list_of_dead_jobs_is_paged(portal: &Portal) {
    const DEAD: u128 = 21;
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h26", "H26").await;
    let partner = client.partner.id;
    let moment = portal.app.env.moment();
    // Files that were given up, two in the same moment.
    let jobs: Vec<NewJob> = (1..=DEAD)
        .map(|n| {
            let job = FetchPartnerFile {
                partner,
                dossier: Id::from_uuid(Uuid::from_u128(n)),
                file: Id::from_uuid(Uuid::from_u128(n)),
            };
            let span = chrono::Duration::seconds(i64::try_from(n / 2).unwrap());
            NewJob::of(&job, Lane::alone(n), moment.now - span)
        })
        .collect();
    let written = portal.storage().write(|tx| {
        jobs::enqueue_all(tx, &moment, &jobs)?;
        let dead = "UPDATE jobs SET state = 3, last_error = 'gone' WHERE party_id IS NOT NULL";
        diesel::sql_query(dead).execute(tx.engine())?;
        Ok::<_, Error>(())
    });
    written.unwrap();

    let operator = cast.signed_in(portal, "vanhanh");
    let first = operator.get(&page_of(partner)).await.is(200);
    let actions = |page: &Page| page.attributes("#dead form", "action");
    let shown = actions(&first);
    assert_eq!(shown.len(), 20);
    let second = first.click("#dead .pager [rel=next]").await.is(200);
    let rest = actions(&second);
    assert_eq!(rest.len(), 1);
    assert!(!shown.contains(&rest[0]));
    assert!(!second.has("#dead .pager [rel=next]"));
    let back = second.click("#dead a[href$='#dead']").await.is(200);
    assert_eq!(actions(&back), shown);
    // What is on the second page is settled, and the first one stays.
    let one = second.click("#dead a.button").await.is(200);
    let form = one.form("form#discard").fill("reason", "Tệp thử");
    let after = form.submit().await.is(200);
    assert_eq!(actions(&after), shown);
    assert!(!after.has("#dead .pager [rel=next]"));
    let nowhere = format!("{}?hong-sau=khong-co", page_of(partner));
    operator.get(&nowhere).await.is(404);

    while discard_dead(portal) > 0 {}
}
