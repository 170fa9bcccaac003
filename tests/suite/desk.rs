//! The desk through HTTP: clerks of a commune work on what a citizen has filed.

use motcua::dossiers::{self, Dossier, State};
use motcua::journal;
use motcua::kernel::DossierId;

use crate::access::objects;
use crate::support::{Cast, Page, Portal, on_both_engines, says, words};

mod appointments;
mod counter;
mod fees;
mod lists;
mod reading;
mod search;
mod twice;

on_both_engines!(
    clerks_carry_a_dossier_to_its_result,
    the_second_clerk_sees_what_the_first_did,
    a_refusal_without_a_reason_is_told_beside_the_field,
    a_supplement_is_asked_for_and_a_fee_is_marked,
    a_dossier_of_another_agency_does_not_exist,
    a_clerk_works_through_what_is_theirs,
    a_long_list_is_turned_forward_and_back,
);

pub fn dossier(portal: &Portal, id: DossierId) -> Dossier {
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    found.unwrap().unwrap()
}

fn path(id: DossierId) -> String {
    format!("/mot-cua/ho-so/{id}")
}

/// Accepts a dossier as Hà, and hands it to somebody.
async fn handed_to(portal: &Portal, cast: &Cast, id: DossierId, whom: &str) {
    let ha = cast.signed_in(portal, "ha");
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    accept.form("main form").submit().await.is(200);
    let form = ha.get(&format!("{}/chuyen", path(id))).await.is(200);
    let whom = cast.account(whom).to_string();
    let form = form.form("main form").choose("officer", &whom);
    form.submit().await.is(200);
}

/// The addresses of the acts that a dossier's page offers, by their last part.
fn offered(page: &Page) -> Vec<String> {
    let last = |link: String| link.rsplit('/').next().unwrap_or_default().to_owned();
    page.links(".doings a").into_iter().map(last).collect()
}

/// The view of a clerk's own dossiers, with how many there are.
fn of_mine(count: usize) -> String {
    format!("{} {count}", words("desk.queue.mine"))
}

async fn clerks_carry_a_dossier_to_its_result(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));

    let queue = ha.get("/mot-cua").await.is(200);
    assert_eq!(
        queue.text(".rail__lists a[aria-current]"),
        words("desk.list.to_accept") + " 1"
    );
    let page = queue.click("tbody th a").await.is(200);
    assert_eq!(page.path(), path(id));
    assert_eq!(
        offered(&page),
        ["tiep-nhan", "yeu-cau-bo-sung", "ghi-chu", "tu-choi"]
    );
    assert!(offered(&huy.get(&path(id)).await.is(200)).is_empty());

    let form = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    assert!(form.has("main time"), "the due date is shown beforehand");
    let page = form.form("main form").submit().await.is(200);
    assert!(says(&page.text("[role=status]"), "desk.notice.accept"));
    assert_eq!(dossier(portal, id).state(), State::Accepted);
    let receipt = page.click("a[href$=giay-tiep-nhan]").await.is(200);
    assert!(receipt.text(".receipt__code").starts_with("H26.1-"));
    assert!(
        receipt
            .attribute(".receipt__qr img", "src")
            .starts_with("data:image/svg")
    );

    let form = ha
        .get(&format!("{}/chuyen", path(id)))
        .await
        .is(200)
        .form("main form");
    assert_eq!(form.offered("officer").len(), 3, "nobody, Hà and Huy");
    let huy_id = cast.account("huy").to_string();
    let page = form.choose("officer", &huy_id).submit().await.is(200);
    assert!(page.text(".trail").contains("cho "));

    let form = huy
        .get(&format!("{}/ket-qua", path(id)))
        .await
        .is(200)
        .form("main form");
    let form = form
        .fill("title", "Giấy khai sinh")
        .attach("file", "kq.pdf", b"%PDF-1.7\n%");
    let page = form.submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::Decided);
    let file = page.click(".file a").await.is(200);
    assert_eq!(file.body(), b"%PDF-1.7\n%");
    assert!(
        file.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );

    let form = ha.get(&format!("{}/tra-ket-qua", path(id))).await.is(200);
    form.form("main form").submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::Returned);

    let looks = portal
        .storage()
        .read(|conn| journal::looks_at(conn, id, 100));
    let looks = looks.unwrap();
    let of = |who| {
        looks
            .iter()
            .filter(|look| look.actor == Some(cast.account(who)))
            .count()
    };
    assert_eq!(
        (of("ha"), of("huy")),
        (8, 3),
        "each page, each page of an act and the receipt once"
    );
}

async fn the_second_clerk_sees_what_the_first_did(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let refusal = ha.get(&format!("{}/tu-choi", path(id))).await.is(200);
    let refusal = refusal.form("main form").fill("reason", "Sai thẩm quyền");
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    accept.form("main form").submit().await.is(200);

    let late = refusal.submit().await.is(409);
    assert_eq!(late.texts("#changes .trail__title").len(), 1);
    assert!(
        late.text("#changes .trail__title")
            .starts_with(&words("desk.event.accepted"))
    );
    assert_eq!(late.text("textarea").trim(), "Sai thẩm quyền");
    assert!(!late.has("main form button"), "it can no longer be refused");
    assert_eq!(dossier(portal, id).state(), State::Accepted);
}

async fn a_refusal_without_a_reason_is_told_beside_the_field(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let address = format!("{}/tu-choi", path(id));
    let form = ha.get(&address).await.is(200).form("main form");
    let page = form.submit().await.is(422);
    assert_eq!(page.links("#faults a"), ["#reason"]);
    assert_eq!(page.text("#faults a"), words("desk.missing.reason"));
    assert_eq!(page.attribute("#reason", "aria-invalid"), "true");
    let page = page
        .form("main form")
        .fill("reason", "Không thuộc địa bàn")
        .submit();
    assert!(
        page.await
            .is(200)
            .text(".said")
            .contains("Không thuộc địa bàn")
    );
    huy.get(&address).await.is(403);
    ha.get(&address).await.is(409);
}

async fn a_supplement_is_asked_for_and_a_fee_is_marked(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    for act in ["tiep-nhan", "chuyen"] {
        let form = ha
            .get(&format!("{}/{act}", path(id)))
            .await
            .is(200)
            .form("main form");
        let form = match act {
            "chuyen" => form.choose("officer", &cast.account("ha").to_string()),
            _ => form,
        };
        form.submit().await.is(200);
    }
    let form = ha
        .get(&format!("{}/yeu-cau-nop-phi", path(id)))
        .await
        .form("main form");
    let wrong = form
        .fill("label", "Lệ phí")
        .fill("amount", "1.35")
        .submit()
        .await
        .is(422);
    let form = wrong.form("main form").fill("amount", "135.000");
    form.submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::PaymentRequested);

    let mark = huy
        .get(&path(id))
        .await
        .is(200)
        .click("a[href*='/phi/']")
        .await
        .is(200);
    assert_eq!(mark.form("main form").value("amount"), "135000");
    let form = mark.form("main form").fill("amount", "0");
    form.submit().await.is(422);
    mark.form("main form").submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::Processing);

    let form = ha
        .get(&format!("{}/yeu-cau-bo-sung", path(id)))
        .await
        .form("main form");
    form.fill("what", "Giấy chứng sinh").submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::SupplementRequested);
    let lists = ha
        .get("/mot-cua/ho-so?danh-sach=awaiting_supplement")
        .await
        .is(200);
    assert_eq!(lists.texts("tbody tr").len(), 1);
}

async fn a_dossier_of_another_agency_does_not_exist(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let chau = cast.signed_in(portal, "chau");
    for address in [
        "",
        "/tiep-nhan",
        "/ket-qua",
        "/giay-tiep-nhan",
        "/phi/1",
        "/giay-to/1",
    ] {
        chau.get(&format!("{}{address}", path(id))).await.is(404);
    }
    let queue = chau.get("/mot-cua/ho-so").await.is(200);
    assert!(queue.has(".empty"));
    chau.get("/mot-cua/ho-so?don-vi=khong-co").await.is(404);
}

async fn a_clerk_works_through_what_is_theirs(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut ids = Vec::new();
    for whom in ["huy", "ha", "huy"] {
        let id = objects::dossier(portal, &cast);
        handed_to(portal, &cast, id, whom).await;
        ids.push(id);
        portal.clock.advance(chrono::Duration::minutes(1));
    }
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let all = huy.get("/mot-cua/ho-so?danh-sach=in_work").await.is(200);
    assert_eq!(all.texts("tbody tr").len(), 3);
    assert_eq!(
        all.texts(".rail__scopes a"),
        [words("desk.queue.everybodys"), of_mine(2)]
    );
    let mine = all.click(".rail__scopes li:last-child a").await.is(200);
    assert_eq!(mine.texts(".rail__scopes a[aria-current]"), [of_mine(2)]);
    assert_eq!(
        mine.text(".rail__lists a[aria-current]"),
        words("desk.list.in_work") + " 2"
    );
    assert_eq!(mine.texts("tbody tr").len(), 2);
    let english = huy.get("/en/mot-cua/ho-so?danh-sach=to_return&cua-toi=1");
    let english = english.await.is(200);
    assert_eq!(english.texts(".rail__scopes a[aria-current]"), ["Mine 2"]);
    assert_eq!(
        english.text(".empty h2"),
        "No result of yours waits to be handed over"
    );
    let of_ha = ha.get("/mot-cua/ho-so?danh-sach=in_work&cua-toi=1").await;
    assert_eq!(of_ha.is(200).texts("tbody tr").len(), 1);

    // From one of their own to the next of their own, also past an act.
    let first = mine.click("tbody th a").await.is(200);
    assert_eq!(first.path().split('?').next(), Some(path(ids[0]).as_str()));
    let next = first.click("main a[href*=ke-tiep]").await.is(200);
    assert!(next.path().starts_with(&path(ids[2])), "{}", next.path());
    let act = first.click(".doings a[href*=dung]").await.is(200);
    let done = act.form("main form").fill("reason", "Không đủ điều kiện");
    let done = done.submit().await.is(200);
    let next = done.click("main a[href*=ke-tiep]").await.is(200);
    assert!(next.path().starts_with(&path(ids[2])), "{}", next.path());
    let list = next.click("nav.crumbs a, .crumbs a").await.is(200);
    assert_eq!(list.texts(".rail__scopes a[aria-current]"), [of_mine(1)]);
}

async fn a_long_list_is_turned_forward_and_back(portal: &Portal) {
    let cast = Cast::of(portal).await;
    for _ in 0..103 {
        objects::dossier(portal, &cast);
    }
    let ha = cast.signed_in(portal, "ha");
    let codes = |page: &Page| page.texts("tbody th .code");
    let first = ha.get("/mot-cua/ho-so").await.is(200);
    assert!(!first.has("a[rel=prev]"));
    let second = first.click("a[rel=next]").await.is(200);
    let third = second.click("a[rel=next]").await.is(200);
    assert!(!third.has("a[rel=next]"));
    let all: Vec<String> = [&first, &second, &third]
        .into_iter()
        .flat_map(codes)
        .collect();
    let lengths = [&first, &second, &third].map(|page| codes(page).len());
    assert_eq!(lengths, [50, 50, 3]);
    let each: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(each.len(), 103, "each once");
    let back = third.click("a[rel=prev]").await.is(200);
    assert_eq!(codes(&back), codes(&second));
    let beginning = back.click("a[rel=prev]").await.is(200);
    assert_eq!(codes(&beginning), codes(&first));
    assert!(!beginning.has("a[rel=prev]"));
    // What became the whole beginning meanwhile is shown as that.
    let middle = first.attribute("a[rel=next]", "href");
    let place = middle.split("sau=").nth(1).unwrap();
    let page = ha
        .get(&format!("/mot-cua/ho-so?truoc={place}"))
        .await
        .is(200);
    assert_eq!(codes(&page).len(), 50);
    ha.get("/mot-cua/ho-so?truoc=khong-co").await.is(404);
}
