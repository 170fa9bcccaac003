//! Lists of the queue: where clerks arrive, what has ended, what lies with a unit or an officer, and which
//! of several agencies is open.

use motcua::accounts::{Grant, add_unit, grant_membership};
use motcua::context::Principal;
use motcua::kernel::Role;

use super::{dossier, handed_to, path};
use crate::access::objects;
use crate::support::{Cast, Page, Portal, on_both_engines, words};

on_both_engines!(
    what_has_ended_stands_latest_first_with_its_outcome,
    a_unit_has_a_list_of_its_own,
    dossiers_of_a_role_that_ends_are_named_and_found,
    a_clerk_of_two_agencies_stays_in_the_one_that_is_open,
    a_clerk_arrives_where_their_work_lies,
);

fn give(portal: &Portal, grant: Grant) {
    let cx = portal.app.context(Principal::CommandLine);
    let given = portal
        .storage()
        .write(|tx| grant_membership(tx, &cx, grant));
    given.unwrap();
}

async fn what_has_ended_stands_latest_first_with_its_outcome(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let ha = cast.signed_in(portal, "ha");
    let mut codes = Vec::new();
    for _ in 0..3 {
        let id = objects::dossier(portal, &cast);
        codes.push(dossier(portal, id).code);
        portal.clock.advance(chrono::Duration::minutes(1));
        let refuse = ha.get(&format!("{}/tu-choi", path(id))).await.is(200);
        let refuse = refuse.form("main form").fill("reason", "Sai thẩm quyền");
        refuse.submit().await.is(200);
    }
    codes.reverse();
    let done = ha.get("/mot-cua/ho-so?danh-sach=done").await.is(200);
    assert_eq!(done.texts("tbody th .code"), codes);
    let outcome = words("common.state.refused");
    for row in &done.texts("tbody tr") {
        assert!(row.contains(&outcome), "{row}");
        assert!(row.contains(&words("desk.facts.on_time")), "{row}");
    }
    assert_eq!(done.attributes("tbody .c-due time", "datetime").len(), 3);
}

async fn a_unit_has_a_list_of_its_own(portal: &Portal) {
    const NAME: &str = "Bộ phận Tư pháp – Hộ tịch";
    let cast = Cast::of(portal).await;
    let cx = portal.app.context(Principal::CommandLine);
    let unit = portal
        .storage()
        .write(|tx| add_unit(tx, &cx, cast.commune, NAME));
    let unit = unit.unwrap();
    give(
        portal,
        Grant {
            account: cast.account("huy"),
            agency: cast.commune,
            role: Role::Officer,
            unit: Some(unit),
        },
    );
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let ids = [
        objects::dossier(portal, &cast),
        objects::dossier(portal, &cast),
    ];
    for id in ids {
        let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
        accept.form("main form").submit().await.is(200);
    }
    let hand = ha.get(&format!("{}/chuyen", path(ids[1]))).await.is(200);
    let hand = hand.form("main form").choose("unit", &unit.to_string());
    hand.submit().await.is(200);

    let all = huy.get("/mot-cua/ho-so?danh-sach=in_work").await.is(200);
    assert_eq!(all.texts("tbody tr").len(), 2);
    let own = all.click(".rail__scopes li:last-child a").await.is(200);
    let current = [format!("{NAME} 1")];
    assert_eq!(own.texts(".rail__scopes a[aria-current]"), current);
    let code = dossier(portal, ids[1]).code;
    assert_eq!(own.texts("tbody th .code"), [code]);
    let lies_with = own.text("tbody .c-officer");
    assert!(lies_with.contains(NAME) && lies_with.contains(&words("desk.queue.nobody")));
    let opened = own.click("tbody th a").await.is(200);
    let back = opened.click(".crumbs a").await.is(200);
    assert_eq!(back.texts(".rail__scopes a[aria-current]"), current);
    huy.get("/mot-cua/ho-so?bo-phan=khong-co").await.is(404);
}

async fn dossiers_of_a_role_that_ends_are_named_and_found(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let huy = cast.signed_in(portal, "huy");
    let ends = format!("/mot-cua/nhan-su/{}/thoi/officer", cast.account("ha"));
    assert!(!huy.get(&ends).await.is(200).has(".confirm a.stay"));
    handed_to(portal, &cast, id, "ha").await;
    let sure = huy.get(&ends).await.is(200);
    let found = sure.click(".confirm a.stay").await.is(200);
    assert_eq!(found.texts("tbody tr").len(), 1);
    assert!(
        found.text("h1").contains("Lê Thu Hà"),
        "{}",
        found.text("h1")
    );
}

/// Where a link of the main navigation leads.
fn nav(page: &Page, key: &str) -> String {
    let (links, labels) = (page.links(".nav--main a"), page.texts(".nav--main a"));
    let at = labels.iter().position(|label| *label == words(key));
    links[at.unwrap_or_else(|| panic!("{labels:?}"))].clone()
}

async fn a_clerk_of_two_agencies_stays_in_the_one_that_is_open(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let catalogue = portal.app.cache.current();
    let commune = catalogue.agency(cast.commune).unwrap();
    let other = catalogue.agency(cast.social_insurance).unwrap();
    give(
        portal,
        Grant {
            account: cast.account("ha"),
            agency: other.id(),
            role: Role::Officer,
            unit: None,
        },
    );
    let ha = cast.signed_in(portal, "ha");
    let choice = ha.get("/mot-cua/ho-so").await.is(200);
    assert_eq!(choice.path(), "/mot-cua");
    assert_eq!(choice.texts("main .tile b").len(), 2);
    for (office, has_counter) in [(commune, true), (other, false)] {
        let address = format!("/mot-cua/ho-so?don-vi={}", office.key);
        let queue = ha.get(&address).await.is(200);
        assert_eq!(queue.text(".brand small"), office.name);
        assert_eq!(nav(&queue, "frame.nav.queue"), address);
        let counter = queue.has(".nav--main a[href*='/mot-cua/quay']");
        assert_eq!(counter, has_counter, "{}", office.name);
    }
    let id = objects::dossier(portal, &cast);
    for address in [path(id), format!("{}/tiep-nhan", path(id))] {
        let page = ha.get(&address).await.is(200);
        assert_eq!(page.text(".brand small"), commune.name);
        let queue = format!("/mot-cua/ho-so?don-vi={}", commune.key);
        assert_eq!(nav(&page, "frame.nav.queue"), queue);
    }
}

async fn a_clerk_arrives_where_their_work_lies(portal: &Portal) {
    let cast = Cast::of(portal).await;
    for (who, list) in [("ha", "to_accept"), ("huy", "in_work")] {
        let queue = cast.signed_in(portal, who).get("/mot-cua/ho-so").await;
        let current = queue.is(200).text(".rail__lists a[aria-current]");
        let list = words(&format!("desk.list.{list}"));
        assert!(current.starts_with(&list), "{who}: {current}");
    }
}
